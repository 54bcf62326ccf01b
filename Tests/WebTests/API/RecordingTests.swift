import HTTPTypes
import Kernel
import Model
import ModelTesting
import Recordings
import Testing

@testable import Web

@Suite("Recordings")
struct RecordingTests {
    private static let path = "/recordings/recording-1"
    private static let mp3 = [0xff] + RecordingWorld.file.dropFirst()

    /// `Range`, and status with the bytes that come.
    static let ranges: [(String?, Int, Range<Int>)] = [
        (nil, 200, 0..<300_000), ("bytes=0-", 206, 0..<300_000), ("bytes=100000-", 206, 100_000..<300_000),
        ("bytes=5-9", 206, 5..<10), ("bytes=-10", 206, 299_990..<300_000),
        ("bytes=299999-400000", 206, 299_999..<300_000),
        ("bytes=300000-", 416, 0..<0), ("bytes=9-5", 200, 0..<300_000), ("bytes=1-2,5-6", 200, 0..<300_000),
        ("chapters=1", 200, 0..<300_000), ("bytes=x-", 200, 0..<300_000),
    ]

    @Test("REC-02 a player seeks by ranges, and gets wav where it asks for it", arguments: ranges)
    func seeking(range: String?, status: Int, bytes: Range<Int>) async throws {
        let world = try await TestWorld()
        var headers: HTTPFields = [:]
        headers[.range] = range
        let answer = try await world.ask(.get, Self.path + "/sound", as: .acmeUser, headers: headers)
        #expect(answer.status.code == status)
        guard status != 416 else { return }
        #expect(answer.bytes == Array(Self.mp3[bytes]))
        #expect(answer.headers[.contentType] == "audio/mpeg" && answer.headers[.acceptRanges] == "bytes")
        if status == 206 {
            #expect(answer.headers[.contentRange] == "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/300000")
        }
        let wav = try await world.ask(.get, Self.path + "/sound?format=wav", as: .acmeUser)
        #expect(wav.headers[.contentType] == "audio/wav" && wav.bytes == RecordingWorld.file)
    }

    @Test("REC-02 a download has the name of user, direction, peer and time")
    func download() async throws {
        let world = try await TestWorld()
        let answer = try await world.ask(.get, Self.path + "/download", as: .acmeAdministrator)
        let name = try #require(await world.recordings.repository.find(RecordingWorld.id)).fileName
        #expect(answer.headers[.contentDisposition]?.contains("filename=\"\(name).mp3\"") == true)
        #expect(name.hasPrefix("alice_in_+74951234567_") && answer.bytes == Self.mp3)
    }

    @Test("CAL-01 a plain user is not told who called without saying so; the caller and administrators are")
    func withheld() async throws {
        let world = try await TestWorld()
        var recording = try #require(await world.recordings.repository.find(RecordingWorld.id))
        recording.withheld = [TestWorld.Person.acmeUser.id]
        await world.recordings.repository.put(recording)
        let alice = TestWorld.Person.acmeUser.id.text
        for (person, isTold) in [(TestWorld.Person.acmeUser, true), (.acmeAdministrator, true), (.acmeOther, false)] {
            for path in ["/recordings", Self.path] {
                let answer = try await world.ask(.get, path, as: person)
                #expect(answer.text.contains("\"\(alice)\"") == isTold, "\(person) \(path): \(answer.text)")
                #expect(answer.text.contains("alice") == isTold, "\(person) \(path): \(answer.text)")
            }
            let found = try await world.ask(.get, "/recordings?search=alic", as: person)
            #expect(found.items.count == (isTold ? 1 : 0), "\(person)")
            let download = try await world.ask(.get, Self.path + "/download", as: person)
            let name = try #require(download.headers[.contentDisposition])
            #expect(name.contains("alice") == isTold && name.contains("_in_+74951234567_"), "\(person): \(name)")
        }
    }

