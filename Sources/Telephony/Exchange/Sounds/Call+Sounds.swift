import Model

/// What a callee has chosen for callers to hear: a greeting before it rings, music while it rings (CAL-10).
extension Call {
    /// How far the callee's greeting has come.
    enum Greeting: Equatable, Sendable {
        case none
        case heard(for: UserID)
        case over
    }

    /// What is longer than this is cut: a caller has waited long enough.
    static let greetingLimit = Duration.seconds(90)

    /// The caller hears the greeting that the plan names, and nobody is rung yet.
    /// - Returns: `nil` when it is rung at once.
    mutating func greet(_ caller: LegID, _ plan: CallPlan) -> [Effect]? {
        guard self.answering.greeting == .none, let greeting = plan.greeting, case .ring = plan.outcome else {
            return nil
        }
        self.answering.greeting = .heard(for: greeting.callee)
        return [.arm(.greeting, after: Self.greetingLimit), .greet(caller, greeting.prompt)]
    }

    /// Meanwhile phones may have come or gone, so it is asked anew whom to ring.
    mutating func greetingEnds(_ leg: LegID) -> [Effect] {
        guard case .routing(leg) = self.phase, case .heard(let callee) = self.answering.greeting else { return [] }
        return self.endGreeting() + [.planAfterGreeting(callee)]
    }

    mutating func greetingLasts() -> [Effect] {
        guard case .routing(let caller) = self.phase else { return [] }
        return self.greetingEnds(caller)
    }

    mutating func endGreeting() -> [Effect] {
        guard case .heard = self.answering.greeting else { return [] }
        self.answering.greeting = .over
        return [.cancel(.greeting)]
    }

    /// What was chosen cannot be heard: the protocol says so, and the call goes on.
    mutating func miss(_ sound: CallSound, _ leg: LegID) -> [Effect] {
        guard self.legs[leg] != nil else { return [] }
        let missed: [Effect] = [.publish(.feature(.soundMissing(leg, sound)))]
        return sound == .greeting ? missed + self.greetingEnds(leg) : missed
    }

    /// Who waits is told that it rings, by music where the one who is rung has chosen some.
    func ringBack(to waiting: LegID, from destination: Destination) -> [Effect] {
        [destination.ringBack.map { .playRingBack(waiting, $0) } ?? .showRinging(waiting)]
    }
}
