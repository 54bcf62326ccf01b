import Kernel

/// How much a domain calls outside before somebody is told, or the calls stop (BYD-18): what is lost when a password or a
/// phone falls into wrong hands.
///
/// The rules hold for every leg to the public network, whoever asked for it: by hand, by REFER, by a 302, by forwarding, by
/// rule, by API. Emergency numbers and private routes are never counted.
package struct TollRules: Equatable, Sendable, Codable {
    package var isOn: Bool
    /// At most ``capLimit``, each once.
    package var caps: [TollCap]
    /// How long a stop lasts unless somebody lifts it. 1 to 720 hours.
    package var stopHours: Int

    package init(isOn: Bool = true, caps: [TollCap] = TollRules.usual, stopHours: Int = 24) {
        self.isOn = isOn
        self.caps = caps
        self.stopHours = stopHours
    }

    package static let capLimit = 20

    /// Enough for a company that calls abroad at times, and an end to a night of calls to an island.
    package static let usual = [
        TollCap(.abroad, of: .eachUser, hourlyCalls: 20, dailyMinutes: 120),
        TollCap(.abroad, of: .domain, hourlyCalls: 60, dailyMinutes: 600),
    ]

    /// - Throws: ``ModelError/Code/invalid`` with the first rule that does not hold.
    package func validate() throws(ModelError) {
        try Validity.require(
            self.caps.count <= Self.capLimit && Set(self.caps).count == self.caps.count,
            "There are at most \(Self.capLimit) caps, each once."
        )
        try Validity.require((1...720).contains(self.stopHours), "A stop lasts 1 to 720 hours.")
        for cap in self.caps { try cap.validate() }
    }
}

/// One cap: for calls to where, counted for whom, how much, and what happens then.
package struct TollCap: Hashable, Sendable, Codable {
    package enum Reach: String, CaseIterable, Sendable, Codable {
        /// Every number of the public network.
        case outside
        /// What ``OutgoingLimit/noInternational`` would not permit.
        case abroad
        /// Numbers that begin with one of ``TollCap/prefixes``.
        case prefixes
    }

    package enum Counted: String, CaseIterable, Sendable, Codable {
        case eachUser = "user"
        case domain
    }

    package enum Measure: String, CaseIterable, Sendable, Codable {
        /// The administrators are told, and calls go on.
        case alarm
        /// The administrators are told, calls of the kind end, and no more begin until the stop ends.
        case stop
    }

    /// What of a cap was reached.
    package enum Limit: String, CaseIterable, Sendable, Codable {
        case hourlyCalls, dailyCalls, dailyMinutes, simultaneousCalls
    }

    package var reach: Reach
    /// Of numbers in E.164 without `+`, 1 to 15 digits; of ``Reach/prefixes`` only, 1 to 200 then.
    package var prefixes: [String]
    package var counted: Counted
    /// Within any 60 minutes, to five minutes. 1 to 100 000.
    package var hourlyCalls: Int?
    /// Within any 24 hours, to the hour. 1 to 1 000 000.
    package var dailyCalls: Int?
    /// Talked within any 24 hours, to the hour. 1 to 1 000 000.
    package var dailyMinutes: Int?
    /// 1 to 10 000. One call more is refused, and nothing is stopped for longer.
    package var simultaneousCalls: Int?
    package var measure: Measure

    package init(
        _ reach: Reach,
        _ prefixes: [String] = [],
        of counted: Counted,
        hourlyCalls: Int? = nil,
        dailyCalls: Int? = nil,
        dailyMinutes: Int? = nil,
        simultaneousCalls: Int? = nil,
        measure: Measure = .stop
    ) {
        self.reach = reach
        self.prefixes = prefixes
        self.counted = counted
        self.hourlyCalls = hourlyCalls
        self.dailyCalls = dailyCalls
        self.dailyMinutes = dailyMinutes
        self.simultaneousCalls = simultaneousCalls
        self.measure = measure
    }

    package static let prefixLimit = 200

    /// - Parameter number: in E.164 with `+`; others are in no cap.
    package func covers(_ number: DialString, plan: NumberPlan) -> Bool {
        guard number.text.hasPrefix("+") else { return false }
        switch self.reach {
        case .outside: return true
        case .abroad: return !plan.isInland(number)
        case .prefixes: return self.prefixes.contains { number.text.dropFirst().hasPrefix($0) }
        }
    }

    package subscript(limit: Limit) -> Int? {
        switch limit {
        case .hourlyCalls: self.hourlyCalls
        case .dailyCalls: self.dailyCalls
        case .dailyMinutes: self.dailyMinutes
        case .simultaneousCalls: self.simultaneousCalls
        }
    }

    func validate() throws(ModelError) {
        let isPrefixed = self.reach == .prefixes
        try Validity.require(
            isPrefixed ? (1...Self.prefixLimit).contains(self.prefixes.count) : self.prefixes.isEmpty,
            "A cap of prefixes has 1 to \(Self.prefixLimit) of them, another cap has none."
        )
        for prefix in self.prefixes {
            try Validity.require(
                Validity.isDigits(prefix, 1...15),
                "A prefix is 1 to 15 digits beginning with the country code, as in 7900."
            )
        }
        try Validity.require(
            Limit.allCases.contains { self[$0] != nil },
            "A cap says how many calls, minutes or calls at once it permits."
        )
        let greatest: [Limit: Int] = [
            .hourlyCalls: 100_000, .dailyCalls: 1_000_000, .dailyMinutes: 1_000_000, .simultaneousCalls: 10_000,
        ]
        for limit in Limit.allCases {
            guard let value = self[limit], let most = greatest[limit] else { continue }
            try Validity.require((1...most).contains(value), "\(limit.rawValue) is 1 to \(most).")
        }
    }
}
