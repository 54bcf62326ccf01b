import Kernel
import NIOCore
import SIP
import SIPTransport

/// What a phone and its calls share: the endpoint, the clock, what they are called. Lives on the phone's event loop.
final class PhoneSignalling {
    let settings: PhoneSettings
    let network: PhoneNetwork
    let eventLoop: any EventLoop
    let endpoint: SIPEndpoint
    var tokens = TokenSource.system()

    init(_ settings: PhoneSettings, _ network: PhoneNetwork, tls: SIPTLSContexts, on eventLoop: any EventLoop) {
        self.settings = settings
        self.network = network
        self.eventLoop = eventLoop
        var endpointSettings = SIPEndpointSettings()
        endpointSettings.timing = settings.timing
        endpointSettings.serverName = settings.session.agent
        if let host = settings.pretendedHost {
            endpointSettings.addressRules = ["0.0.0.0/0", "::/0"].compactMap { IPNetwork($0) }
                .map { AddressRule(network: $0, advertisedHost: host) }
        }
        self.endpoint = SIPEndpoint(on: eventLoop, settings: endpointSettings, tls: tls, logger: network.logger)
        self.endpoint.trace = settings.trace
    }

    var now: Moment { self.network.time.now }

    func after(_ delay: Duration, _ action: @escaping () -> Void) -> Scheduled<Void> {
        self.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(delay.wholeNanoseconds), action)
    }

    // MARK: Addresses

    /// Our address of record.
    var identity: NameAddress {
        NameAddress(
            displayName: self.settings.displayName,
            uri: SIPURI(user: self.settings.user, host: self.settings.domain)
        )
    }

    func uri(of target: String) throws(PhoneError) -> SIPURI {
        try SIPURI(target: target, domain: self.settings.domain)
    }

    /// Where requests go that have no dialog: the server, or without one the numeric host of the URI.
    func destination(of uri: SIPURI) throws(PhoneError) -> SIPDestination {
        if let server = self.server { return server }
        guard let destination = self.destination(numeric: uri) else {
            throw PhoneError(.invalid, "\(uri) has no numeric host, and this phone has no server")
        }
        return destination
    }

    var server: SIPDestination? { self.settings.server.map { self.destination($0) } }

    /// - Returns: `nil` for host names.
    func destination(numeric uri: SIPURI) -> SIPDestination? {
        guard let ip = IPAddress(uri.bareHost) else { return nil }
        let kind = self.settings.transport.kind
        return self.destination(TransportAddress(ip, port: uri.port ?? kind.defaultPort))
    }

    private func destination(_ address: TransportAddress) -> SIPDestination {
        SIPDestination(
            self.settings.transport.kind,
            address,
            serverName: self.settings.serverName,
            verification: self.settings.verifiesServer ? .full : .none
        )
    }

    /// Where the far end of a destination can reach us.
    func contact(toward destination: SIPDestination) -> NameAddress {
        let advertised = self.endpoint.advertised(for: destination)
        var uri = SIPURI(user: self.settings.user, host: advertised.host, port: advertised.port)
        if destination.transport != .udp { uri.parameters["transport"] = destination.transport.uriParameter }
        return NameAddress(uri: uri)
    }

    // MARK: Requests outside dialogs

    func authentication() -> ClientAuthentication {
        ClientAuthentication(
            user: self.settings.authenticationName ?? self.settings.user,
            password: self.settings.password,
            seed: self.tokens.next()
        )
    }

    func request(_ method: SIPMethod, to uri: SIPURI) -> SIPMessage {
        var request = SIPMessage(request: method, uri: uri)
        var from = self.identity
        from.tag = self.tokens.token()
        request.append(.maxForwards, "70")
        request.append(.from, from)
        request.append(.to, NameAddress(uri: uri))
        request.append(.callID, self.tokens.token(words: 2))
        request.append(.cseq, CSeq(1, method))
        if let agent = self.settings.session.agent { request.append(.userAgent, agent) }
        return request
    }

    /// Sends a request and answers challenges, three at most.
    ///
    /// - Parameter onEnd: the final response, or why there is none; called once.
    func send(
        _ request: SIPMessage,
        to destination: SIPDestination,
        _ authentication: ClientAuthentication,
        attempt: UInt32 = 1,
        onEnd: @escaping (Result<SIPMessage, TransactionFailure>) -> Void
    ) {
        var isOver = false
        self.endpoint.send(request, to: destination) { [weak self] _, event in
            guard !isOver else { return }
            switch event {
            case .response(let response, _):
                guard let status = response.status, status >= 200 else { return }
                isOver = true
                var (authentication, next) = (authentication, request)
                guard let self, attempt < 4, authentication.answer(response, to: &next) else {
                    onEnd(.success(response))
                    return
                }
                next.set(.cseq, to: CSeq(attempt + 1, request.method))
                self.send(next, to: destination, authentication, attempt: attempt + 1, onEnd: onEnd)
            case .failed(let failure):
                isOver = true
                onEnd(.failure(failure))
            case .ended:
                break
            }
        }
    }
}

extension SIPURI {
    /// Reads `102`, `anna@acme.example`, `sip:…`, `tel:…`.
    init(target: String, domain: String) throws(PhoneError) {
        let isWhole = ["sip:", "sips:", "tel:"].contains { target.lowercased().hasPrefix($0) }
        guard !target.isEmpty, target.utf8.count <= 256, isWhole || !target.contains(where: \.isWhitespace) else {
            throw PhoneError(.invalid, "\"\(target)\" is no number and no SIP address")
        }
        guard isWhole || target.contains("@") else {
            self.init(user: target, host: domain)
            return
        }
        do {
            try self.init(parsing: isWhole ? target : "sip:\(target)")
        } catch {
            throw PhoneError(.invalid, "\"\(target)\" is no number and no SIP address")
        }
    }
}

extension TransactionFailure {
    /// As the last word of a sentence.
    var spoken: String {
        switch self {
        case .timeout: "nobody answered"
        case .transport: "the network refused the message"
        case .internalError: "the transaction broke"
        }
    }
}
