import Kernel
import Model

/// Counts what each domain and user calls outside against the caps of the domain (BYD-18). A value: who asks, what for and
/// when go in, whether it may be and what is to be told come out.
///
/// The counts are of the last 60 minutes and 24 hours and live as long as the process; a stop outlives it as an entry of the
/// configuration.
struct TollMeter {
    /// One leg to the public network.
    struct Attempt {
        var leg: LegID
        var call: CallID
        var domain: DomainID
        /// In whose name; `nil`: the company's.
        var spender: UserID?
        var number: DialString
    }

    /// What one cap is counted for.
    struct Key: Hashable {
        var domain: DomainID
        /// `nil`: the whole domain.
        var user: UserID?
        var cap: TollCap
    }

    /// What an attempt comes to.
    struct Verdict: Equatable {
        /// The cap that does not let it through.
        var refusal: TollCap.Limit?
        var notices: [TollNotice] = []
    }

    private struct Use {
        var hourlyCalls = SlidingSum(slots: 12, of: .seconds(300))
        var dailyCalls = SlidingSum(slots: 24, of: .seconds(3_600))
        var talked = SlidingSum(slots: 24, of: .seconds(3_600))
        var legs: Set<LegID> = []
        /// Until when a level is not told again.
        var told: [Told: Moment] = [:]
    }

    private struct Told: Hashable {
        var limit: TollCap.Limit
        var isNear: Bool
    }

    private struct Live {
        var keys: [Key]
        var place: Counted
        /// Up to when its time is counted; `nil`: not answered.
        var countedTo: Moment?
    }

    private struct Counted: Hashable {
        var call: CallID
        var number: DialString
    }

    private var uses: [Key: Use] = [:]
    private var live: [LegID: Live] = [:]
    /// A provider that fails is followed by the next one: for the same call it is no second call.
    private var counted: Set<Counted> = []
    private var numbersOfCalls: [CallID: [DialString]] = [:]

    /// Whether talk time is running that some cap counts.
    var isWatching: Bool { self.live.values.contains { $0.countedTo != nil } }

    /// Whether it remembers nothing.
    var isEmpty: Bool { self.uses.isEmpty && self.live.isEmpty && self.counted.isEmpty && self.numbersOfCalls.isEmpty }

    /// A leg is about to begin. Running talks count as far as ``look(at:)`` has seen them.
    mutating func begin(_ attempt: Attempt, under rules: TollRules, plan: NumberPlan, at now: Moment) -> Verdict {
        guard rules.isOn else { return Verdict() }
        let caps = rules.caps.filter { $0.covers(attempt.number, plan: plan) }
        guard !caps.isEmpty else { return Verdict() }
        // Calls in the company's own name are the domain's, and no user's.
        let keys = caps.compactMap { cap -> Key? in
            guard cap.counted == .eachUser else { return Key(domain: attempt.domain, cap: cap) }
            return attempt.spender.map { Key(domain: attempt.domain, user: $0, cap: cap) }
        }
        let place = Counted(call: attempt.call, number: attempt.number)
        // The same number beside one that rings or talks is a further call, and no other way to it.
        let isNew = !self.counted.contains(place) || self.live.values.contains { $0.place == place }
        var verdict = Verdict()
        for key in keys {
            var use = self.uses[key] ?? Use()
            for limit in TollCap.Limit.allCases {
                guard let most = key.cap[limit] else { continue }
                let next = Self.amount(limit, of: use, at: now) + (isNew || limit == .simultaneousCalls ? 1 : 0)
                let isFull = limit == .dailyMinutes ? next > most * 60 : next > most
                guard isFull else { continue }
                if key.cap.measure == .stop { verdict.refusal = verdict.refusal ?? limit }
                Self.tell(.reached, limit, of: key, &use, at: now, &verdict.notices)
            }
            self.uses[key] = use
        }
        guard verdict.refusal == nil else { return verdict }
        if isNew {
            self.counted.insert(place)
            self.numbersOfCalls[attempt.call, default: []].append(attempt.number)
        }
        for key in keys {
            var use = self.uses[key] ?? Use()
            if isNew {
                use.hourlyCalls.add(1, at: now)
                use.dailyCalls.add(1, at: now)
            }
            use.legs.insert(attempt.leg)
            self.tellNear(key, &use, at: now, &verdict.notices)
            self.uses[key] = use
        }
        self.live[attempt.leg] = Live(keys: keys, place: place)
        return verdict
    }

    mutating func answered(_ leg: LegID, at now: Moment) {
        guard let live = self.live[leg], live.countedTo == nil else { return }
        self.live[leg]?.countedTo = now
        // Whoever calls it once more from this call calls it anew.
        self.counted.remove(live.place)
    }

    mutating func ended(_ leg: LegID, at now: Moment) {
        guard self.live[leg] != nil else { return }
        self.settle(leg, at: now)
        for key in self.live.removeValue(forKey: leg)?.keys ?? [] { self.uses[key]?.legs.remove(leg) }
    }