    @Test("REC-04 lists follow role and filters; each listen and download is in the action history, once")
    func accesses() async throws {
        let world = try await TestWorld()
        for (person, count) in [
            (TestWorld.Person.system, 1), (.acmeAdministrator, 1), (.acmeUser, 1), (.acmeOther, 1), (.globexUser, 0),
            (.globexAdministrator, 0),
        ] {
            let list = try await world.ask(.get, "/recordings", as: person)
            #expect(list.json["items"]?.elements?.count == count, "\(person)")
        }
        for (query, count) in [("call=call-0", 1), ("call=x", 0), ("search=4951", 1), ("direction=outgoing", 0)] {
            let list = try await world.ask(.get, "/recordings?\(query)", as: .acmeUser)
            #expect(list.json["items"]?.elements?.count == count, "\(query)")
        }
        for _ in 0..<3 { _ = try await world.ask(.get, Self.path + "/sound", as: .acmeUser) }
        _ = try await world.ask(.get, Self.path + "/sound", as: .acmeOther)
        _ = try await world.ask(.get, Self.path + "/download", as: .acmeUser)
        let history = try await world.ask(.get, Self.path + "/accesses", as: .acmeAdministrator)
        let told = history.json["items"]?.elements?.map { "\($0["action"]?.text ?? "") \($0["author"]?.text ?? "")" }
        #expect(
            told == ["downloaded alice@acme.example", "listened bob@acme.example", "listened alice@acme.example"]
        )
    }

    @Test("REC-04 a link needs no sign-in, names who made it, and expires; what is deleted is gone")
    func links() async throws {
        let world = try await TestWorld()
        let made = try await world.ask(.post, Self.path + "/links", as: .acmeUser, body: ["minutes": 10])
        let path = try #require(made.json["path"]?.text).dropFirst("/api/v1".count)
        #expect(try await world.ask(.get, String(path), as: nil).bytes == Self.mp3)
        #expect(try await world.ask(.get, String(path) + "x", as: nil).status == .notFound)
        world.time.advance(by: .seconds(599))
        #expect(try await world.ask(.get, String(path), as: nil).status == .ok)
        world.time.advance(by: .seconds(1))
        let late = try await world.ask(.get, String(path), as: nil)
        #expect(late.status == .gone && late.json["error"]?["code"]?.text == "gone")
        let authors = await world.recordings.repository.accesses(of: RecordingWorld.id, limit: 9).map(\.author)
        #expect(authors.first == "link of alice@acme.example" && authors.last == "alice@acme.example")

        let fresh = try await world.ask(.post, Self.path + "/links", as: .acmeUser, body: [:])
        #expect(try await world.ask(.delete, Self.path, as: .acmeUser).status == .forbidden)
        #expect(try await world.ask(.delete, Self.path, as: .acmeAdministrator).status == .noContent)
        // ACT-01: in the history of actions as well.
        let told = try await world.ask(.get, "/changes?action=remove", as: .acmeAdministrator).items.first
        #expect(told?["objectKind"] == "recording" && told?["author"]?.text == "boss@acme.example")
        let rest = String(try #require(fresh.json["path"]?.text).dropFirst("/api/v1".count))
        for path in [rest, Self.path + "/sound", Self.path + "/download"] {
            #expect(try await world.ask(.get, path, as: .acmeUser).status == .gone, "\(path)")
        }
        #expect(try await world.ask(.get, Self.path, as: .acmeUser).json["state"]?.text == "deleted")
    }

    @Test("REC-04 a link ends with its author's right to listen")
    func dismissedAuthor() async throws {
        let world = try await TestWorld()
        var paths: [String] = []
        for person in [TestWorld.Person.acmeUser, .acmeAdministrator] {
            let made = try await world.ask(.post, Self.path + "/links", as: person, body: ["minutes": 10])
            paths.append(String(try #require(made.json["path"]?.text).dropFirst("/api/v1".count)))
        }
        let alice = TestWorld.Person.acmeUser.id
        for (isBlocked, expected) in [(true, HTTPResponse.Status.gone), (false, .ok)] {
            let change: JSONValue = isBlocked ? ["isBlocked": true] : ["isBlocked": false]
            #expect(
                try await world.ask(.patch, "/users/\(alice)", as: .acmeAdministrator, body: change).status == .ok
            )
            #expect(try await world.ask(.get, paths[0], as: nil).status == expected, "blocked: \(isBlocked)")
        }
        #expect(try await world.ask(.delete, "/lines/line-1", as: .system).status == .noContent)
        let dismissed = try await world.ask(.delete, "/users/\(alice)", as: .acmeAdministrator)
        #expect(dismissed.status == .noContent, "\(dismissed.json)")
        #expect(try await world.ask(.get, paths[0], as: nil).status == .gone)
        #expect(try await world.ask(.get, paths[1], as: nil).status == .ok)
    }

    @Test("REC-03 what is still recorded or not yet converted says so")
    func states() async throws {
        let world = try await TestWorld()
        var recording = try #require(await world.recordings.repository.find(RecordingWorld.id))
        recording.state = .recording
        await world.recordings.repository.put(recording)
        for path in ["/sound", "/download"] {
            let answer = try await world.ask(.get, Self.path + path, as: .acmeUser)
            #expect(answer.status == .conflict && answer.json["error"]?["code"]?.text == "wrong-state")
        }
        #expect(try await world.ask(.delete, Self.path, as: .acmeAdministrator).status == .conflict)
        recording.state = .kept
        await world.recordings.repository.put(recording)
        #expect(try await world.ask(.get, Self.path + "/sound", as: .acmeUser).bytes == RecordingWorld.file)
        #expect(try await world.ask(.get, Self.path + "/download", as: .acmeUser).status == .conflict)
    }
}
