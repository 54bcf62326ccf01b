public import Kernel

/// Keeps one binding at a registrar alive (RFC 3261 §10.2), for trunks that want to be registered with and for phones.
///
///        | start                 401, 407, 423: again
///        v                         +----+
///   +-------------+  2xx   +------------+
///   |  waiting    |<-------| registering|<---------------+
///   | (refresh)   |        |            |                |
///   +-------------+------->+------------+                |
///        |   fired           | failure                   |
///        |                   v                           |
///        |             +-----------+  fired (back-off)   |
///        |             |  waiting  |---------------------+
///        |             |  (retry)  |
///        | stop        +-----------+
///        v                   | stop
///   +-------------+          |
///   | withdrawing |          |
///   +-------------+          |
///        | any final, silence|
///        v                   v
///   +-------------------------------+
///   |             over              |
///   +-------------------------------+
///
/// Failures wait 30 s, 60 s, 120 s … up to half an hour, shortened at random so that a registrar that comes back is not
/// met by everybody at once (RFC 5626 §4.5); a Retry-After counts when it is longer. A challenge is answered once for
/// each nonce, so a wrong password costs one extra request per pause, not a flood.
public struct RegistrationClient: StateMachine, Sendable {
    /// What is registered where.
    public struct Settings: Sendable {
        /// Request-URI: the registrar's domain, without a user (§10.2).
        public var registrar: SIPURI
        /// The address that is bound: To and From.
        public var addressOfRecord: NameAddress
        /// Where we are reachable.
        public var contact: NameAddress
        /// Lifetime asked for. Default 10 min; 1 min to 1 day.
        public var lifetime: Duration = .seconds(600)
        /// Pause after the first failure. Default 30 s.
        public var firstPause: Duration = .seconds(30)
        /// Longest pause. Default 30 min.
        public var longestPause: Duration = .seconds(1_800)
        /// Outbound proxy.
        public var routes: [NameAddress] = []
        public var authentication: ClientAuthentication?
        /// User-Agent; `nil` sends none.
        public var agent: String?

        public init(registrar: SIPURI, addressOfRecord: NameAddress, contact: NameAddress) {
            self.registrar = registrar
            self.addressOfRecord = addressOfRecord
            self.contact = contact
        }
    }

    public enum Input: Sendable {
        case start
        /// A response to our REGISTER.
        case received(SIPMessage)
        /// The transaction of our REGISTER failed.
        case transactionFailed(TransactionFailure)
        /// The timer of ``Effect/arm(after:)`` ran out.
        case fired
        /// The network changed, or the operator asks: register now.
        case renew
        /// Remove the binding and end.
        case stop
    }

    public enum Effect: Sendable, Equatable {
        /// Send REGISTER in a new client transaction; it has no Via.
        case send(SIPMessage)
        /// Arm the only timer, replacing what was armed.
        case arm(after: Duration)
        case cancelTimer
        /// The binding holds for `lifetime`; the response has Service-Route, P-Associated-URI and the like.
        case registered(lifetime: Duration, SIPMessage)
        /// The binding was refused or nobody answered; tried again by itself after `retryAfter`.
        case failed(Failure, retryAfter: Duration)
        /// Nothing is left to do, the timer is cancelled, and the driver forgets the machine.
        case finished
    }

    public enum Failure: Sendable, Equatable {
        /// The final response, 300 to 699. 401 or 407: the password is wrong.
        case refused(SIPMessage)
        case unreachable(TransactionFailure)
        /// A 2xx that does not keep us bound.
        case notBound
    }

    private enum State: Sendable {
        case created
        case registering(SIPMessage, attempts: Int)
        /// The timer runs: refresh or retry.
        case waiting
        case withdrawing(SIPMessage, attempts: Int)
        case over
    }

    /// Challenges and 423 answered in a row before it counts as failure.
    private static let maximumAttempts = 4

    private var state = State.created
    private let settings: Settings
    private let callID: String
    private let localTag: String
    private var authentication: ClientAuthentication?
    private var random: SeededGenerator
    private var sequence: UInt32 = 0
    private var failures = 0
    /// Seconds asked for; raised by 423.
    private var lifetime: Int

    /// - Parameters:
    ///   - callID: kept for all requests of this binding (§10.2.4).
    ///   - seed: any random number; pauses come from it.
    public init(_ settings: Settings, callID: String, localTag: String, seed: UInt64) {
        self.settings = settings
        self.callID = callID
        self.localTag = localTag
        self.authentication = settings.authentication
        self.random = SeededGenerator(seed: seed)
        self.lifetime = min(max(Int(clamping: settings.lifetime.components.seconds), 60), 86_400)
    }

    /// ``Effect/finished`` has been given out.
    public var isOver: Bool {
        if case .over = self.state { return true }
        return false
    }

