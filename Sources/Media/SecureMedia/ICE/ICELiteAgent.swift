package import Kernel
package import STUN

/// One component's side of ICE where the peer does the work (RFC 8445 §2.7, lite): answers checks, and learns from them
/// where to send.
///
///     waiting ──signed check with USE-CANDIDATE──► nominated ──no check for 30 s──► lost
///                                                    ▲  │ better or newer pair         │
///                                                    └──┴──────── signed check ────────┘
///
/// Different from the RFC: a peer that claims to be controlled gets 487 whatever the tie-breakers say (§7.3.1.1), as a
/// lite agent cannot take the controlling role; and a pair of lower priority is taken over when the nominated one has
/// been quiet for ``settleTime``, which is how a browser changes networks.
package struct ICELiteAgent: StateMachine, Sendable {
    package enum Input: Equatable, Sendable {
        /// A datagram of the kind `.stun` came from this address.
        case datagram([UInt8], from: STUNAddress)
        /// New credentials went out in SDP (RFC 8445 §9). The former ones hold until a check is signed with the new
        /// ones.
        case restarted(ICECredentials)
        /// ``ICELiteAgent/deadline`` has come.
        case timePassed
    }

    package enum Effect: Equatable, Sendable {
        case send([UInt8], to: STUNAddress)
        /// Media, DTLS and RTCP go to this address from now on, and are taken from it.
        case nominated(STUNAddress)
        /// No check has come since this moment for ``consentTime``: the peer must not be sent anything (RFC 7675 §5.1).
        case consentLost(since: Moment)
        /// Checks come again after ``consentLost(since:)``.
        case consentRegained
    }

    /// A pair that the peer has nominated.
    private struct Pair: Equatable, Sendable {
        var remote: STUNAddress
        var priority: UInt32
        var checkedAt: Moment
    }

    private enum State: Equatable, Sendable {
        case waiting
        case nominated(Pair)
        case lost(Pair)
    }

    /// How long consent lasts without a check (RFC 7675 §5.1).
    package static let consentTime = Duration.seconds(30)
    /// How long a nominated pair must be quiet before one of lower priority takes its place. Checks of one round come
    /// within less.
    package static let settleTime = Duration.milliseconds(500)
    /// How many refusals go out in a second; requests beyond are dropped, as their source may be forged.
    package static let refusalsPerSecond = 10
    /// A check has about 100 bytes.
    package static let messageLimit = 1_280

    /// What SDP says, or will say.
    package private(set) var credentials: ICECredentials
    private var formerCredentials: ICECredentials?
    private var state = State.waiting
    private var refusals = RefusalBudget(perSecond: Self.refusalsPerSecond)

    /// An agent that has seen no check.
    package init(credentials: ICECredentials) {
        self.credentials = credentials
    }

    /// Where to send; `nil` before the nomination. Stays when consent is lost, while nothing may be sent.
    package var remote: STUNAddress? {
        switch self.state {
        case .waiting: nil
        case .nominated(let pair), .lost(let pair): pair.remote
        }
    }

    /// Whether media may be sent.
    package var hasConsent: Bool {
        if case .nominated = self.state { true } else { false }
    }

    /// When to come with ``Input/timePassed``; `nil` while nothing is waited for.
    package var deadline: Moment? {
        switch self.state {
        case .waiting, .lost: nil
        case .nominated(let pair): pair.checkedAt.advanced(by: Self.consentTime)
        }
    }

    package mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        switch input {
        case .datagram(let datagram, let source): return self.receive(datagram, from: source, at: now)
        case .restarted(let credentials):
            self.formerCredentials = self.credentials
            self.credentials = credentials
            return []
        case .timePassed:
            guard case .nominated(let pair) = self.state, pair.checkedAt.duration(to: now) >= Self.consentTime else {
                return []
            }
            self.state = .lost(pair)
            return [.consentLost(since: pair.checkedAt)]
        }
    }

    /// A lite agent sends no requests, so that responses are nobody's; indications keep a NAT open and want no answer.
    private mutating func receive(_ datagram: [UInt8], from source: STUNAddress, at now: Moment) -> [Effect] {
        guard datagram.count <= Self.messageLimit, let request = Self.request(in: datagram) else { return [] }
        switch self.authenticate(request, datagram) {
        case .failure(let refusal):
            guard self.refusals.take(at: now) else { return [] }
            return [.send(refusal.response(to: request).bytes, to: source)]
        case .success(let credentials):
            let unknown = request.notUnderstood
            guard unknown.isEmpty else {
                let refusal = Self.answer(request, .failure, credentials) { _ in
                    [.errorCode(420, "Unknown Attribute"), .unknownAttributes(unknown)]
                }
                return [.send(refusal, to: source)]
            }
            guard request.iceControlled == nil else {
                let conflict = Self.answer(request, .failure, credentials) { _ in [.errorCode(487, "Role Conflict")] }
                return [.send(conflict, to: source)]
            }
            if credentials == self.credentials { self.formerCredentials = nil }
            let response = Self.answer(request, .success, credentials) { [.xorMappedAddress(source, in: $0)] }
            return [.send(response, to: source)] + self.follow(request, from: source, at: now)
        }
    }

    /// The binding request in a datagram, if it has the fingerprint that ICE prescribes (RFC 8445 §7.1).
    private static func request(in datagram: [UInt8]) -> STUNMessage? {
        guard let message = try? STUNMessage(parsing: datagram), message.class == .request,
            message.method == .binding, message.hasFingerprint
        else { return nil }
        return message
    }

    /// What an authentic check means for where to send.
    private mutating func follow(_ request: STUNMessage, from source: STUNAddress, at now: Moment) -> [Effect] {
        let checked = Pair(remote: source, priority: request.priority ?? 0, checkedAt: now)
        switch self.state {
        case .waiting:
            guard request.usesCandidate else { return [] }
            self.state = .nominated(checked)
            return [.nominated(source)]
        case .nominated(var pair), .lost(var pair):
            let wasLost = self.state == .lost(pair)
            if pair.remote == source {
                pair.checkedAt = now
                self.state = .nominated(pair)
                return wasLost ? [.consentRegained] : []
            }
            let isQuiet = pair.checkedAt.duration(to: now) >= Self.settleTime
            guard request.usesCandidate, wasLost || isQuiet || checked.priority >= pair.priority else { return [] }
            self.state = .nominated(checked)
            return (wasLost ? [.consentRegained] : []) + [.nominated(source)]
        }
    }
}

