import SIP

/// What RFC 3263 §4.1 and §4.2 make of a URI before any question is asked. NAPTR is left out: operators who publish it
/// publish SRV too.
enum ResolutionPlan: Equatable {
    /// Everything is known.
    case numeric(SIPDestination)
    /// Ask for the host's addresses.
    case host(String, SIPTransportKind, port: UInt16)
    /// Ask for SRV records of each name; for addresses with the fallback's default port when there are none.
    case services([Service], host: String, fallback: SIPTransportKind)

    struct Service: Equatable {
        let name: String
        let transport: SIPTransportKind
    }

    /// - Parameter usesServiceRecords: whether SRV is asked for at all.
    init(_ uri: SIPURI, usesServiceRecords: Bool = true) throws(SIPResolverError) {
        guard uri.scheme == .sip || uri.scheme == .sips else {
            throw SIPResolverError(.badName, "only sip and sips URIs lead to a server")
        }
        let target = uri.parameters["maddr"] ?? uri.host
        guard !target.isEmpty else { throw SIPResolverError(.badName, "the URI has no host") }
        let asked = try Self.transport(of: uri)
        let transport = asked ?? (uri.scheme == .sips ? .tls : .udp)
        if let address = IPAddress(target) {
            let port = uri.port ?? transport.defaultPort
            let name = uri.host == target ? nil : uri.host
            self = .numeric(SIPDestination(transport, TransportAddress(address, port: port), serverName: name))
        } else if let port = uri.port {
            self = .host(target, transport, port: port)
        } else if usesServiceRecords, !transport.isWebSocket {
            let candidates: [SIPTransportKind] =
                asked.map { [$0] } ?? (uri.scheme == .sips ? [.tls] : [.udp, .tcp, .tls])
            let services = candidates.map { Service(name: Self.prefix(of: $0) + target, transport: $0) }
            self = .services(services, host: target, fallback: transport)
        } else {
            self = .host(target, transport, port: transport.defaultPort)
        }
    }

    private static func transport(of uri: SIPURI) throws(SIPResolverError) -> SIPTransportKind? {
        guard let text = uri.parameters["transport"] else { return nil }
        guard let kind = SIPTransportKind(text) else {
            throw SIPResolverError(.badName, "the transport of the URI is not known")
        }
        guard uri.scheme == .sips else { return kind }
        // sips with transport=tcp means TLS over TCP (RFC 3261 §26.2.2); over datagrams it cannot be had.
        switch kind {
        case .tcp, .tls: return .tls
        case .ws, .wss: return .wss
        case .udp: throw SIPResolverError(.badName, "sips does not go over UDP")
        }
    }

    private static func prefix(of transport: SIPTransportKind) -> String {
        switch transport {
        case .udp: "_sip._udp."
        case .tcp, .ws: "_sip._tcp."
        case .tls, .wss: "_sips._tcp."
        }
    }
}