    public mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        switch (self.state, input) {
        case (.created, .start), (.waiting, .fired):
            return self.register()

        case (.waiting, .renew):
            return [.cancelTimer] + self.register()

        case (.registering(let request, let attempts), .received(let response)):
            return self.receive(response, to: request, attempts)

        case (.registering, .transactionFailed(let failure)):
            return self.fail(.unreachable(failure), atLeast: nil)

        case (.withdrawing(var request, let attempts), .received(let response)):
            guard let status = self.finalStatus(of: response) else { return [] }
            guard attempts < Self.maximumAttempts, status == 401 || status == 407,
                self.authentication?.answer(response, to: &request) ?? false
            else { return self.finish() }
            return self.resend(&request) { .withdrawing($0, attempts: attempts + 1) }

        case (.withdrawing, .transactionFailed), (.created, .stop):
            return self.finish()

        case (.registering, .stop):
            return self.withdraw()

        case (.waiting, .stop):
            return [.cancelTimer] + self.withdraw()

        case (.registering, .renew), (.registering, .fired), (.registering, .start), (.waiting, .received),
            (.waiting, .transactionFailed), (.waiting, .start), (.withdrawing, .fired), (.withdrawing, .renew),
            (.withdrawing, .stop), (.withdrawing, .start), (.over, _):
            // Repeated responses, a timer that fired before its cancellation arrived, a wish that is being fulfilled.
            return []

        case (.created, .received), (.created, .transactionFailed), (.created, .fired), (.created, .renew):
            assertionFailure("a registration is started before anything else")
            return self.finish()
        }
    }

    private mutating func register() -> [Effect] {
        let request = self.request(lifetime: self.lifetime)
        self.state = .registering(request, attempts: 0)
        return [.send(request)]
    }

    private mutating func withdraw() -> [Effect] {
        let request = self.request(lifetime: 0)
        self.state = .withdrawing(request, attempts: 0)
        return [.send(request)]
    }

    private mutating func request(lifetime: Int) -> SIPMessage {
        self.sequence &+= 1
        var request = SIPMessage(request: .register, uri: self.settings.registrar)
        for route in self.settings.routes { request.append(.route, route) }
        request.append(.maxForwards, "70")
        var from = self.settings.addressOfRecord
        from.tag = self.localTag
        request.append(.from, from)
        request.append(.to, self.settings.addressOfRecord)
        request.append(.callID, self.callID)
        request.append(.cseq, CSeq(self.sequence, .register))
        request.append(.contact, self.settings.contact)
        request.append(.expires, String(lifetime))
        request.append(.supported, "path")
        if let agent = self.settings.agent { request.append(.userAgent, agent) }
        self.authentication?.authorize(&request)
        return request
    }

    private mutating func resend(_ request: inout SIPMessage, _ next: (SIPMessage) -> State) -> [Effect] {
        self.sequence &+= 1
        request.set(.cseq, to: CSeq(self.sequence, .register))
        self.state = next(request)
        return [.send(request)]
    }

    /// The status of a final response to the last request; `nil` for anything else.
    private func finalStatus(of response: SIPMessage) -> Int? {
        guard let status = response.status, status >= 200, response.method == .register,
            response.sequence == self.sequence
        else { return nil }
        return status
    }

    private mutating func receive(_ response: SIPMessage, to request: SIPMessage, _ attempts: Int) -> [Effect] {
        guard let status = self.finalStatus(of: response) else { return [] }
        guard status >= 300 else { return self.bind(response) }
        var request = request
        if attempts < Self.maximumAttempts, self.correct(&request, after: response, status) {
            return self.resend(&request) { .registering($0, attempts: attempts + 1) }
        }
        return self.fail(.refused(response), atLeast: response.retryAfterSeconds)
    }

    private mutating func correct(_ request: inout SIPMessage, after response: SIPMessage, _ status: Int) -> Bool {
        switch status {
        case 401, 407:
            return self.authentication?.answer(response, to: &request) ?? false
        case 423:
            // §10.2.8: ask again for what the registrar grants. A value we cannot read leaves us with the failure.
            guard let minimum = (try? response.minExpires()).flatMap({ $0 }), minimum > self.lifetime,
                minimum <= 86_400 * 7
            else { return false }
            self.lifetime = minimum
            request.set(.expires, String(minimum))
            return true
        default:
            return false
        }
    }

    private mutating func bind(_ response: SIPMessage) -> [Effect] {
        let granted = self.grantedSeconds(in: response)
        guard granted > 0 else { return self.fail(.notBound, atLeast: nil) }
        self.failures = 0
        self.state = .waiting
        // Between 75 and 90 % of the lifetime, so that many bindings made together spread out.
        let share = 75 + Int(self.random.next(upperBound: UInt64(16)))
        let lifetime = Duration.seconds(granted)
        return [.registered(lifetime: lifetime, response), .arm(after: lifetime * share / 100)]
    }

    /// What the registrar grants our contact (§10.2.4): its parameter, the Expires header, or what we asked for. A list
    /// without our contact, which registrars behind address translation send, counts for us as well.
    private func grantedSeconds(in response: SIPMessage) -> Int {
        // Contacts of others that cannot be read must not cost us the binding.
        let contacts = (try? response.contacts()) ?? []
        let own = contacts.first { $0.uri.isEquivalent(to: self.settings.contact.uri) }
        let header = (try? response.expires()).flatMap { $0 }
        return min(own?.expires.map { Int($0) } ?? header ?? self.lifetime, 86_400 * 7)
    }

    private mutating func fail(_ failure: Failure, atLeast seconds: Int?) -> [Effect] {
        self.state = .waiting
        let doubled = self.settings.firstPause * (1 << min(self.failures, 16))
        self.failures += 1
        // 50 to 100 % of the pause (RFC 5626 §4.5).
        let share = 50 + Int(self.random.next(upperBound: UInt64(51)))
        let pause = min(doubled, self.settings.longestPause) * share / 100
        let wanted = Duration.seconds(min(seconds ?? 0, 86_400))
        let delay = max(pause, wanted)
        return [.failed(failure, retryAfter: delay), .arm(after: delay)]
    }

    private mutating func finish() -> [Effect] {
        self.state = .over
        return [.finished]
    }
}