    /// The call is over, and its numbers are new ones again.
    mutating func forget(_ call: CallID) {
        for number in self.numbersOfCalls.removeValue(forKey: call) ?? [] {
            self.counted.remove(Counted(call: call, number: number))
        }
    }

    /// Somebody has lifted a stop: the cap counts from nothing.
    mutating func forgive(_ key: Key) {
        let legs = self.uses[key]?.legs ?? []
        var use = Use()
        use.legs = legs
        self.uses[key] = use
    }

    /// Time has passed: caps on minutes are looked at.
    /// - Returns: what to tell, and the legs that may not go on.
    mutating func look(at now: Moment) -> (notices: [TollNotice], legs: Set<LegID>) {
        self.settle(at: now)
        var notices: [TollNotice] = []
        var legs: Set<LegID> = []
        for (key, var use) in self.uses where key.cap.dailyMinutes != nil && !use.legs.isEmpty {
            let most = (key.cap.dailyMinutes ?? 0) * 60
            let talked = use.talked.sum(at: now)
            if talked >= most {
                Self.tell(.reached, .dailyMinutes, of: key, &use, at: now, &notices)
                if key.cap.measure == .stop { legs.formUnion(use.legs) }
            } else {
                self.tellNear(key, &use, at: now, &notices)
            }
            self.uses[key] = use
        }
        return (notices, legs)
    }

    /// Drops what counts nothing any more.
    mutating func tidy(at now: Moment) {
        self.uses = self.uses.filter { _, use in
            !use.legs.isEmpty || use.told.values.contains { now < $0 }
                || use.dailyCalls.sum(at: now) > 0 || use.talked.sum(at: now) > 0
        }
    }

    // MARK: - Counting

    private static func amount(_ limit: TollCap.Limit, of use: Use, at now: Moment) -> Int {
        switch limit {
        case .hourlyCalls: use.hourlyCalls.sum(at: now)
        case .dailyCalls: use.dailyCalls.sum(at: now)
        // In seconds.
        case .dailyMinutes: use.talked.sum(at: now)
        case .simultaneousCalls: use.legs.count
        }
    }

    private mutating func settle(at now: Moment) {
        for leg in self.live.keys { self.settle(leg, at: now) }
    }

    /// Adds the whole seconds talked since the last time.
    private mutating func settle(_ leg: LegID, at now: Moment) {
        guard let live = self.live[leg], let from = live.countedTo else { return }
        let seconds = Int(from.duration(to: now).wholeMilliseconds / 1_000)
        guard seconds > 0 else { return }
        self.live[leg]?.countedTo = from.advanced(by: .seconds(seconds))
        for key in live.keys { self.uses[key]?.talked.add(seconds, at: now) }
    }

    // MARK: - Telling

    private func tellNear(_ key: Key, _ use: inout Use, at now: Moment, _ notices: inout [TollNotice]) {
        guard key.cap.measure == .stop else { return }
        for limit in TollCap.Limit.allCases where limit != .simultaneousCalls {
            guard let most = key.cap[limit] else { continue }
            let whole = limit == .dailyMinutes ? most * 60 : most
            guard whole >= 5, Self.amount(limit, of: use, at: now) * 5 >= whole * 4 else { continue }
            Self.tell(.near, limit, of: key, &use, at: now, &notices)
        }
    }

    /// Each level of a limit once in the time it is counted for.
    private static func tell(
        _ level: TollNotice.Level,
        _ limit: TollCap.Limit,
        of key: Key,
        _ use: inout Use,
        at now: Moment,
        _ notices: inout [TollNotice]
    ) {
        let told = Told(limit: limit, isNear: level == .near)
        if let until = use.told[told], now < until { return }
        let span: Duration =
            switch limit {
            case .hourlyCalls, .simultaneousCalls: .seconds(3_600)
            case .dailyCalls, .dailyMinutes: .seconds(86_400)
            }
        use.told[told] = now.advanced(by: span)
        notices.append(TollNotice(level, limit, of: key.cap, domain: key.domain, user: key.user))
    }
}

/// A sum over the last slots of time, whose oldest falls out as a whole.
struct SlidingSum {
    private var amounts: [Int]
    private let width: Int64
    /// The slot of time of the newest amount.
    private var newest: Int64 = 0

    init(slots: Int, of width: Duration) {
        self.amounts = Array(repeating: 0, count: slots)
        self.width = width.wholeNanoseconds
    }

    mutating func add(_ amount: Int, at now: Moment) {
        let slot = now.nanoseconds / self.width
        let count = Int64(self.amounts.count)
        if slot > self.newest {
            // What lies between has passed without anything.
            for passed in max(self.newest + 1, slot - count + 1)...slot { self.amounts[Int(passed % count)] = 0 }
            self.newest = slot
        }
        self.amounts[Int(slot % count)] += amount
    }

    func sum(at now: Moment) -> Int {
        let slot = now.nanoseconds / self.width
        let count = Int64(self.amounts.count)
        guard slot - self.newest < count else { return 0 }
        let oldest = max(0, slot - count + 1)
        guard oldest <= self.newest else { return 0 }
        return (oldest...self.newest).reduce(0) { $0 + self.amounts[Int($1 % count)] }
    }
}
