import Kernel
package import Model

/// Rings the stages of a plan until somebody answers or nobody is left: for the first callee, after a redirection and
/// for a transfer alike.
///
/// All legs of a stage ring at once; the first answer wins, the rest are told "answered elsewhere". A refusal for the whole
/// person (6xx) stops the others. It says nothing about who waits for the answer: that is the call's matter.
package struct RingAttempt: Equatable, Sendable {
    /// What became of one leg before it answered.
    package struct Failure: Equatable, Sendable {
        /// The SIP status, 0 when there was none.
        package var status: Int
        package var cause: EndCause

        package init(status: Int, cause: EndCause) {
            self.status = status
            self.cause = cause
        }
    }

    package enum Step: Equatable, Sendable {
        case start(Destination)
        /// The leg must stop ringing.
        case stop(LegID, EndCause)
        /// Nobody is left to ring.
        case exhausted(Failure)
    }

    /// How often one call may be sent elsewhere by phones (302), so that two phones cannot send it round for ever.
    static let redirectionLimit = 5

    private(set) var ringing: [Destination] = []
    private var laterStages: [[Destination]]
    private var redirections = 0
    /// Redirections whose new plan is awaited.
    private var awaitedPlans = 0
    private var worst: Failure?

    init(stages: [[Destination]]) {
        self.laterStages = stages
    }

    mutating func start() -> [Step] { self.nextStage() }

    func destination(of leg: LegID) -> Destination? { self.ringing.first { $0.leg == leg } }

    /// The leg answered: everybody else stops.
    mutating func answered(_ leg: LegID) -> [Step] {
        defer { self.ringing.removeAll() }
        self.laterStages = []
        return self.ringing.filter { $0.leg != leg }.map { .stop($0.leg, .answeredElsewhere) }
    }

    mutating func failed(_ leg: LegID, _ failure: Failure) -> [Step] {
        guard let index = self.ringing.firstIndex(where: { $0.leg == leg }) else { return [] }
        self.ringing.remove(at: index)
        self.note(failure)
        if failure.status >= 600 {
            let others = self.stopAll(failure.cause)
            self.laterStages = []
            return others + [.exhausted(failure)]
        }
        return self.goOn()
    }

    /// The leg's phone sends the call elsewhere; `false` when the limit is reached or the leg is not ringing.
    mutating func redirected(_ leg: LegID) -> Bool {
        guard let index = self.ringing.firstIndex(where: { $0.leg == leg }),
            self.redirections < Self.redirectionLimit
        else { return false }
        self.ringing.remove(at: index)
        self.redirections += 1
        self.awaitedPlans += 1
        return true
    }

    /// The plan for a redirection: its first stages ring beside those that still ring.
    mutating func replanned(stages: [[Destination]], failure: Failure?) -> [Step] {
        guard self.awaitedPlans > 0 else { return [] }
        self.awaitedPlans -= 1
        if let failure { self.note(failure) }
        guard let first = stages.first else { return self.goOn() }
        self.laterStages.insert(contentsOf: stages.dropFirst(), at: 0)
        self.ringing += first
        return first.map { .start($0) }
    }

    /// Everybody stops: the caller gave up or the ring time has passed.
    mutating func stopAll(_ cause: EndCause) -> [Step] {
        defer { self.ringing.removeAll() }
        self.laterStages = []
        self.awaitedPlans = 0
        return self.ringing.map { .stop($0.leg, cause) }
    }

    private mutating func goOn() -> [Step] {
        guard self.ringing.isEmpty, self.awaitedPlans == 0 else { return [] }
        let failure = self.worst ?? Failure(status: 480, cause: .notRegistered)
        guard failure.isMendable, !self.laterStages.isEmpty else { return [.exhausted(failure)] }
        return self.nextStage()
    }

    private mutating func nextStage() -> [Step] {
        guard !self.laterStages.isEmpty else {
            return [.exhausted(self.worst ?? Failure(status: 480, cause: .notRegistered))]
        }
        self.ringing = self.laterStages.removeFirst()
        return self.ringing.map { .start($0) }
    }

    /// Among several refusals the caller hears the one that says most about the person.
    private mutating func note(_ failure: Failure) {
        guard let former = self.worst else {
            self.worst = failure
            return
        }
        if failure.weight > former.weight { self.worst = failure }
    }
}

extension RingAttempt.Failure {
    /// Whether another way (the next trunk) may do better.
    var isMendable: Bool {
        switch self.cause {
        case .unreachable, .trunkUnavailable, .overload, .channelLimit, .failed, .notRegistered: true
        default: self.status >= 500 && self.status < 600
        }
    }

    fileprivate var weight: Int {
        switch self.cause {
        case .busy: 6
        case .doNotDisturb: 5
        case .declined: 4
        case .incompatibleMedia: 3
        case .noAnswer: 2
        case .noSuchNumber, .notAllowed: 1
        default: 0
        }
    }
}
