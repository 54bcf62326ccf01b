import Testing

@testable import SIP

@Suite("RFC 2046 §5.1, bodies of several parts")
struct MultipartBodyTests {
    private func message(_ type: String, _ body: [UInt8]) -> SIPMessage {
        var message = SIPMessage(request: .invite, uri: SIPURI(host: "h"))
        message.set(.contentType, type)
        message.body = body
        return message
    }

    @Test("parts are cut at boundaries and nothing else")
    func parts() throws {
        let body = Fixture.bytes(
            """
            preamble
            --b
            Content-Type: application/sdp
            Content-Disposition: session;
              handling=required

            v=0
            --bb is text
            --b--x is text

            --b \t

            no headers
            --b--
            epilogue
            --b
            """
        )
        let multipart = try MultipartBody(parsing: body, boundary: "b")
        #expect(multipart.parts.count == 2)
        #expect(multipart.parts[0].contentType == .sdp)
        #expect(multipart.parts[0].contentDisposition?.type == "session")
        #expect(multipart.parts[0].body == Array("v=0\r\n--bb is text\r\n--b--x is text\r\n".utf8))
        #expect(multipart.parts[1].headers.isEmpty)
        #expect(multipart.parts[1].contentType == ContentType("text", "plain"))
        #expect(multipart.parts[1].body == Array("no headers".utf8))
        #expect(try MultipartBody(parsing: multipart.bytes(boundary: "b"), boundary: "b") == multipart)
        let found = try self.message("multipart/mixed;boundary=b", body).body(of: .sdp)
        #expect(found == multipart.parts[0].body)
    }

    @Test(
        "octets of any kind survive",
        arguments: [[0, 13, 10, 13, 10, 255], [], [13, 10], [45, 45, 98, 45, 45]] as [[UInt8]]
    )
    func octets(body: [UInt8]) throws {
        let multipart = MultipartBody(parts: [
            BodyPart(type: .sdp, body: body), BodyPart(type: ContentType("x", "y"), body: [1]),
        ])
        #expect(try MultipartBody(parsing: multipart.bytes(boundary: "frontier"), boundary: "frontier") == multipart)
    }

    static let broken: [(String, String)] = [
        ("multipart/mixed", "--b\n\nx\n--b--"),
        ("multipart/mixed;boundary=\"\"", "--\n\nx\n----"),
        ("multipart/mixed;boundary=b", "no boundary"),
        ("multipart/mixed;boundary=b", "--b\n\nno end"),
        ("multipart/mixed;boundary=b", "--b--"),
        ("multipart/mixed;boundary=b", "--b\nno colon\n\nx\n--b--"),
        ("multipart/mixed;boundary=b", "--b\nX: no empty line\n--b--"),
        ("multipart/mixed;boundary=b", String(repeating: "--b\n\n", count: 100) + "--b--"),
    ]

    @Test("a broken body is refused", arguments: Self.broken)
    func refuses(type: String, body: String) {
        let message = self.message(type, Fixture.bytes(body))
        #expect(throws: SIPParseError.self) { try message.bodyParts() }
    }

    @Test("parts nest to the limit and no further", arguments: [(1, true), (4, true), (5, false), (500, false)])
    func nesting(depth: Int, isAccepted: Bool) throws {
        var part = BodyPart(type: .sdp, body: [1])
        for level in 0..<depth {
            let bytes = MultipartBody(parts: [part]).bytes(boundary: "b\(level)")
            part = BodyPart(headers: [.init(.contentType, "multipart/mixed;boundary=b\(level)")], body: bytes)
        }
        let message = self.message(part.first(.contentType) ?? "", part.body)
        #expect(((try? message.bodyParts()) != nil) == isAccepted)
        if isAccepted { #expect(try message.body(of: .sdp) == [1]) }
    }

    @Test("a single body is its own only part")
    func single() throws {
        let message = self.message("application/sdp", [1, 2])
        #expect(try message.bodyParts() == [BodyPart(type: .sdp, body: [1, 2])])
        #expect(try message.body(of: .sdp) == [1, 2])
        #expect(try message.body(of: .sipFragment) == nil)
        #expect(try SIPMessage(request: .bye, uri: SIPURI(host: "h")).bodyParts().isEmpty)
    }
}
