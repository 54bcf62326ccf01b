import SIP
import Testing

@Suite("RFC 3261 §17.1.3, §17.2.3, finding the transaction of a message")
struct TransactionKeyTests {
    static func message(
        _ method: SIPMethod,
        via: String = "SIP/2.0/UDP a.example:5070;branch=z9hG4bKx",
        cseq: Int = 1,
        uri: String = "b.example",
        toTag: String? = nil
    ) -> SIPMessage {
        var message = SIPMessage(request: method, uri: SIPURI(user: "b", host: uri))
        message.append(.via, via)
        message.append(.from, "<sip:a@a.example>;tag=f")
        message.append(.to, "<sip:b@b.example>" + (toTag.map { ";tag=\($0)" } ?? ""))
        message.append(.callID, "c")
        message.append(.cseq, "\(cseq) \(method.text)")
        return message
    }

    static let old = "SIP/2.0/UDP a.example:5070"

    @Test(
        "the same transaction or another",
        arguments: [
            (message(.ack, toTag: "t"), true), (message(.invite), true), (message(.invite, toTag: "t"), true),
            (message(.invite, via: "SIP/2.0/UDP a.example:5070;branch=z9hG4bKx;received=1.2.3.4"), true),
            (message(.cancel), false), (message(.invite, via: "SIP/2.0/UDP a.example;branch=z9hG4bKx"), false),
            (message(.invite, via: "SIP/2.0/UDP a.example:5070;branch=z9hG4bKy"), false), (message(.bye), false),
        ]
    )
    func matches(_ other: SIPMessage, _ isSame: Bool) throws {
        let key = try TransactionKey(request: Self.message(.invite))
        #expect(try (TransactionKey(request: other) == key) == isSame)
    }

    @Test(
        "clients of RFC 2543, whose branch says nothing",
        arguments: [
            (message(.ack, via: old, toTag: "t"), true), (message(.invite, via: old), true),
            (message(.ack, via: old + ";received=1.2.3.4", toTag: "t"), true),
            (message(.ack, via: old, cseq: 2), false), (message(.invite, via: old, uri: "other"), false),
            (message(.ack, via: old + ";branch=1", toTag: "t"), false), (message(.cancel, via: old), false),
        ]
    )
    func matchesOldClients(_ other: SIPMessage, _ isSame: Bool) throws {
        let key = try TransactionKey(request: Self.message(.invite, via: Self.old))
        #expect(try (TransactionKey(request: other) == key) == isSame)
    }

    @Test("§9.2 CANCEL names its INVITE", arguments: [TransactionKeyTests.old, old + ";branch=z9hG4bKx"])
    func cancels(via: String) throws {
        let invite = try TransactionKey(request: Self.message(.invite, via: via))
        #expect(try TransactionKey.cancelled(by: Self.message(.cancel, via: via)) == invite)
    }

    @Test("responses find the client's transaction by branch and method")
    func responses() throws {
        let invite = TransactionKey(clientBranch: "z9hG4bKx", method: .invite)
        let cancel = TransactionKey(clientBranch: "z9hG4bKx", method: .cancel)
        #expect(try TransactionKey(response: SIPMessage(response: 200, to: Self.message(.invite))) == invite)
        #expect(try TransactionKey(response: SIPMessage(response: 200, to: Self.message(.cancel))) == cancel)
        #expect(invite != cancel)
    }
}
