import Kernel
import NIOCore
import SIP

extension SIPEndpoint {
    /// How long a peer that took no TCP connection for a large request gets such requests over UDP at once.
    private static let unreachableByTCPMemory = Duration.seconds(600)
    private static let unreachableByTCPLimit = 1_024

    // MARK: Requests

    /// Puts our Via on a request and finds its way, over TCP where it is too long for UDP (RFC 3261 §18.1.1).
    ///
    /// - Returns: `nil` when the destination cannot be reached; with the request for UDP beside it, should the TCP
    ///   connection not come about.
    func prepare(
        _ request: SIPMessage,
        to destination: SIPDestination,
        maySwitch: Bool = true
    ) -> (request: PreparedRequest, datagram: (request: SIPMessage, flow: SIPFlow)?)? {
        guard let flow = self.route(to: destination) else { return nil }
        let branch = self.newBranch()
        let message = self.withVia(request, flow, branch)
        let key = Hashed(TransactionKey(clientBranch: branch, method: request.method))
        let plain = PreparedRequest(message: message, flow: flow, key: key)
        // A phone behind NAT is reached over its flow or not at all.
        guard maySwitch, flow.transport == .udp, destination.flow == nil, self.settings.switchesLargeRequests,
            self.printedSize(of: message) > self.settings.datagramSwitchSize,
            !self.isUnreachableByTCP(destination.address),
            let stream = self.route(to: SIPDestination(.tcp, destination.address))
        else { return (plain, nil) }
        let switched = self.withVia(request, stream, branch)
        return (PreparedRequest(message: switched, flow: stream, key: key), (message, flow))
    }

    /// A branch that says which endpoint its responses belong to, as they may reach another on a shared port.
    private func newBranch() -> String {
        "\(Via.magicCookie)\(self.tokens.token()).\(String(self.settings.identifier, radix: 36))"
    }

    /// The endpoint that sent the request a response answers; `nil` when it was none of ours.
    static func identifier(inBranch branch: String) -> UInt16? {
        guard let dot = branch.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        return UInt16(branch[branch.utf8.index(after: dot)...], radix: 36)
    }

    private func withVia(_ request: SIPMessage, _ flow: SIPFlow, _ branch: String) -> SIPMessage {
        var message = request
        let sentBy = self.advertised(for: flow).sentBy
        message.prepend(.via, "SIP/2.0/\(flow.transport.viaName) \(sentBy);rport;branch=\(branch)")
        return message
    }

    /// The flow to a destination: its own, a connection that stands, or a new one that is being opened.
    func route(to destination: SIPDestination) -> SIPFlow? {
        if let flow = destination.flow {
            guard flow.transport != .udp else { return self.datagramLink(for: flow) == nil ? nil : flow }
            return self.connection(flow) == nil ? nil : flow
        }
        switch destination.transport {
        case .udp:
            return self.datagramFlow(to: destination.address)
        case .tcp, .tls:
            if let link = self.connectionsByPeer[PeerKey(destination)], let known = self.connections[link] {
                return known.flow
            }
            return self.open(destination)?.flow
        case .ws, .wss:
            // Browsers connect to us, never the other way round (RFC 7118 §5).
            return nil
        }
    }

    func isUnreachableByTCP(_ remote: TransportAddress) -> Bool {
        guard let until = self.unreachableByTCP[remote] else { return false }
        if self.now < until { return true }
        self.unreachableByTCP[remote] = nil
        return false
    }

    func noteUnreachableByTCP(_ remote: TransportAddress) {
        if self.unreachableByTCP.count >= Self.unreachableByTCPLimit {
            self.unreachableByTCP.removeAll(keepingCapacity: true)
        }
        self.unreachableByTCP[remote] = self.now.advanced(by: Self.unreachableByTCPMemory)
    }

    // MARK: Responses

    /// Sends a response the way of its request (RFC 3261 §18.2.2, RFC 3581 §4): over the same connection, or a new one
    /// to the same host; as a datagram to where the request came from when asked so, else to the port of its Via.
    ///
    /// - Parameter via: the request's top Via with `received` and `rport` filled in.
    func transmit(_ response: SIPMessage, answering via: Via, from source: SIPSource) -> Bool {
        switch source.transport {
        case .udp:
            return self.transmit(response, over: self.datagramFlow(answering: via, from: source))
        case .tcp, .tls, .ws, .wss:
            if self.connection(source.flow) != nil, self.transmit(response, over: source.flow) { return true }
            guard !source.transport.isWebSocket else { return false }
            let port = via.port ?? source.transport.defaultPort
            let host = TransportAddress(source.remote.ip, port: port)
            guard let flow = self.route(to: SIPDestination(source.transport, host)) else { return false }
            return self.transmit(response, over: flow)
        }
    }

    private func datagramFlow(answering via: Via, from source: SIPSource) -> SIPFlow {
        guard via.rport == nil else { return source.flow }
        var remote = source.remote
        remote.port = via.port ?? SIPTransportKind.udp.defaultPort
        // `maddr` counts only for multicast: following it elsewhere would let anybody point our answers at a third party.
        if let maddr = via.maddr.flatMap({ IPAddress($0) }), maddr.isMulticast { remote.ip = maddr }
        guard remote != source.remote else { return source.flow }
        return SIPFlow(endpoint: source.flow.endpoint, transport: .udp, link: source.flow.link, remote: remote)
    }
}

extension IPAddress {
    /// Whether this is `224.0.0.0/4` or `ff00::/8`.
    var isMulticast: Bool { self.v4.map { $0 >> 28 == 0xe } ?? (self.high >> 56 == 0xff) }
}
