package import Kernel

/// Calls of a kind have stopped because a cap was reached (BYD-18). An entry of the domain: it survives a restart, stands in
/// the history of changes, and whoever removes it lets calls through again.
package struct TollStop: Equatable, Sendable, Codable {
    /// The cap as it was.
    package var cap: TollCap
    package var reached: TollCap.Limit
    /// Whose calls; `nil`: everybody's.
    package var user: UserID?
    package var since: Timestamp
    package var until: Timestamp

    package init(_ cap: TollCap, reached: TollCap.Limit, of user: UserID?, since: Timestamp, until: Timestamp) {
        self.cap = cap
        self.reached = reached
        self.user = user
        self.since = since
        self.until = until
    }

    /// Whether a call to `number` in the name of `spender` may not begin.
    package func holds(_ number: DialString, of spender: UserID?, at now: Timestamp, plan: NumberPlan) -> Bool {
        now < self.until && (self.user == nil || self.user == spender) && self.cap.covers(number, plan: plan)
    }

    func validate() throws(ModelError) {
        try self.cap.validate()
        try Validity.require(self.since <= self.until, "A stop ends after it began.")
    }
}

/// What the brake tells the people of a domain.
package struct TollNotice: Equatable, Sendable {
    package enum Level: Equatable, Sendable {
        /// Four fifths of a cap that stops.
        case near
        case reached
    }

    package var domain: DomainID
    /// `nil`: of the whole domain.
    package var user: UserID?
    package var cap: TollCap
    package var limit: TollCap.Limit
    package var level: Level

    package init(_ level: Level, _ limit: TollCap.Limit, of cap: TollCap, domain: DomainID, user: UserID?) {
        self.level = level
        self.limit = limit
        self.cap = cap
        self.domain = domain
        self.user = user
    }

    /// Whether calls stop from now on, and not only the one that asked.
    package var stops: Bool {
        self.level == .reached && self.cap.measure == .stop && self.limit != .simultaneousCalls
    }
}