// MARK: - Credentials and answers

extension ICELiteAgent {
    /// Why a request is answered without being listened to (RFC 8489 §9.1.3).
    private enum Refusal: Error {
        case badRequest
        case unauthenticated

        /// Unsigned: who asked has shown no key.
        func response(to request: STUNMessage) -> STUNMessage {
            let code: STUNAttribute =
                switch self {
                case .badRequest: .errorCode(400, "Bad Request")
                case .unauthenticated: .errorCode(401, "Unauthenticated")
                }
            return STUNMessage(
                class: .failure,
                transactionID: request.transactionID,
                attributes: [code],
                hasFingerprint: true
            )
        }
    }

    private func authenticate(_ request: STUNMessage, _ datagram: [UInt8]) -> Result<ICECredentials, Refusal> {
        guard request.first(.messageIntegrity) != nil, let username = request.username else {
            return .failure(.badRequest)
        }
        // Ours, a colon, the peer's (RFC 8445 §7.2.2). The peer's half proves nothing and may come before its SDP.
        let parts = username.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2,
            let credentials = [self.credentials, self.formerCredentials].compactMap({ $0 })
                .first(where: { $0.userFragment == parts[0] }),
            STUNSignature.isValid(datagram, password: credentials.password)
        else { return .failure(.unauthenticated) }
        return .success(credentials)
    }

    /// A response signed with the credentials of its request (RFC 8489 §9.1.3).
    private static func answer(
        _ request: STUNMessage,
        _ class: STUNMessage.Class,
        _ credentials: ICECredentials,
        attributes: (STUNMessage) -> [STUNAttribute]
    ) -> [UInt8] {
        let bare = STUNMessage(class: `class`, transactionID: request.transactionID, hasFingerprint: true)
        var response = bare
        response.attributes = attributes(bare)
        return STUNSignature.sign(response, password: credentials.password)
    }
}

/// How many more refusals may go out in this second.
private struct RefusalBudget: Sendable {
    private let perSecond: Int
    private var second = Moment.start
    private var left: Int

    init(perSecond: Int) {
        self.perSecond = perSecond
        self.left = perSecond
    }

    mutating func take(at now: Moment) -> Bool {
        if self.second.duration(to: now) >= .seconds(1) {
            self.second = now
            self.left = self.perSecond
        }
        guard self.left > 0 else { return false }
        self.left -= 1
        return true
    }
}
