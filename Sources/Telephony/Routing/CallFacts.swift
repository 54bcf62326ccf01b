package import Kernel
package import Model

/// What is known about a call when it is routed. Nothing else decides, so the same facts always give the same answer.
package struct CallFacts: Equatable, Sendable {
    /// Where the call comes from.
    package enum Origin: Equatable, Sendable {
        /// A user of the domain, authenticated; also whoever transfers or redirects on the user's behalf.
        case user(UserID)
        /// A provider's trunk.
        case trunk(TrunkID)
        /// Another domain of the pool that both are in (TEN-04).
        case neighbour(DomainID, into: DomainID)
    }

    package var origin: Origin
    /// The user part of the Request-URI as it came, unescaped.
    package var dialled: String
    /// Further places where providers put the called number (To, Diversion), in the order of trust.
    package var alternatives: [String]
    /// A number that differs from call to call, for weighted choice among trunks.
    package var draw: UInt64
    /// Whether the caller asks not to be shown; `nil`: says nothing.
    package var isWithheld: Bool?
    /// When it is; schedules are looked at once, as the call comes.
    package var at: Timestamp
    /// The caller's number as the network tells it; of a user, what would be shown outside, else the extension. Empty: not
    /// known.
    package var caller: String

    package init(
        origin: Origin,
        dialled: String,
        at: Timestamp,
        caller: String = "",
        alternatives: [String] = [],
        draw: UInt64 = 0,
        isWithheld: Bool? = nil
    ) {
        self.isWithheld = isWithheld
        self.at = at
        self.caller = caller
        self.origin = origin
        self.dialled = dialled
        self.alternatives = alternatives
        self.draw = draw
    }
}

/// Where the call goes and what was thought on the way: the same value routes live calls and explains them (CAL-11).
package struct RoutingDecision: Equatable, Sendable {
    package enum Target: Equatable, Sendable {
        /// Numbers of a user or of a group, one after another.
        case ring(RingPlan)
        /// Whatever rings at this user is answered by the caller (CAL-07).
        case pickup(User)
        /// The call that rings longest at a member of the caller's pickup groups is answered by the caller (CAL-07).
        case pickupInGroups([UserID])
        /// Whoever waits in this parking slot of the caller's domain is taken by the caller (BYD-11).
        case parked(slot: String)
        /// Something is done for the caller: redial, call back on busy (CAL-08).
        case command(CallCodes.Command)
        /// The lamp of waiting messages at the user's phones is lit, or goes out (CAL-12).
        case lamp(UserID, isLit: Bool)
        case service(ServiceNumber)
        /// The server itself answers and talks.
        case dialogue(Dialogue)
        /// Out by these trunks, tried in order.
        case trunks([TrunkID], number: DialString, callerID: DialString?)
        /// Into another domain of the pool.
        case neighbour(Neighbour)
        case refused(EndCause)
    }

    package var target: Target
    /// The domain that the call belongs to; `nil` when an outside number belongs to nobody.
    package var domain: DomainID?
    package var line: LineID?
    /// Which of the line's rules decided, from 0; `nil`: none.
    package var rule: Int?
    package var trace: [RoutingStep]
    /// In whose name it goes outside; `nil`: the company's. Of ``Target/trunks(_:number:callerID:)`` (BYD-18).
    package var spender: UserID?
    /// It goes to an office of the company by a private route, and not to the public network.
    package var isPrivate = false
    /// Whoever is called is not told who calls.
    package var isCallerWithheld = false
    /// Somebody is called for help, and is told who calls whatever was wished.
    package var isEmergency = false

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
    /// What a reminder plays; ends by itself (CAL-12).
    case reminder = "9199"
    /// That a code was taken; ends by itself.
    case confirmation = "9195"
}
