import Kernel
package import Model

/// What is known about a call when it is routed. Nothing else decides, so the same facts always give the same answer.
package struct CallFacts: Equatable, Sendable {
    /// Where the call comes from.
    package enum Origin: Equatable, Sendable {
        /// A user of the domain, authenticated; also whoever transfers or redirects on the user's behalf.
        case user(UserID)
        /// A provider's trunk.
        case trunk(TrunkID)
    }

    package var origin: Origin
    /// The user part of the Request-URI as it came, unescaped.
    package var dialled: String
    /// Further places where providers put the called number (To, Diversion), in the order of trust.
    package var alternatives: [String]
    /// A number that differs from call to call, for weighted choice among trunks.
    package var draw: UInt64

    package init(origin: Origin, dialled: String, alternatives: [String] = [], draw: UInt64 = 0) {
        self.origin = origin
        self.dialled = dialled
        self.alternatives = alternatives
        self.draw = draw
    }
}

/// Where the call goes and what was thought on the way: the same value routes live calls and explains them (CAL-11).
package struct RoutingDecision: Equatable, Sendable {
    package enum Target: Equatable, Sendable {
        /// The user's phones, all at once.
        case user(User)
        /// Whatever rings at this user is answered by the caller (CAL-07).
        case pickup(User)
        case service(ServiceNumber)
        /// Out by these trunks, tried in order.
        case trunks([TrunkID], number: DialString, callerID: DialString?)
        case refused(EndCause)
    }

    package var target: Target
    /// The domain that the call belongs to; `nil` when an outside number belongs to nobody.
    package var domain: DomainID?
    package var line: LineID?
    package var trace: [RoutingStep]

    package init(target: Target, domain: DomainID?, line: LineID? = nil, trace: [RoutingStep]) {
        self.target = target
        self.domain = domain
        self.line = line
        self.trace = trace
    }
}

/// What is dialled before something else.
package enum ServicePrefix {
    /// `**101` answers the call that rings at 101 (CAL-07): what phones send for a lamp that blinks, when their field
    /// "pickup code" says `**`.
    package static let pickup = "**"
}

/// Numbers that the server itself answers, in every domain, unless a user has the extension.
package enum ServiceNumber: String, Sendable, CaseIterable {
    /// One hears oneself.
    case echo = "9196"
    /// 1004 Hz at 0 dBm0.
    case milliwatt = "9197"
    /// The hold music.
    case music = "9198"
}
