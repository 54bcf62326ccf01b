import Kernel

extension AttributeList {
    /// How much audio one packet holds (`ptime`, RFC 8866 §6.4): what the describing side wants to receive.
    public var packetTime: Duration? {
        get { self.milliseconds("ptime") }
        set { self.setMilliseconds("ptime", newValue) }
    }

    /// How much audio one packet may hold at most (`maxptime`, RFC 8866 §6.5).
    public var maximumPacketTime: Duration? {
        get { self.milliseconds("maxptime") }
        set { self.setMilliseconds("maxptime", newValue) }
    }

    /// Names the direction, and no other (RFC 8866 §6.7).
    public mutating func setDirection(_ direction: MediaDirection) {
        for other in MediaDirection.allCases { self.remove(other.rawValue) }
        self.append(direction.rawValue)
    }

    /// Where RTCP is received when not on the next port (RFC 3605); `nil` when the line is missing or malformed.
    public var control: ControlAddress? { self.first("rtcp").flatMap(ControlAddress.init(parsing:)) }

    /// Whether RTP and RTCP may share a port (RFC 5761 §5.1.1).
    public var multiplexesControl: Bool { self.contains("rtcp-mux") }

    /// The section's identifier (RFC 5888 §4).
    public var mid: String? { self.first("mid") }

    /// The section's label, for applications (RFC 4574).
    public var label: String? { self.first("label") }

    /// Sections that belong together (RFC 5888 §5), among them what shares one transport (`BUNDLE`, RFC 8843).
    public var groups: [MediaGroup] { self.values(of: "group").compactMap(MediaGroup.init(parsing:)) }

    /// What is said of single sources (RFC 5576 §4.1).
    public var sources: [SourceAttribute] { self.values(of: "ssrc").compactMap(SourceAttribute.init(parsing:)) }

    /// 1 ms to 10 s; phones that write `20.0` are understood.
    private func milliseconds(_ name: String) -> Duration? {
        guard let value = self.first(name), let whole = value.split(separator: ".").first,
            let number = decimal(whole.trimmingBlanks.utf8), (1...10_000).contains(number)
        else { return nil }
        return .milliseconds(Int64(number))
    }

    private mutating func setMilliseconds(_ name: String, _ duration: Duration?) {
        guard let duration else {
            self.remove(name)
            return
        }
        self.set(name, String(duration.wholeMilliseconds))
    }
}

/// The value of `a=rtcp`: a port and perhaps an address of its own (RFC 3605 §2.1).
public struct ControlAddress: Hashable, Sendable {
    /// The port at which RTCP is received.
    public var port: UInt16
    /// Where; `nil` for the section's own address.
    public var connection: Connection?

    /// A port, and an address when it is not the section's.
    public init(port: UInt16, connection: Connection? = nil) {
        self.port = port
        self.connection = connection
    }

    /// Reads the attribute's value; `nil` when it is malformed.
    public init?(parsing value: String) {
        let fields = value.split(separator: " ")
        guard let first = fields.first, let number = decimal(first.utf8), let port = UInt16(exactly: number)
        else { return nil }
        self.port = port
        switch fields.count {
        case 1:
            self.connection = nil
        case 4:
            self.connection = Connection(
                networkType: String(fields[1]),
                addressFamily: AddressFamily(rawValue: String(fields[2])),
                address: String(fields[3])
            )
        default:
            return nil
        }
    }

    /// The value as it is written.
    public var value: String {
        guard let connection = self.connection else { return String(self.port) }
        return "\(self.port) \(connection.networkType) \(connection.addressFamily.rawValue) \(connection.address)"
    }
}

/// One `a=group`: its meaning and the identifiers of its sections (RFC 5888 §5).
public struct MediaGroup: Hashable, Sendable {
    /// `BUNDLE`, `LS` …
    public var semantics: String
    /// The identifiers of the sections, in order.
    public var mids: [String]

    /// A group of these sections.
    public init(semantics: String, mids: [String]) {
        self.semantics = semantics
        self.mids = mids
    }

    /// Reads the attribute's value; `nil` when it is malformed.
    public init?(parsing value: String) {
        let fields = value.split(separator: " ").map(String.init)
        guard let semantics = fields.first else { return nil }
        self.init(semantics: semantics, mids: Array(fields.dropFirst()))
    }

    /// The value as it is written.
    public var value: String { ([self.semantics] + self.mids).joined(separator: " ") }
}

/// One `a=ssrc`: an attribute of one source (RFC 5576 §4.1).
public struct SourceAttribute: Hashable, Sendable {
    /// The source it is about.
    public var ssrc: UInt32
    /// What is said of it.
    public var attribute: Attribute

    /// An attribute of one source.
    public init(ssrc: UInt32, attribute: Attribute) {
        self.ssrc = ssrc
        self.attribute = attribute
    }

    /// Reads the attribute's value; `nil` when it is malformed.
    public init?(parsing value: String) {
        let fields = value.split(separator: " ", maxSplits: 1)
        guard fields.count == 2, let number = decimal(fields[0].utf8), let ssrc = UInt32(exactly: number) else {
            return nil
        }
        let pair = fields[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = pair.first, !name.isEmpty else { return nil }
        self.init(ssrc: ssrc, attribute: Attribute(String(name), pair.count == 2 ? String(pair[1]) : nil))
    }

    /// The value as it is written.
    public var value: String {
        let tail = self.attribute.value.map { ":\($0)" } ?? ""
        return "\(self.ssrc) \(self.attribute.name)\(tail)"
    }
}
