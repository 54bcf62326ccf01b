import Kernel
import NIOCore
public import SIP
import STUN

extension SIPEndpoint {
    /// Takes a datagram of a link that was added with ``attach(_:)``.
    public func receive(_ bytes: UnsafeRawBufferPointer, from remote: TransportAddress, over link: UInt64) {
        self.eventLoop.preconditionInEventLoop()
        guard let local = self.datagramLinks.first(where: { $0.number == link })?.link.local else { return }
        guard self.delegate?.endpoint(self, admits: remote, over: .udp) ?? true else {
            return self.counters.countDropped(.notAdmitted)
        }
        let flow = SIPFlow(endpoint: self.settings.identifier, transport: .udp, link: link, remote: remote)
        guard !self.answerKeepAlive(bytes, over: flow) else { return }
        self.received(Array(bytes), from: SIPSource(flow: flow, local: local))
    }

    /// Answers STUN; swallows empty and CRLF datagrams, which only keep a NAT's binding (RFC 5626 §3.5, §4.4).
    private func answerKeepAlive(_ bytes: UnsafeRawBufferPointer, over flow: SIPFlow) -> Bool {
        guard let first = bytes.first else { return true }
        if first < 4 {
            guard STUNMessage.isSTUN(bytes) else { return false }
            self.counters.keepAlivesReceived &+= 1
            guard let source = STUNAddress(bytes: flow.remote.ip.bytes, port: flow.remote.port),
                let answer = STUNMessage.keepAliveResponse(to: bytes, from: source)
            else { return true }
            answer.withUnsafeBytes { _ = self.datagramLink(for: flow)?.send($0, to: flow.remote) }
            return true
        }
        guard first <= 0x20, bytes.count <= 8, bytes.allSatisfy({ $0 == 0x0d || $0 == 0x0a || $0 == 0 }) else {
            return false
        }
        self.counters.keepAlivesReceived &+= 1
        return true
    }

    /// Takes the octets of one whole message.
    func received(_ bytes: [UInt8], from source: SIPSource) {
        let limits = source.transport == .udp ? SIPLimits.datagram : self.streamLimits
        do {
            let message = try SIPMessage(parsing: bytes, limits: limits)
            self.traced(.received, message, octets: bytes, source.flow)
            self.handle(message, from: source)
        } catch {
            self.refuse(bytes, because: error, limits, source)
        }
    }

    /// Takes a message that was cut from a stream.
    func received(_ message: SIPMessage, from source: SIPSource) {
        self.traced(.received, message, source.flow)
        self.handle(message, from: source)
    }

    /// Answers octets that are no message, where there is anybody to answer.
    func refuse(_ bytes: [UInt8], because error: SIPParseError, _ limits: SIPLimits, _ source: SIPSource) {
        self.refuse(SIPMessage.refusal(of: bytes, because: error, limits: limits), source)
    }

    private func handle(_ message: SIPMessage, from source: SIPSource) {
        self.counters.countReceived(SIPCounters.Message(message), over: source.transport)
        do {
            try message.validate()
        } catch {
            // A response that is wrong is dropped: nobody can be told (RFC 3261 §18.1.2).
            return self.refuse(SIPMessage.refusal(of: message, because: error), source)
        }
        if message.isRequest {
            self.receivedRequest(message, source)
        } else {
            self.receivedResponse(message, source)
        }
    }

    /// Answers without a transaction what is too broken to have one, or drops it.
    private func refuse(_ refusal: SIPMessage?, _ source: SIPSource) {
        guard var refusal else { return self.counters.countDropped(.malformed) }
        self.counters.malformedAnswered &+= 1
        if refusal.toTag == nil, let to = refusal.first(.to) {
            refusal.set(.to, "\(to);tag=\(self.statelessTag(of: refusal))")
        }
        guard let via = try? refusal.topVia() else {
            // The Via itself is what is wrong: back to where the request came from.
            _ = self.transmit(self.dressed(refusal), over: source.flow)
            return
        }
        let seen = via.seen(from: source.remote)
        refusal.setTopVia(seen)
        self.sendStateless(self.dressed(refusal), seen, source)
    }

    private func sendStateless(_ response: SIPMessage, _ via: Via, _ source: SIPSource) {
        // The client sends its request again; there is nothing to keep for it.
        _ = self.transmit(response, answering: via, from: source)
    }

    // MARK: Requests

    private func receivedRequest(_ received: SIPMessage, _ source: SIPSource) {
        guard let top = try? received.topVia() else { return self.counters.countDropped(.malformed) }
        var message = received
        let via = top.seen(from: source.remote)
        if via != top { message.setTopVia(via) }
        guard let key = try? TransactionKey(request: message) else { return self.counters.countDropped(.malformed) }
        let request = ReceivedRequest(message: message, source: source, via: via, key: Hashed(key))
        switch message.method {
        case .ack:
            guard let shell = self.table.server(for: request.key) else {
                self.delegate?.endpoint(self, receivedAcknowledgement: message, from: source)
                return
            }
            shell.receivedAcknowledgement(message, from: source)
        default:
            if let shell = self.table.server(for: request.key) {
                self.counters.retransmissionsReceived &+= 1
                return shell.receivedAgain()
            }
            self.accept(request)
        }
    }

