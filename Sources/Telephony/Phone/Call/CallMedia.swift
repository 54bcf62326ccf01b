import Kernel
import MediaServer
import NIOCore
import SDP
import SIPTransport
import SecureMedia

/// The sound of one call: its stream, what was negotiated about it, and the recording of all that came.
///
/// Lives on the phone's event loop, owned by its call.
final class CallMedia {
    private let network: PhoneNetwork
    private let settings: PhoneSettings
    private let advertisedHost: String
    private let signalledHost: MediaHost?
    private var negotiation: Negotiation
    private var security: SecurityNegotiation
    private var stream: MediaStream?
    private let eventLoop: any EventLoop
    /// Hears the stream's events, on the loop.
    var onEvent: (StreamEvent) -> Void = { _ in }
    let recording = RecordingBuffer()
    /// Whether our descriptions say that we only send.
    var isHolding = false
    /// What the far end shall hear, also before there is a stream that can play.
    private(set) var sound = PhoneSound.silence
    /// Asked for when the answer of a provisional response is repeated without a body.
    private var previewedAnswer: SessionDescription?
    private var isPlaying = false
    private var isClosed = false

    init(_ signalling: PhoneSignalling, toward destination: SIPDestination, sessionID: UInt64) {
        self.network = signalling.network
        self.settings = signalling.settings
        self.eventLoop = signalling.eventLoop
        let host = signalling.endpoint.advertised(for: destination).host
        // In SDP an IPv6 address stands without brackets.
        self.advertisedHost = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        self.signalledHost = MediaHost(destination.address.ip.description)
        self.security = SecurityNegotiation(certificate: signalling.network.media.fingerprint, random: .system())
        self.negotiation = Negotiation(sessionID: sessionID, sessionName: "Martlet phone")
    }

    var isAgreed: Bool { self.negotiation.media != nil }
    var isOfferPending: Bool { self.negotiation.isOfferPending }
    var isHeldByPeer: Bool { self.negotiation.media?.isHeldByRemote ?? false }
    /// The name of the codec in use: `PCMA`.
    var codecName: String? { self.negotiation.media?.voice.ours.name }
    var remoteDescription: String? { self.negotiation.remoteDescription?.description }

    // MARK: Descriptions

    func offer() throws(PhoneError) -> [UInt8] {
        var local = try self.local()
        let kind = self.negotiation.media == nil ? self.settings.encryption : self.security.agreedOffer
        guard let lines = self.security.offer(kind, address: local.address, port: local.port) else {
            throw PhoneError(.failed, "there is no certificate for DTLS")
        }
        local.profiles = SecurityNegotiation.profiles(of: kind)
        local.attributes += lines.section
        local.sessionAttributes += lines.session
        do {
            return try self.negotiation.offer(local).bytes
        } catch {
            throw PhoneError(.failed, "no offer can be made: \(error.detail)")
        }
    }

    func answer(_ bytes: [UInt8]) throws(PhoneError) -> [UInt8] {
        let offer = try Self.parse(bytes)
        var local = try self.local()
        local.profiles = SecurityNegotiation.answeredProfiles
        let (address, port) = (local.address, local.port)
        let answer: [UInt8]
        do {
            answer = try self.negotiation.answer(offer, with: local) {
                self.security.answer($0, of: offer, address: address, port: port)
            }.description.bytes
        } catch {
            throw PhoneError(.failed, "the offer cannot be answered: \(error.detail)")
        }
        try self.apply()
        return answer
    }

    /// - Parameter isFinal: `false` for an unreliable provisional response, which does not settle the offer.
    func accept(_ bytes: [UInt8], isFinal: Bool) throws(PhoneError) {
        let answer = try Self.parse(bytes)
        self.previewedAnswer = answer
        try self.accept(answer, isFinal: isFinal)
    }

    /// The final response had no description: the provisional one's counts.
    func settle() throws(PhoneError) {
        guard self.negotiation.isOfferPending else { return }
        guard let answer = self.previewedAnswer else { throw PhoneError(.failed, "our offer was never answered") }
        try self.accept(answer, isFinal: true)
    }

    private func accept(_ answer: SessionDescription, isFinal: Bool) throws(PhoneError) {
        // A repeated 2xx says nothing new.
        guard self.negotiation.isOfferPending else { return }
        do {
            _ = try self.negotiation.accept(answer, isFinal: isFinal) { self.security.accept($0, of: answer) }
        } catch {
            throw PhoneError(.failed, "the answer is of no use: \(error.detail)")
        }
        try self.apply()
    }

