extension AttributeList {
    /// The user fragment of this side's ICE credentials (RFC 8839 §5.4).
    public var iceUserFragment: String? { self.first("ice-ufrag") }

    /// The password of this side's ICE credentials (RFC 8839 §5.4). A secret: never logged.
    public var icePassword: String? { self.first("ice-pwd") }

    /// Whether this side is ICE-lite: it answers checks and makes none (RFC 8839 §5.3).
    public var isICELite: Bool { self.contains("ice-lite") }

    /// `trickle`, `renomination` … (RFC 8839 §5.6).
    public var iceOptions: [String] {
        self.first("ice-options").map { $0.split(separator: " ").map(String.init) } ?? []
    }

    /// The well-formed candidates (RFC 8839 §5.1).
    public var candidates: [ICECandidate] { self.values(of: "candidate").compactMap(ICECandidate.init(parsing:)) }
}

/// A transport address at which a side may be reached (RFC 8839 §5.1).
public struct ICECandidate: Hashable, Sendable {
    /// 1 to 32 characters; equal for candidates of one kind, base and server.
    public var foundation: String
    /// 1 for RTP, 2 for RTCP. 1 to 256.
    public var component: UInt16
    /// `UDP` or `TCP`.
    public var transport: String
    /// Higher is better (RFC 8445 §5.1.2).
    public var priority: UInt32
    /// A literal or a host name, `….local` among them.
    public var address: String
    /// The port at ``address``.
    public var port: UInt16
    /// `host`, `srflx`, `prflx` or `relay`.
    public var type: String
    /// `raddr`: the base of a reflexive candidate, the mapped address of a relayed one.
    public var relatedAddress: String?
    /// `rport`: the port at ``relatedAddress``.
    public var relatedPort: UInt16?
    /// What follows, in pairs: `tcptype`, `generation` …
    public var extensions: [Attribute]

    /// A candidate of these parts.
    public init(
        foundation: String,
        component: UInt16,
        transport: String = "UDP",
        priority: UInt32,
        address: String,
        port: UInt16,
        type: String = "host",
        relatedAddress: String? = nil,
        relatedPort: UInt16? = nil,
        extensions: [Attribute] = []
    ) {
        self.foundation = foundation
        self.component = component
        self.transport = transport
        self.priority = priority
        self.address = address
        self.port = port
        self.type = type
        self.relatedAddress = relatedAddress
        self.relatedPort = relatedPort
        self.extensions = extensions
    }

    /// Reads the attribute's value; `nil` when it is malformed.
    public init?(parsing value: String) {
        let fields = value.split(separator: " ").map(String.init)
        guard fields.count >= 8, fields[0].utf8.count <= 32, let component = decimal(fields[1].utf8),
            (1...256).contains(component), let priority = decimal(fields[3].utf8), priority <= UInt64(UInt32.max),
            let port = decimal(fields[5].utf8).flatMap({ UInt16(exactly: $0) }), fields[6] == "typ",
            fields.count.isMultiple(of: 2)
        else { return nil }
        self.init(
            foundation: fields[0],
            component: UInt16(component),
            transport: fields[2],
            priority: UInt32(priority),
            address: fields[4],
            port: port,
            type: fields[7]
        )
        for index in stride(from: 8, to: fields.count, by: 2) {
            let text = fields[index + 1]
            switch fields[index] {
            case "raddr": self.relatedAddress = text
            case "rport":
                guard let port = decimal(text.utf8).flatMap({ UInt16(exactly: $0) }) else { return nil }
                self.relatedPort = port
            default: self.extensions.append(Attribute(fields[index], text))
            }
        }
    }

    /// The value as it is written.
    public var value: String {
        var text = "\(self.foundation) \(self.component) \(self.transport) \(self.priority)"
        text += " \(self.address) \(self.port) typ \(self.type)"
        if let relatedAddress = self.relatedAddress { text += " raddr \(relatedAddress)" }
        if let relatedPort = self.relatedPort { text += " rport \(relatedPort)" }
        for pair in self.extensions { text += " \(pair.name) \(pair.value ?? "")" }
        return text
    }
}
