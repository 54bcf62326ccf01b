/// How much a domain may have at most (TEN-03): set by the system administrator. What is more already stays.
package struct DomainLimits: Equatable, Sendable, Codable {
    /// 1 to ``most``.
    package var users: Int
    /// Users who are operators of the contact centre, 0 to ``most``.
    package var operators: Int
    /// 0 to ``most``.
    package var lines: Int
    /// Legs from the public network at once, 0 to ``most``.
    package var channelsIn: Int
    /// Legs to the public network at once, 0 to ``most``.
    package var channelsOut: Int
    /// Megabytes that recordings may take on disk, 0 to ``mostMegabytes``. At the limit calls go on and are not recorded.
    package var recordings: Int

    package init(
        users: Int = Self.most,
        operators: Int = Self.most,
        lines: Int = Self.most,
        channelsIn: Int = Self.most,
        channelsOut: Int = Self.most,
        recordings: Int = Self.mostMegabytes
    ) {
        self.users = users
        self.operators = operators
        self.lines = lines
        self.channelsIn = channelsIn
        self.channelsOut = channelsOut
        self.recordings = recordings
    }

    package static let most = 100_000
    /// 100 TB: no limit but the disk's.
    package static let mostMegabytes = 100_000_000

    /// Bytes that recordings may take on disk.
    package var recordingBytes: Int64 { Int64(self.recordings) << 20 }

    func validate() throws(ModelError) {
        try Validity.require(
            (1...Self.most).contains(self.users) && (0...Self.most).contains(self.lines),
            "A domain has 1 to \(Self.most) users and 0 to \(Self.most) lines."
        )
        try Validity.require(
            (0...Self.most).contains(self.operators),
            "A domain has 0 to \(Self.most) operators."
        )
        try Validity.require(
            (0...Self.most).contains(self.channelsIn) && (0...Self.most).contains(self.channelsOut),
            "A domain has 0 to \(Self.most) channels in and out."
        )
        try Validity.require(
            (0...Self.mostMegabytes).contains(self.recordings),
            "Recordings of a domain take 0 to \(Self.mostMegabytes) megabytes."
        )
    }
}

/// What a later version adds has its default in what was written before.
extension DomainLimits {
    private enum Key: String, CodingKey {
        case users, operators, lines, channelsIn, channelsOut, recordings
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            users: try values.decode(Int.self, forKey: .users),
            operators: try values.decodeIfPresent(Int.self, forKey: .operators) ?? Self.most,
            lines: try values.decode(Int.self, forKey: .lines),
            channelsIn: try values.decodeIfPresent(Int.self, forKey: .channelsIn) ?? Self.most,
            channelsOut: try values.decodeIfPresent(Int.self, forKey: .channelsOut) ?? Self.most,
            recordings: try values.decodeIfPresent(Int.self, forKey: .recordings) ?? Self.mostMegabytes
        )
    }
}

extension Configuration {
    /// How many more users the domain may have.
    package func roomForUsers(in domain: DomainID) -> Int {
        guard let tenant = self.tenants[domain] else { return 0 }
        return max(0, tenant.domain.limits.users - tenant.users.count)
    }

    /// How many more of the domain's users may become operators.
    package func roomForOperators(in domain: DomainID) -> Int {
        guard let tenant = self.tenants[domain] else { return 0 }
        return max(0, tenant.domain.limits.operators - tenant.users.values.count(where: \.isOperator))
    }

    /// How many more lines the domain may have.
    package func roomForLines(in domain: DomainID) -> Int {
        guard let tenant = self.tenants[domain] else { return 0 }
        return max(0, tenant.domain.limits.lines - self.lines.values.count { $0.domain == domain })
    }
}