    func withdrawOffer() { self.negotiation.withdrawOffer() }

    private static func parse(_ bytes: [UInt8]) throws(PhoneError) -> SessionDescription {
        do {
            return try SessionDescription(parsing: bytes)
        } catch {
            throw PhoneError(.failed, "the session description is malformed: \(error)")
        }
    }

    private func local() throws(PhoneError) -> LocalMedia {
        LocalMedia(
            codecs: self.settings.offeredCodecs,
            address: self.advertisedHost,
            port: try self.open().localPort,
            direction: self.isHolding ? .sendOnly : .sendReceive
        )
    }

    // MARK: The stream

    private func open() throws(PhoneError) -> MediaStream {
        if let stream = self.stream { return stream }
        guard !self.isClosed else { throw PhoneError(.notPossible, "the call is over") }
        let network = self.advertisedHost.contains(":") ? PhoneNetwork.ipv6 : PhoneNetwork.ipv4
        do {
            let stream = try self.network.media.makeStream(on: network, onEvent: self.relay())
            stream.record(into: self.recording)
            self.stream = stream
            return stream
        } catch {
            throw PhoneError(.failed, "no ports for sound: \(error.detail)")
        }
    }

    /// Brings events from the media thread to the loop.
    private func relay() -> @Sendable (StreamEvent) -> Void {
        let listener = NIOLoopBound(Listener(media: self), eventLoop: self.eventLoop)
        return { [eventLoop = self.eventLoop] event in
            eventLoop.execute { listener.value.media?.onEvent(event) }
        }
    }

    /// The stream must not keep its owner alive.
    private struct Listener {
        weak var media: CallMedia?
    }

    private func apply() throws(PhoneError) {
        guard let media = self.negotiation.media else { return }
        let remote = StreamAddress(media.remote.host, port: media.remote.port)
        var configuration = StreamConfiguration(
            remote: remote?.host.isUnspecified == true ? nil : remote,
            receives: media.codecs.map { PayloadFormat($0.ours) },
            sends: media.codecs.map { PayloadFormat($0.theirs) }
        )
        configuration.remoteControl = StreamAddress(media.remoteControl.host, port: media.remoteControl.port)
        configuration.signalledHost = self.signalledHost
        configuration.direction = StreamDirection(media.direction)
        configuration.isControlMultiplexed = media.multiplexesControl
        configuration.detectsInBandDigits = true
        configuration.security = self.security.agreed
        let stream = try self.open()
        do {
            try stream.configure(configuration)
            // Once: what plays goes on through a renegotiation.
            if !self.isPlaying { try stream.play(self.sound.source) }
            self.isPlaying = true
        } catch {
            throw PhoneError(.failed, "the sound cannot be set up: \(error.detail)")
        }
    }

    func play(_ sound: PhoneSound) throws(PhoneError) {
        self.sound = sound
        guard let stream = self.stream, self.isAgreed else { return }
        do {
            try stream.play(sound.source)
        } catch {
            throw PhoneError(.failed, "this cannot be played: \(error.detail)")
        }
    }

    func send(digits: String, as transport: DigitTransport) throws(PhoneError) {
        guard let stream = self.stream, self.isAgreed else { throw PhoneError(.notPossible, "there is no sound yet") }
        do {
            try stream.send(digits: digits, as: transport)
        } catch {
            throw PhoneError(.notPossible, error.detail)
        }
    }

    /// The stream's figures; `nil` when there is none (any more).
    func statistics(_ deliver: @escaping @Sendable (StreamStatistics) -> Void) -> Bool {
        guard let stream = self.stream else { return false }
        stream.statistics(deliver)
        return true
    }

    /// Gives the ports back.
    ///
    /// - Returns: whether there was a stream, whose final figures are delivered then.
    func close(_ deliver: @escaping @Sendable (StreamStatistics) -> Void) -> Bool {
        self.isClosed = true
        guard let stream = self.stream else { return false }
        self.stream = nil
        stream.close(deliver)
        return true
    }
}

extension PayloadFormat {
    fileprivate init(_ codec: Codec) {
        self.init(
            payloadType: codec.payloadType,
            encoding: AudioEncoding(name: codec.name, clockRate: codec.clockRate, channels: codec.channels)
        )
    }
}

extension StreamDirection {
    fileprivate init(_ direction: MediaDirection) {
        switch direction {
        case .sendReceive: self = .sendReceive
        case .sendOnly: self = .sendOnly
        case .receiveOnly: self = .receiveOnly
        case .inactive: self = .inactive
        }
    }
}