    /// Starts the transaction of a new request.
    private func accept(_ request: ReceivedRequest) {
        guard self.table.count < self.settings.transactionLimit else {
            var busy = self.refusal(503, of: request.message)
            busy.set(.retryAfter, "10")
            return self.sendStateless(busy, request.via, request.source)
        }
        let message = request.message
        let method = message.method
        let merge = method == .cancel ? nil : MergeKey(message).map { Hashed($0) }
        let purpose: ServerShell.Purpose
        if method == .cancel {
            purpose = .cancel
        } else if self.settings.refusesMergedRequests, let merge, self.table.isMerged(merge) {
            purpose = .refuse(482)
        } else if self.settings.refusesExhaustedRequests, message.isExhausted {
            purpose = .refuse(483)
        } else {
            purpose = .user
        }
        let slot = self.table.reserve()
        // The first copy is the one that a further one is compared with.
        let mark = if case .user = purpose { merge } else { Hashed<MergeKey>?.none }
        let shell: ServerShell =
            method == .invite
            ? InviteServerShell(self, slot, request, merge: mark, purpose: purpose)
            : NonInviteServerShell(self, slot, request, merge: mark, purpose: purpose)
        self.table.insert(shell)
        self.counters.liveTransactions = self.table.count
        shell.start()
    }

    /// A CANCEL has its transaction: looks for the INVITE it means (RFC 3261 §9.2).
    func answerCancel(_ request: SIPMessage, in cancel: ServerShell) {
        guard let key = try? TransactionKey.cancelled(by: request), let invite = self.table.server(for: Hashed(key)),
            let invitation = invite.request
        else {
            return cancel.respond(self.refusal(481, of: request))
        }
        let tag = invite.response?.toTag ?? self.statelessTag(of: invitation)
        cancel.respond(self.dressed(SIPMessage(response: 200, to: request, toTag: tag)))
        guard !invite.hasFinalResponse, case .user = invite.purpose else { return }
        // The CANCEL's 200 goes first and the INVITE's 487 second, as RFC 3665 §3.8 shows it and some peers insist.
        cancel.afterAnswering { [unowned self] in
            self.delegate?.endpoint(self, cancelled: invite.name, by: request)
        }
    }

    /// A failure that the endpoint answers with by itself.
    func refusal(_ status: Int, of request: SIPMessage) -> SIPMessage {
        self.dressed(SIPMessage(response: status, to: request, toTag: self.statelessTag(of: request)))
    }

    private func dressed(_ response: SIPMessage) -> SIPMessage {
        guard let name = self.settings.serverName else { return response }
        var response = response
        response.set(.server, name)
        return response
    }

    /// The same tag for the same request, without remembering it (RFC 3261 §8.2.7): FNV-1a over what names it.
    private func statelessTag(of request: SIPMessage) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in [request.callID, request.fromTag ?? "", request.first(.via) ?? ""] {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        return String(hash, radix: 36)
    }

    // MARK: Responses

    /// Takes a response that reached another endpoint on the same port
    /// (``SIPEndpointDelegate/endpoint(_:received:for:from:)``).
    public func receive(_ response: SIPMessage, from source: SIPSource) {
        self.eventLoop.preconditionInEventLoop()
        guard response.isResponse else { return assertionFailure("requests stay where they arrive") }
        self.receivedResponse(response, source)
    }

    private func receivedResponse(_ response: SIPMessage, _ source: SIPSource) {
        guard let key = try? TransactionKey(response: response) else { return self.counters.countDropped(.malformed) }
        guard let shell = self.table.client(for: Hashed(key)) else {
            let branch = (try? response.topVia())?.branch ?? ""
            if let other = Self.identifier(inBranch: branch), other != self.settings.identifier {
                self.delegate?.endpoint(self, received: response, for: other, from: source)
                return
            }
            self.counters.strayResponses &+= 1
            self.delegate?.endpoint(self, receivedStray: response, from: source)
            return
        }
        shell.received(response, from: source)
    }
}

extension Via {
    /// The hop with where it really came from: `received` when that differs from what it says, and `rport` when asked
    /// for (RFC 3261 §18.2.1, RFC 3581 §4).
    func seen(from remote: TransportAddress) -> Via {
        var via = self
        if self.asksForRport {
            via.rport = remote.port
            via.received = remote.ip.description
        } else if IPAddress(self.host) != remote.ip {
            via.received = remote.ip.description
        } else if self.received != nil {
            // Nobody but the server sets it.
            via.received = nil
        }
        return via
    }
}

extension MergeKey {
    /// `nil` for a request within a dialog, which cannot be merged.
    init?(_ request: SIPMessage) {
        guard request.toTag == nil, let tag = request.fromTag, let cseq = try? request.cseq() else { return nil }
        self.init(callID: request.callID, fromTag: tag, cseq: cseq)
    }
}

extension SIPMessage {
    /// Whether the request may not go any further and would have to (RFC 3261 §16.3): it is outside any dialog, and for
    /// somebody behind us.
    fileprivate var isExhausted: Bool {
        guard let forwards = try? self.maxForwards(), forwards == 0, self.toTag == nil else { return false }
        return self.method != .register && self.method != .options
    }
}

extension SIPCounters.Message {
    init(_ message: SIPMessage) {
        if let status = message.status {
            switch status {
            case ..<200: self = .provisional
            case ..<300: self = .success
            case ..<400: self = .redirection
            case ..<500: self = .clientFailure
            default: self = .serverFailure
            }
            return
        }
        switch message.method {
        case .invite: self = .invite
        case .ack: self = .ack
        case .bye: self = .bye
        case .cancel: self = .cancel
        case .register: self = .register
        case .options: self = .options
        default: self = .otherRequest
        }
    }
}
