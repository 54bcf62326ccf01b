/// Who made the description and which version it is (RFC 8866 §5.2).
///
/// The numbers stay texts: peers write more digits than 64 bits hold.
public struct Origin: Hashable, Sendable {
    /// `-` for none.
    public var username: String
    /// Names the session, together with the other fields but the version.
    public var sessionID: String
    /// Rises by one with each change of the description (RFC 3264 §8).
    public var sessionVersion: String
    /// `IN` for the Internet.
    public var networkType: String
    /// Of the address that follows.
    public var addressFamily: AddressFamily
    /// A literal or a host name of the maker.
    public var address: String

    /// A value of these fields.
    public init(
        username: String = "-",
        sessionID: String,
        sessionVersion: String,
        networkType: String = "IN",
        addressFamily: AddressFamily,
        address: String
    ) {
        self.username = username
        self.sessionID = sessionID
        self.sessionVersion = sessionVersion
        self.networkType = networkType
        self.addressFamily = addressFamily
        self.address = address
    }

    /// Our own: numbers, and the family that the address shows.
    public init(username: String = "-", sessionID: UInt64, sessionVersion: UInt64, address: String) {
        self.init(
            username: username,
            sessionID: String(sessionID),
            sessionVersion: String(sessionVersion),
            addressFamily: AddressFamily(of: address),
            address: address
        )
    }
}

/// IPv4 or IPv6 (RFC 8866 §5.7).
public struct AddressFamily: RawRepresentable, Hashable, Sendable {
    /// The word on the wire.
    public let rawValue: String

    /// A family by its word.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// IPv4.
    public static let ip4 = AddressFamily(rawValue: "IP4")
    /// IPv6.
    public static let ip6 = AddressFamily(rawValue: "IP6")

    /// The family of a literal: only IPv6 has colons. A host name counts as IPv4.
    public init(of address: String) {
        self = address.utf8.contains(UInt8(ascii: ":")) ? .ip6 : .ip4
    }
}

/// Where media is received (RFC 8866 §5.7).
public struct Connection: Hashable, Sendable {
    /// `IN` for the Internet.
    public var networkType: String
    /// Of the address that follows.
    public var addressFamily: AddressFamily
    /// A literal or a host name.
    public var address: String
    /// What follows the address for multicast, `127/3` for instance, without the first slash.
    public var multicast: String?

    /// A value of these fields.
    public init(
        networkType: String = "IN",
        addressFamily: AddressFamily,
        address: String,
        multicast: String? = nil
    ) {
        self.networkType = networkType
        self.addressFamily = addressFamily
        self.address = address
        self.multicast = multicast
    }

    /// A unicast address, whose family it shows.
    public init(address: String) {
        self.init(addressFamily: AddressFamily(of: address), address: address)
    }

    /// Whether it is the address of nobody: hold in the manner of RFC 2543 (RFC 3264 §8.4).
    public var isUnspecified: Bool {
        self.address == "0.0.0.0" || self.address == "::" || self.address == "0:0:0:0:0:0:0:0"
    }
}

/// How much the media may need (RFC 8866 §5.8).
public struct Bandwidth: Hashable, Sendable {
    /// `AS` and `CT` in kbit/s, `TIAS` in bit/s, others by their own definition.
    public var type: String
    /// In the unit of ``type``.
    public var value: UInt64

    /// A limit of a type.
    public init(type: String, value: UInt64) {
        self.type = type
        self.value = value
    }
}

/// When the session is on, with its repetitions (RFC 8866 §5.9, §5.10). Telephony says 0 and 0: now.
public struct Timing: Hashable, Sendable {
    /// Seconds since 1900.
    public var start: UInt64
    /// Seconds since 1900; 0 for no end.
    public var stop: UInt64
    /// The values of the `r=` lines that follow.
    public var repetitions: [String]

    /// `t=0 0`: now, without end.
    public static let unbounded = Timing(start: 0, stop: 0)

    /// A time with its repetitions.
    public init(start: UInt64, stop: UInt64, repetitions: [String] = []) {
        self.start = start
        self.stop = stop
        self.repetitions = repetitions
    }
}
