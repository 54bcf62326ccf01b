import CDTLS
package import Kernel

/// A DTLS association that makes keys for SRTP (RFC 5763, RFC 5764); the owner of an OpenSSL connection.
///
/// Without sockets and threads: datagrams go in and come out, time is told.
///
///     idle ──start (client), datagram (server)──► handshaking ──done──► unverified ──fingerprints──► established
///       └──────────────────────────────────────────────┴── failure, limit, mismatch, close ─────────────► over
///
/// The keys come out when the peer's certificate is the one of which SDP spoke, be SDP earlier or later than the
/// handshake. An established association stays of use: the peer's last flight may have to be answered again.
///
/// OpenSSL keeps time for retransmissions by itself (by `gettimeofday`), and only says how long it still wants to wait.
/// ``deadline`` puts that on the caller's time line. A wall clock set back within a handshake therefore delays
/// retransmissions; ``DTLSSettings/handshakeLimit`` holds by the caller's clock in any case.
///
/// Bounded against floods: OpenSSL puts together no message above 17 kB and holds ten of them;
/// ``HandshakeAdmission`` counts what it is given.
///
/// Unchecked: OpenSSL's connection is no thread's own, and whoever holds this value is its only user.
package struct DTLSAssociation: ~Copyable, @unchecked Sendable {
    /// Who says hello (`a=setup`, RFC 4145).
    package enum Role: Hashable, Sendable {
        /// `active`.
        case client
        /// `passive`.
        case server
    }

    package enum Input: Equatable, Sendable {
        /// The path is there: a client says hello. Nothing for a server.
        case start
        /// A datagram of the kind `.dtls` came from the peer.
        case datagram([UInt8])
        /// SDP says, or says anew, which certificate the peer has.
        case fingerprints([CertificateFingerprint])
        /// ``deadline`` has come.
        case timePassed
        /// The call is over.
        case close
    }

    package enum Effect: Equatable, Sendable {
        /// Send this to the peer. A secret only to the degree that the network hears it.
        case send([UInt8])
        /// The peer is who SDP says and these are the keys. Once.
        case established(SRTPKeys)
        /// Nothing more comes. Never with ``closed``.
        case failed(DTLSFailure)
        /// The peer, or we, closed it.
        case closed
    }

    enum State {
        case idle
        case handshaking(since: Moment)
        /// The handshake is done, and SDP has not yet said what certificate is right.
        case unverified(since: Moment)
        case established
        case over
    }

    /// A first retransmission after 250 ms instead of a second: a caller hears nothing meanwhile (RFC 6347 §4.2.4.1).
    private static let firstTimeout: UInt32 = 250_000
    private static let longestTimeout: UInt32 = 4_000_000

    /// Whether we said hello.
    package let role: Role
    /// When to come with ``Input/timePassed`` next; `nil` while nothing is waited for.
    package private(set) var deadline: Moment?
    let settings: DTLSSettings
    let connection: OpaquePointer
    let exchange: DatagramExchange
    var state = State.idle
    var fingerprints: [CertificateFingerprint]
    private var admission = HandshakeAdmission()

    /// An association that has not begun.
    ///
    /// - Parameter fingerprints: of the peer's certificate, from its SDP; empty when that has not come yet.
    package init(
        _ context: DTLSContext,
        role: Role,
        fingerprints: [CertificateFingerprint] = [],
        settings: DTLSSettings = DTLSSettings()
    ) throws(DTLSError) {
        OpenSSLErrors.clear()
        guard let exchange = DatagramExchange(), let bio = exchange.makeBIO() else { throw DTLSError("new exchange") }
        guard let connection = SSL_new(context.handle) else {
            BIO_free(bio)
            throw DTLSError("new connection")
        }
        // Takes the one reference that there is.
        SSL_set_bio(connection, bio, bio)
        switch role {
        case .client: SSL_set_connect_state(connection)
        case .server: SSL_set_accept_state(connection)
        }
        if settings.asksForCookie { SSL_set_options(connection, SSLOption.cookieExchange) }
        DTLS_set_timer_cb(connection) { _, current in
            current == 0
                ? DTLSAssociation.firstTimeout : min(current &* 2, DTLSAssociation.longestTimeout)
        }
        guard CDTLS_set_mtu(connection, max(296, min(16_000, settings.datagramLimit))) > 0 else {
            SSL_free(connection)
            throw DTLSError("set the length of datagrams")
        }
        self.role = role
        self.settings = settings
        self.connection = connection
        self.exchange = exchange
        self.fingerprints = fingerprints
    }

    deinit {
        SSL_free(self.connection)
    }

    /// Takes what happened and says what is to be done, in its order.
    package mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        var effects: [Effect] = []
        switch (self.state, input) {
        case (.over, _): return []
        case (_, .fingerprints(let fingerprints)):
            self.fingerprints = fingerprints
            if case .unverified = self.state { self.verify(&effects) }
        case (_, .close):
            self.shutDown(&effects)
            effects.append(.closed)
        case (.idle, .start):
            guard self.role == .client else { break }
            self.state = .handshaking(since: now)
            self.advance(at: now, &effects)
        case (.idle, .datagram(let datagram)):
            // What comes before our own hello answers nothing.
            guard self.role == .server, self.admit(datagram, &effects) else { break }
            self.state = .handshaking(since: now)
            self.exchange.deliver(datagram)
            self.advance(at: now, &effects)
        case (.handshaking, .datagram(let datagram)):
            guard self.admit(datagram, &effects) else { break }
            self.exchange.deliver(datagram)
            self.advance(at: now, &effects)
        case (.unverified, .datagram(let datagram)), (.established, .datagram(let datagram)):
            // OpenSSL takes an empty datagram for the end of the connection. Before 3.0.22 it ends the association with an
            // alert, too, for a record that is shorter than what its cipher adds, which anybody can send.
            guard let records = DTLSRecords(datagram), records.shortestEncrypted >= self.sealLength else { break }
            self.exchange.deliver(datagram)
            self.listen(&effects)
        case (.handshaking(let since), .timePassed):
            if since.duration(to: now) >= self.settings.handshakeLimit {
                self.fail(.timeout, &effects)
            } else {
                self.retransmit(&effects)
            }
        case (.unverified(let since), .timePassed):
            if since.duration(to: now) >= self.settings.handshakeLimit { self.fail(.timeout, &effects) }
        // Told late, or twice.
        case (.idle, .timePassed), (.established, .timePassed), (_, .start): break
        }
        self.deadline = self.nextDeadline(at: now)
        return effects
    }

    /// Whether a datagram may reach OpenSSL.
    private mutating func admit(_ datagram: [UInt8], _ effects: inout [Effect]) -> Bool {
        let verdict = self.admission.judge(datagram)
        if verdict == .flooded { self.fail(.flooded, &effects) }
        return verdict == .admitted
    }

    private func nextDeadline(at now: Moment) -> Moment? {
        switch self.state {
        case .idle, .established, .over: return nil
        case .unverified(let since): return since.advanced(by: self.settings.handshakeLimit)
        case .handshaking(let since):
            let limit = since.advanced(by: self.settings.handshakeLimit)
            var left = timeval()
            guard CDTLS_get_timeout(self.connection, &left) == 1 else { return limit }
            let wait = Duration.seconds(left.tv_sec) + .microseconds(left.tv_usec)
            // At least a millisecond, so that a shell whose clock is a little ahead of OpenSSL's does not spin.
            return min(limit, now.advanced(by: max(wait, .milliseconds(1))))
        }
    }
}
