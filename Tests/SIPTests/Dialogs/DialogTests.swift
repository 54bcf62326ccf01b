import SIP
import Testing

@Suite("RFC 3261 §12, dialogs")
struct DialogTests {
    static func request(_ method: SIPMethod, _ number: Int, from: String = "far", to: String? = "near") -> SIPMessage {
        var message = SIPMessage(request: method, uri: SIPURI(host: "here"))
        message.append(.via, "SIP/2.0/UDP far;branch=z9hG4bK\(number)")
        message.append(.from, "\"Far; away\" <sip:far@x>" + (from.isEmpty ? "" : ";tag=\(from)"))
        message.append(.to, "<sip:near@y>" + (to.map { ";tag=\($0)" } ?? ""))
        message.append(.callID, "c")
        message.append(.cseq, "\(number) \(method.text)")
        message.append(.contact, "<sip:far@192.0.2.1>")
        message.append(.recordRoute, "<sip:p1;lr>")
        message.append(.recordRoute, "<sip:p2;lr>")
        return message
    }

    @Test("the called side keeps the order of Record-Route, the calling side turns it round")
    func routes() throws {
        let invite = Self.request(.invite, 7, to: nil)
        let called = try Dialog(openedBy: invite, localTag: "near")
        #expect(called.routeSet.map(\.uri.host) == ["p1", "p2"])
        #expect(called.id == DialogID(callID: "c", localTag: "near", remoteTag: "far"))
        #expect(called.remoteSequence == 7)

        var response = SIPMessage(response: 200, to: invite, toTag: "near")
        response.append(.contact, "<sip:near@192.0.2.2>")
        let calling = try Dialog(answeredBy: response, localSequence: 7)
        #expect(calling.routeSet.map(\.uri.host) == ["p2", "p1"])
        #expect(calling.id == DialogID(callID: "c", localTag: "far", remoteTag: "near"))
        #expect(calling.remoteTarget.host == "192.0.2.2")
    }

    @Test("§12.2.1.1 requests count up from the last, and name both sides")
    func requests() throws {
        var dialog = try Dialog(openedBy: Self.request(.invite, 7, to: nil), localTag: "near")
        let first = dialog.request(.info)
        let second = dialog.request(.bye)
        #expect([first, second].map { $0.first(.cseq) } == ["1 INFO", "2 BYE"])
        #expect(second.first(.from) == "<sip:near@y>;tag=near")
        #expect(second.first(.to) == "\"Far; away\" <sip:far@x>;tag=far")
        #expect(second.all(.route) == ["<sip:p1;lr>", "<sip:p2;lr>"])
        #expect(second.requestURI?.description == "sip:far@192.0.2.1")
    }

    @Test(
        "§12.2.2 requests of another dialog and out of order",
        arguments: [
            (request(.info, 8), nil), (request(.info, 7), .outOfOrder), (request(.info, 6), .outOfOrder),
            (request(.info, 2_000_000_000), nil), (request(.info, 8, from: "stranger"), .unknownDialog),
            (request(.info, 8, from: ""), .unknownDialog), (request(.info, 8, to: "other"), .unknownDialog),
            (request(.info, 8, to: nil), .unknownDialog),
        ] as [(SIPMessage, Dialog.Refusal?)]
    )
    func admits(_ request: SIPMessage, _ refusal: Dialog.Refusal?) throws {
        var dialog = try Dialog(openedBy: Self.request(.invite, 7, to: nil), localTag: "near")
        #expect(dialog.admit(request) == refusal)
        #expect(refusal != nil || dialog.admit(request) == .outOfOrder)
    }

    @Test("§12.1.1 a far end without tag (RFC 2543) has the empty one")
    func old() throws {
        var dialog = try Dialog(openedBy: Self.request(.invite, 7, from: "", to: nil), localTag: "near")
        #expect(dialog.id.remoteTag == "")
        #expect(dialog.admit(Self.request(.bye, 8, from: "")) == nil)
    }

    @Test("a dialog needs a Contact", arguments: [nil, "*", "<sip:x"] as [String?])
    func contact(value: String?) {
        var invite = Self.request(.invite, 7, to: nil)
        invite.remove(.contact)
        if let value { invite.append(.contact, value) }
        #expect(throws: SIPParseError.self) { try Dialog(openedBy: invite, localTag: "near") }
        let response = SIPMessage(response: 200, to: invite, toTag: "near")
        #expect(throws: SIPParseError.self) { try Dialog(answeredBy: response, localSequence: 7) }
        let target = SIPURI(host: "fallback")
        let dialog = try? Dialog(answeredBy: response, localSequence: 7, fallbackTarget: target)
        #expect(dialog?.remoteTarget == target)
    }

    @Test("requests are looked up by Call-ID and our tag; nobody's get 481, ACK nothing")
    func keys() throws {
        let dialog = try Dialog(openedBy: Self.request(.invite, 7, to: nil), localTag: "near")
        #expect(SessionKey(request: Self.request(.bye, 8)) == dialog.key)
        #expect(SessionKey(request: Self.request(.bye, 8, to: "x")) != dialog.key)
        #expect(SessionKey(request: Self.request(.bye, 8, to: nil)) == nil)
        #expect(Dialog.unknown(Self.request(.bye, 8))?.status == 481)
        #expect(Dialog.unknown(Self.request(.ack, 8)) == nil)
    }
}
