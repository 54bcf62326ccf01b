/// The event package of a subscription (RFC 6665 §8.2.1).
public struct Event: SIPHeaderValue {
    /// The package with its templates, for instance `presence.winfo`.
    public var package: String
    /// `id` and what the package defines.
    public var parameters: SIPParameters

    /// A package.
    public init(_ package: String, id: String? = nil) {
        self.package = package
        self.parameters = SIPParameters()
        if let id { self.parameters["id"] = id }
    }

    /// Tells apart subscriptions to one package in one dialog.
    public var id: String? { self.parameters[known: "id"] }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        self.package = try scanner.token("the package of Event")
        self.parameters = try SIPParameters(header: &scanner)
    }

    public func write(into output: inout [UInt8]) {
        output.append(text: self.package)
        self.parameters.write(into: &output)
    }
}

/// Where a subscription stands, as each NOTIFY says (RFC 6665 §4.1.3).
public struct SubscriptionState: SIPHeaderValue {
    /// The states of RFC 6665 §4.1.3, and those of an extension.
    public enum State: Hashable, Sendable {
        case active
        case pending
        case terminated
        case other(String)

        var text: String {
            switch self {
            case .active: "active"
            case .pending: "pending"
            case .terminated: "terminated"
            case .other(let text): text
            }
        }
    }

    /// Where the subscription stands.
    public var state: State
    /// `expires`, `reason`, `retry-after`.
    public var parameters: SIPParameters

    /// A state with what is said about it.
    public init(_ state: State, expires: UInt32? = nil, reason: String? = nil) {
        self.state = state
        self.parameters = SIPParameters()
        if let expires { self.parameters["expires"] = String(expires) }
        if let reason { self.parameters["reason"] = reason }
    }

    /// Seconds until the subscription ends.
    public var expires: UInt32? { self.parameters[known: "expires"].flatMap { UInt32(clampingDecimal: $0) } }

    /// Why it ended: `deactivated`, `probation`, `rejected`, `timeout`, `giveup`, `noresource`, `invariant`.
    public var reason: String? { self.parameters[known: "reason"] }

    /// Seconds to wait before subscribing again.
    public var retryAfter: UInt32? { self.parameters[known: "retry-after"].flatMap { UInt32(clampingDecimal: $0) } }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        let text = try scanner.token("the state of Subscription-State").lowercased()
        self.state =
            switch text {
            case "active": .active
            case "pending": .pending
            case "terminated": .terminated
            default: .other(text)
            }
        self.parameters = try SIPParameters(header: &scanner)
    }

    public func write(into output: inout [UInt8]) {
        output.append(text: self.state.text)
        self.parameters.write(into: &output)
    }
}
