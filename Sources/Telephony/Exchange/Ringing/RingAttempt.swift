import Kernel
package import Model

/// Rings the numbers of a chain until somebody answers or nobody is left: for the first callee, after a redirection and
/// for a transfer alike.
///
/// The first answer wins, the rest are told "answered elsewhere". A number that nobody answers in its time, or that cannot
/// be reached, makes room for the next step; a person who is busy at the first, or says no for all phones (6xx), ends the
/// call to that person (FWD-02). It says nothing about who waits for the answer: that is the call's matter.
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
        /// After that time ``RingAttempt/timePassed()`` is to be said, instead of what was asked before.
        case wait(Duration)
        /// Nobody is left to ring.
        case exhausted(Failure)
    }

    /// How often one call may be sent elsewhere by phones (302), so that two phones cannot send it round for ever.
    static let redirectionLimit = 5

    /// How many phones that register meanwhile may ring as well.
    static let latecomerLimit = 16

    /// A number that rings, or did.
    private struct Branch: Equatable, Sendable {
        var ringing: [Destination] = []
        /// Phones whose connection was lost while they rang: a page that is loaded anew comes back (BYD-11).
        var absent: [Destination] = []
        var laterStages: [[Destination]]
        let ringTime: Duration
        /// Redirections whose new plan is awaited.
        var awaitedPlans = 0
        var worst: Failure?

        var isOver: Bool {
            self.ringing.isEmpty && self.absent.isEmpty && self.awaitedPlans == 0 && self.laterStages.isEmpty
        }

        mutating func clear() {
            self.ringing = []
            self.absent = []
            self.laterStages = []
            self.awaitedPlans = 0
        }
    }

    private var branches: [Branch] = []
    private var laterSteps: [[RingChain.Branch]]
    private let isOnePerson: Bool
    private var isFirstStep = true
    /// For how long the step has rung when its time is next looked at.
    private var waited = Duration.zero
    /// Branches whose redirections wait for a plan, in the order of asking.
    private var asking: [Int] = []
    private var latecomers = 0
    private var redirections = 0
    private var worst: Failure?

    init(_ chain: RingChain) {
        // What is empty rings nobody.
        self.laterSteps = chain.steps.map { $0.filter { !$0.stages.isEmpty } }.filter { !$0.isEmpty }
        self.isOnePerson = chain.isOnePerson
    }

    mutating func start() -> [Step] { self.nextStep() }

    /// Those that ring.
    var ringing: [Destination] { self.branches.flatMap(\.ringing) }

    func destination(of leg: LegID) -> Destination? {
        for branch in self.branches {
            if let found = branch.ringing.first(where: { $0.leg == leg }) { return found }
        }
        return nil
    }

    /// The leg answered: everybody else stops.
    mutating func answered(_ leg: LegID) -> [Step] {
        defer { self.clear() }
        return self.ringing.filter { $0.leg != leg }.map { .stop($0.leg, .answeredElsewhere) }
    }

    mutating func failed(_ leg: LegID, _ failure: Failure) -> [Step] {
        guard let (branch, gone) = self.take(leg) else { return [] }
        self.note(failure, in: branch)
        if failure.cause == .connectionLost, gone.party.user != nil {
            self.branches[branch].absent.append(gone)
        } else if failure.isByPerson {
            self.branches[branch].absent.removeAll { $0.party.user == gone.party.user }
        }
        guard failure.status >= 600 else { return self.goOn(in: branch) }
        if self.isOnePerson { return self.stopAll(failure.cause) + [.exhausted(failure)] }
        let others = self.branches[branch].ringing.map { Step.stop($0.leg, failure.cause) }
        self.branches[branch].clear()
        return others + self.goOn(in: branch)
    }

    /// The leg's phone sends the call elsewhere; `false` when the limit is reached or the leg is not ringing.
    mutating func redirected(_ leg: LegID) -> Bool {
        guard self.redirections < Self.redirectionLimit, let (branch, _) = self.take(leg) else { return false }
        self.redirections += 1
        self.branches[branch].awaitedPlans += 1
        self.asking.append(branch)
        return true
    }

    /// The plan for a redirection: its first stages ring beside those that still ring, for the time that is left to the
    /// number that was sent there.
    mutating func replanned(stages: [[Destination]], failure: Failure?) -> [Step] {
        guard !self.asking.isEmpty else { return [] }
        let branch = self.asking.removeFirst()
        self.branches[branch].awaitedPlans -= 1
        if let failure { self.note(failure, in: branch) }
        guard let first = stages.first else { return self.goOn(in: branch) }
        self.branches[branch].laterStages.insert(contentsOf: stages.dropFirst(), at: 0)
        self.branches[branch].ringing += first
        return first.map { .start($0) }
    }

    /// Everybody stops: the caller gave up.
    mutating func stopAll(_ cause: EndCause) -> [Step] {
        defer { self.clear() }
        return self.ringing.map { .stop($0.leg, cause) }
    }

    /// The time that was asked for has passed: numbers that have rung long enough stop.
    mutating func timePassed() -> [Step] {
        guard !self.branches.allSatisfy(\.isOver) else { return [] }
        let noAnswer = Failure(status: 480, cause: .noAnswer)
        var steps: [Step] = []
        for index in self.branches.indices where self.branches[index].ringTime <= self.waited {
            guard !self.branches[index].isOver else { continue }
            steps += self.branches[index].ringing.map { .stop($0.leg, .noAnswer) }
            self.branches[index].clear()
            self.asking.removeAll { $0 == index }
            self.branches[index].worst = noAnswer
            self.note(noAnswer)
        }
        if let next = self.nextTime() { return steps + [.wait(next)] }
        return steps + self.stepEnds(with: noAnswer)
    }

    /// A phone of somebody who is rung, or was until its connection was lost, has registered: it rings as well.
    mutating func joined(_ destination: Destination) -> [Step] {
        guard self.latecomers < Self.latecomerLimit, let index = self.branch(awaiting: destination) else { return [] }
        self.latecomers += 1
        var destination = destination
        let branch = self.branches[index]
        // Whoever waits goes on hearing what the one who is rung has chosen.
        let others = (branch.ringing + branch.absent).filter { $0.party.user == destination.party.user }
        destination.ringBack = others.compactMap(\.ringBack).first
        self.branches[index].absent.removeAll { $0.party.user == destination.party.user }
        self.branches[index].ringing.append(destination)
        return [.start(destination)]
    }

    func awaits(_ destination: Destination) -> Bool { self.branch(awaiting: destination) != nil }

    private func branch(awaiting destination: Destination) -> Int? {
        guard let user = destination.party.user,
            !self.ringing.contains(where: { $0.contact == destination.contact })
        else { return nil }
        return self.branches.firstIndex { branch in
            (branch.ringing + branch.absent).contains { $0.party.user == user }
        }
    }

    // MARK: - From one to the next

    /// Takes the leg out of those that ring.
    private mutating func take(_ leg: LegID) -> (branch: Int, Destination)? {
        for branch in self.branches.indices {
            if let index = self.branches[branch].ringing.firstIndex(where: { $0.leg == leg }) {
                return (branch, self.branches[branch].ringing.remove(at: index))
            }
        }
        return nil
    }

    private mutating func goOn(in index: Int) -> [Step] {
        let branch = self.branches[index]
        guard branch.ringing.isEmpty, branch.absent.isEmpty, branch.awaitedPlans == 0 else { return [] }
        if branch.worst?.isMendable ?? true, !branch.laterStages.isEmpty {
            self.branches[index].ringing = self.branches[index].laterStages.removeFirst()
            return self.branches[index].ringing.map { .start($0) }
        }
        self.branches[index].clear()
        guard self.branches.allSatisfy(\.isOver) else { return [] }
        return self.stepEnds(with: self.worst ?? Failure(status: 480, cause: .notRegistered))
    }

    /// Nobody of the step rings any more.
    private mutating func stepEnds(with failure: Failure) -> [Step] {
        guard !self.laterSteps.isEmpty else {
            self.clear()
            return [.exhausted(failure)]
        }
        // A number that rang, on whatever phone of several, was not busy.
        if self.isFirstStep, self.isOnePerson, let no = self.worst,
            self.branches.contains(where: { $0.worst?.isByPerson ?? false })
        {
            self.clear()
            return [.exhausted(no)]
        }
        self.isFirstStep = false
        return self.nextStep()
    }

    private mutating func nextStep() -> [Step] {
        guard !self.laterSteps.isEmpty else {
            return [.exhausted(self.worst ?? Failure(status: 480, cause: .notRegistered))]
        }
        self.asking = []
        self.waited = .zero
        self.branches = self.laterSteps.removeFirst().map { branch in
            Branch(laterStages: branch.stages, ringTime: branch.ringTime)
        }
        for index in self.branches.indices {
            self.branches[index].ringing = self.branches[index].laterStages.removeFirst()
        }
        let time = self.nextTime().map { [Step.wait($0)] } ?? []
        return time + self.ringing.map { .start($0) }
    }

    /// How long until a number has rung long enough; `nil` when none rings.
    private mutating func nextTime() -> Duration? {
        guard let next = self.branches.filter({ !$0.isOver }).map(\.ringTime).min() else { return nil }
        defer { self.waited = next }
        return next - self.waited
    }

    private mutating func clear() {
        for index in self.branches.indices { self.branches[index].clear() }
        self.laterSteps = []
        self.asking = []
    }

    private mutating func note(_ failure: Failure, in branch: Int) {
        self.branches[branch].worst = Failure.worse(self.branches[branch].worst, failure)
        self.note(failure)
    }

    /// Among several refusals the caller hears the one that says most about the person.
    private mutating func note(_ failure: Failure) {
        self.worst = Failure.worse(self.worst, failure)
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

    /// Somebody at a phone has said no.
    fileprivate var isByPerson: Bool {
        switch self.cause {
        case .busy, .doNotDisturb, .declined: true
        default: false
        }
    }

    fileprivate static func worse(_ former: Self?, _ failure: Self) -> Self {
        former.map { failure.weight > $0.weight ? failure : $0 } ?? failure
    }

    private var weight: Int {
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
