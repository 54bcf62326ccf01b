import Kernel

/// What makes a trunk a private route: it joins the office PBX of one company with its domain (TRK).
package struct PrivateRoute: Equatable, Sendable {
    /// A header that says who the call is made for, where a call from outside is sent into the route (TRK-04).
    package enum IdentityHeader: String, CaseIterable, Sendable, Codable {
        case none
        case assertedIdentity = "p-asserted-identity"
        case remoteParty = "remote-party-id"
    }

    /// A header that says by which number a call from outside came (TRK-04).
    package enum DiversionHeader: String, CaseIterable, Sendable, Codable {
        case none, diversion
        case historyInfo = "history-info"
    }

    package var domain: DomainID
    /// What people read, 1 to 100 characters.
    package var shownName: String
    /// The lowest is asked first. 0 to 1 000.
    package var order: Int
    /// An expression that takes the whole of `sip:DIALLED@DOMAIN` sends the call here; `nil`: none is (TRK-02).
    package var called: String?
    /// Only its members' calls; others' go to the public network.
    package var group: EntryID?
    /// The office sees the caller's extension, else the company's number.
    package var showsExtension: Bool
    /// Leading characters of what was dialled that the office does not see. 0 to 20.
    package var strip: Int
    /// Where the office may call outside (TRK-03).
    package var transit: OutgoingLimit
    /// Numbers of the domain's lines that calls of the office show outside: of several one at random.
    package var outgoingNumbers: [DialString]
    /// The office may show a number of the domain's by From.
    package var permitsFrom: Bool
    package var identity: IdentityHeader
    package var diversion: DiversionHeader
    /// Calls at one time from the office. 0 to 10 000.
    package var channelsIn: Int
    /// Calls at one time to the office. 0 to 10 000.
    package var channelsOut: Int

    package init(domain: DomainID, shownName: String, order: Int = 100, called: String? = Self.usualExpression) {
        self.domain = domain
        self.shownName = shownName
        self.order = order
        self.called = called
        self.group = nil
        self.showsExtension = true
        self.strip = 0
        self.transit = .internalOnly
        self.outgoingNumbers = []
        self.permitsFrom = false
        self.identity = .assertedIdentity
        self.diversion = .diversion
        self.channelsIn = 10
        self.channelsOut = 10
    }

    package static let usualExpression = #"sip:8(\d{3}@.*)"#
    package static let longestExpression = 250
    package static let numberLimit = 100

    func validate() throws(ModelError) {
        try Validity.requireShownName(self.shownName, of: "private route", length: 1...100)
        try Validity.require((0...1_000).contains(self.order), "The order of a private route is 0 to 1000.")
        try Validity.require(
            self.called.map { (1...Self.longestExpression).contains($0.utf8.count) } ?? true,
            "The expression of a private route has 1 to \(Self.longestExpression) characters."
        )
        try Validity.require((0...20).contains(self.strip), "0 to 20 leading characters can be left out.")
        try Validity.require(
            self.outgoingNumbers.count <= Self.numberLimit,
            "A private route shows one of at most \(Self.numberLimit) numbers."
        )
        try Validity.require(
            (0...10_000).contains(self.channelsIn) && (0...10_000).contains(self.channelsOut),
            "A private route has 0 to 10000 channels each way."
        )
    }
}

/// What a later version adds has its default in what was written before.
extension PrivateRoute: Codable {
    private enum Key: String, CodingKey {
        case domain, shownName, order, called, group, showsExtension, strip, transit, outgoingNumbers, permitsFrom
        case identity, diversion, channelsIn, channelsOut
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            domain: DomainID(try values.decode(String.self, forKey: .domain)),
            shownName: try values.decode(String.self, forKey: .shownName),
            order: try values.decode(Int.self, forKey: .order),
            called: try values.decodeIfPresent(String.self, forKey: .called)
        )
        self.group = try values.decodeIfPresent(String.self, forKey: .group).map { EntryID($0) }
        self.showsExtension = try values.decodeIfPresent(Bool.self, forKey: .showsExtension) ?? true
        self.strip = try values.decodeIfPresent(Int.self, forKey: .strip) ?? 0
        self.transit = try values.decodeIfPresent(OutgoingLimit.self, forKey: .transit) ?? .internalOnly
        self.outgoingNumbers = try values.decodeIfPresent([DialString].self, forKey: .outgoingNumbers) ?? []
        self.permitsFrom = try values.decodeIfPresent(Bool.self, forKey: .permitsFrom) ?? false
        self.identity = try values.decodeIfPresent(IdentityHeader.self, forKey: .identity) ?? .assertedIdentity
        self.diversion = try values.decodeIfPresent(DiversionHeader.self, forKey: .diversion) ?? .diversion
        self.channelsIn = try values.decodeIfPresent(Int.self, forKey: .channelsIn) ?? 10
        self.channelsOut = try values.decodeIfPresent(Int.self, forKey: .channelsOut) ?? 10
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(self.domain.text, forKey: .domain)
        try values.encode(self.shownName, forKey: .shownName)
        try values.encode(self.order, forKey: .order)
        try values.encodeIfPresent(self.called, forKey: .called)
        try values.encodeIfPresent(self.group?.text, forKey: .group)
        try values.encode(self.showsExtension, forKey: .showsExtension)
        try values.encode(self.strip, forKey: .strip)
        try values.encode(self.transit, forKey: .transit)
        try values.encode(self.outgoingNumbers, forKey: .outgoingNumbers)
        try values.encode(self.permitsFrom, forKey: .permitsFrom)
        try values.encode(self.identity, forKey: .identity)
        try values.encode(self.diversion, forKey: .diversion)
        try values.encode(self.channelsIn, forKey: .channelsIn)
        try values.encode(self.channelsOut, forKey: .channelsOut)
    }
}
