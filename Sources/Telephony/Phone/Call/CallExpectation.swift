/// Something a test or script waits for in a call.
package struct CallExpectation: Sendable {
    package enum Judgement: Sendable, Equatable {
        case met
        /// It may still come.
        case open
        /// It cannot come any more.
        case hopeless
    }

    /// How errors name it: `ringing`.
    package let name: String
    let judge: @Sendable (CallFacts) -> Judgement

    /// - Parameter isMet: asked after each step. Once the call is over without it, it is hopeless.
    package init(_ name: String, isMet: @escaping @Sendable (CallFacts) -> Bool) {
        self.init(name, isMet: isMet, isHopeless: { $0.end != nil })
    }

    init(
        _ name: String,
        isMet: @escaping @Sendable (CallFacts) -> Bool,
        isHopeless: @escaping @Sendable (CallFacts) -> Bool
    ) {
        self.name = name
        self.judge = { facts in isMet(facts) ? .met : isHopeless(facts) ? .hopeless : .open }
    }

    /// 180 was sent or received, also if the call has gone on since.
    package static let ringing = CallExpectation(
        "ringing",
        isMet: { $0.hasProgressed { status, _ in status == 180 } },
        isHopeless: { $0.wasAnswered || $0.end != nil }
    )

    /// 101–199 with a session description.
    package static let earlySound = CallExpectation(
        "early sound",
        isMet: { $0.hasProgressed { _, hasSound in hasSound } },
        isHopeless: { $0.wasAnswered || $0.end != nil }
    )

    package static let answer = CallExpectation("an answer") { $0.wasAnswered }
    package static let end = CallExpectation("the end of the call") { $0.end != nil }
    package static let encryption = CallExpectation("encrypted sound") { $0.isSecured }
    package static let hold = CallExpectation("being put on hold") { $0.isHeldByPeer }
    package static let resumption = CallExpectation("being taken off hold") {
        !$0.isHeldByPeer && $0.steps.contains(.resumedByPeer)
    }
    package static let transferRequest = CallExpectation("a REFER") { facts in
        facts.steps.contains { step in
            if case .transferAsked = step { return true }
            return false
        }
    }

    /// These digits in this order, behind whatever came before.
    package static func digits(_ digits: String) -> CallExpectation {
        CallExpectation("the digits \(digits)") { facts in
            String(facts.digits.map(\.character)).contains(digits)
        }
    }

    /// A final or provisional status of the INVITE.
    package static func status(_ status: Int) -> CallExpectation {
        CallExpectation("status \(status)") { facts in
            facts.lastStatus == status || facts.hasProgressed { seen, _ in seen == status }
        }
    }
}

extension CallFacts {
    fileprivate func hasProgressed(_ isWanted: (Int, Bool) -> Bool) -> Bool {
        self.steps.contains { step in
            guard case .progressed(let status, _, let hasSound) = step else { return false }
            return isWanted(status, hasSound)
        }
    }
}
