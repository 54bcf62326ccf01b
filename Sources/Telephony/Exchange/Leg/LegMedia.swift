import Audio
import Codecs
import Kernel
import MediaServer
import Model
import SDP
import SIPTransport
import SecureMedia

/// The sound of one leg: its stream, and what was negotiated about it. Each leg negotiates on its own (SIP-03); what
/// the legs of a call share is the choice of a codec that passes untouched.
///
/// Lives on the exchange's event loop, owned by its leg.
final class LegMedia {
    /// What came of joining two legs.
    enum Connection: Equatable {
        case connected
        /// One side's description is still to come.
        case notReady
        case noCommonCodec
        case failed(EndCause)
    }

    private let server: MediaServer
    private let network: String?
    /// What our descriptions say: the address by which the peer reaches us (BYD-04).
    let advertisedHost: String
    /// Where the peer's signalling comes from.
    private let signalledHost: MediaHost?
    private let onEvent: @Sendable (StreamEvent) -> Void
    private(set) var stream: MediaStream?
    private var negotiation: Negotiation
    /// How the sound is protected, and what our own offers ask for before anything is agreed.
    private(set) var security: SecurityNegotiation
    private let firstOffer: SecurityOffer
    /// The peer's offer that waits for our answer.
    private var heldOffer: SessionDescription?
    /// The answer of a provisional response: the final one repeats it.
    private var previewedAnswer: SessionDescription?
    /// Our answer, once it was given: RFC 3261 §13.2.1 wants the same one in every response.
    private var givenAnswer: [UInt8]?
    private(set) var isClosed = false
    /// The peer hears us before its call is answered.
    private(set) var playsEarly = false
    /// Counts what the peer was given to hear, so that what comes late is not heard instead of something newer.
    private(set) var hearing: UInt64 = 0

    init(
        server: MediaServer,
        network: String?,
        advertisedHost: String,
        peer: IPAddress,
        sessionID: UInt64,
        offering firstOffer: SecurityOffer,
        onEvent: @escaping @Sendable (StreamEvent) -> Void
    ) {
        self.server = server
        self.network = network
        self.advertisedHost = advertisedHost
        self.signalledHost = MediaHost(peer.description)
        self.onEvent = onEvent
        self.firstOffer = firstOffer
        self.security = SecurityNegotiation(certificate: server.fingerprint, random: .system())
        self.negotiation = Negotiation(sessionID: sessionID, sessionName: "Martlet")
    }

    var hasAnswered: Bool { self.givenAnswer != nil }
    var isHeldByPeer: Bool { self.negotiation.media?.isHeldByRemote ?? false }
    var codecName: String { self.negotiation.media?.voice.ours.name ?? "" }

    // MARK: - The peer's offer

    /// Keeps the first offer until it is known what to answer.
    func receive(offer bytes: [UInt8]) throws(LegFault) {
        let offer = try Self.parse(bytes)
        guard offer.media.contains(where: { $0.kind == .audio && !$0.isRefused }) else {
            throw LegFault(.incompatibleMedia, "the offer has no audio")
        }
        self.heldOffer = offer
    }

    /// Answers the held offer with the codec the other side uses or could use; with our own preference when there is no
    /// other side.
    func answer(toward other: LegMedia?) throws(LegFault) -> [UInt8] {
        if let given = self.givenAnswer { return given }
        guard let offer = self.heldOffer else { throw LegFault(.failed, "there is no offer to answer") }
        let answer = try self.answer(offer, codecs: other?.wishes ?? Self.ownCodecs)
        self.heldOffer = nil
        self.givenAnswer = answer
        return answer
    }

    /// Answers the held offer as the peer prefers, for sound of ours before anybody has answered.
    func answerEarly() throws(LegFault) -> [UInt8] {
        guard let offer = self.heldOffer else { throw LegFault(.failed, "there is no offer to answer") }
        let answer = try self.answer(offer, codecs: self.wishes)
        self.heldOffer = nil
        self.givenAnswer = answer
        self.playsEarly = true
        return answer
    }

    /// What goes into our 200: the answer, or the offer when the INVITE had none.
    func description(toward other: LegMedia?) throws(LegFault) -> [UInt8] {
        guard self.heldOffer == nil, self.givenAnswer == nil else { return try self.answer(toward: other) }
        return try self.offer(codecs: other.map { $0.wishes + [.telephoneEvent] } ?? Self.ownCodecs)
    }

    /// Answers a later offer so that the talk with `peer` can go on.
    func answer(reoffer bytes: [UInt8], peer: LegMedia?) throws(LegFault) -> [UInt8] {
        let offer = try Self.parse(bytes)
        return try self.answer(offer, codecs: peer?.wishes ?? (self.wishes + Self.ownCodecs))
    }

    private func answer(_ offer: SessionDescription, codecs: [Codec]) throws(LegFault) -> [UInt8] {
        var local = try self.local(codecs + [.telephoneEvent, .comfortNoise])
        local.codecOrder = .ours
        local.answeredVoiceCodecs = 1
        local.profiles = SecurityNegotiation.answeredProfiles
        let (address, port) = (local.address, local.port)
        do {
            let answer = try self.negotiation.answer(offer, with: local) {
                self.security.answer($0, of: offer, address: address, port: port)
            }
            try self.apply()
            return answer.description.bytes
        } catch let error as NegotiationError {
            throw LegFault(.incompatibleMedia, error.detail)
        } catch let fault as LegFault {
            throw fault
        } catch {
            throw LegFault(.failed, "\(error)")
        }
    }

    // MARK: - Our offer

    /// The offer to a leg that is rung for `other`: its codecs in its order, so that the payload can pass untouched; all of
    /// ours when nobody waits.
    func offer(toward other: LegMedia?) throws(LegFault) -> [UInt8] {
        try self.offer(codecs: other.map { $0.wishes + [.telephoneEvent] } ?? Self.ownCodecs)
    }

    /// What we have said already, again: for a re-INVITE without offer.
    func currentOffer() throws(LegFault) -> [UInt8] {
        try self.offer(codecs: self.wishes + [.telephoneEvent])
    }

    /// An offer of nothing but the codec that `other` talks; `nil` when none can be made now.
    func offerCodec(of other: LegMedia) -> [UInt8]? {
        guard let voice = other.negotiation.media?.voice.ours, !self.negotiation.isOfferPending else { return nil }
        return try? self.offer(codecs: [voice, .telephoneEvent])  // No offer is the answer then.
    }

    private func offer(codecs: [Codec]) throws(LegFault) -> [UInt8] {
        var local = try self.local(codecs)
        try self.protect(&local)
        do {
            return try self.negotiation.offer(local).bytes
        } catch {
            throw LegFault(.incompatibleMedia, error.detail)
        }
    }

    /// Takes an answer: of a provisional response it is a preview, of the final one it is settled.
    func receive(answer bytes: [UInt8], isFinal: Bool) throws(LegFault) {
        let answer = try Self.parse(bytes)
        self.previewedAnswer = answer
        try self.accept(answer, isFinal: isFinal)
    }

    /// The final response came without a description: the one of the provisional response counts.
    func settle() throws(LegFault) {
        guard self.negotiation.isOfferPending else { return }
        guard let answer = self.previewedAnswer else {
            throw LegFault(.incompatibleMedia, "the offer was not answered")
        }
        try self.accept(answer, isFinal: true)
    }

    /// Puts into an offer what protects the sound: as agreed, else as the leg's transport wants it.
    private func protect(_ local: inout LocalMedia) throws(LegFault) {
        let kind = self.negotiation.media == nil ? self.firstOffer : self.security.agreedOffer
        guard let lines = self.security.offer(kind, address: local.address, port: local.port) else {
            throw LegFault(.mediaFailure, "there is no certificate for DTLS")
        }
        local.profiles = SecurityNegotiation.profiles(of: kind)
        local.attributes += lines.section
        local.sessionAttributes += lines.session
        local.isBundled = kind == .dtls
    }

    func withdrawOffer() { self.negotiation.withdrawOffer() }

    private func accept(_ answer: SessionDescription, isFinal: Bool) throws(LegFault) {
        // A second final answer (a 2xx repeated, a fork) says nothing new.
        guard self.negotiation.isOfferPending else { return }
        do {
            try self.negotiation.accept(answer, isFinal: isFinal) { self.security.accept($0, of: answer) }
        } catch {
            throw LegFault(.incompatibleMedia, error.detail)
        }
        try self.apply()
    }

    // MARK: - Codecs

    /// What can be made into one another. The relay converts the laws of G.711, the media engine everything else.
    private static let convertible: [Codec] = [.pcma, .pcmu, .g722, .opus, .gsm]
    static let ownCodecs: [Codec] = LegMedia.convertible + [.telephoneEvent]

    /// The voice codecs this leg talks, or offers to talk, and behind them those that can be made into one of them: a
    /// payload that passes untouched is cheaper and sounds better (SIP-06).
    private var wishes: [Codec] {
        let voices: [Codec]
        if let media = self.negotiation.media {
            voices = [media.voice.ours]
        } else if let offered = self.heldOffer?.media.first(where: { $0.kind == .audio && !$0.isRefused }) {
            voices = Array(offered.codecs.filter(\.isVoice).prefix(12))
        } else {
            voices = [.pcma, .pcmu]
        }
        guard voices.contains(where: { voice in Self.convertible.contains { $0.matches(voice) } }) else {
            return voices
        }
        return voices + Self.convertible.filter { codec in !voices.contains { $0.matches(codec) } }
    }

    // MARK: - The stream

    private func open() throws(LegFault) -> MediaStream {
        if let stream = self.stream { return stream }
        guard !self.isClosed else { throw LegFault(.mediaFailure, "the leg's media is closed") }
        do {
            let stream = try self.server.makeStream(on: self.network, onEvent: self.onEvent)
            self.stream = stream
            return stream
        } catch {
            throw LegFault(.mediaFailure, error.detail)
        }
    }

    private func local(_ codecs: [Codec]) throws(LegFault) -> LocalMedia {
        LocalMedia(codecs: codecs, address: self.advertisedHost, port: try self.open().localPort)
    }

    private func apply() throws(LegFault) {
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
        // A peer that announces the address its signalling comes from sits behind no NAT: nobody else may send for it.
        let isPlain = remote != nil && remote?.host == self.signalledHost
        configuration.latching = isPlain ? .announcedHost : .anyHost
        configuration.security = self.security.agreed
        if configuration.security.usesICE {
            // Checks find the peer, whatever its description says.
            configuration.remote = nil
            configuration.remoteControl = nil
            configuration.latching = .announced
        }
        // Listening for tones costs as much as relaying, or a decoder: only where the phone has no other way to send digits.
        configuration.detectsInBandDigits = media.telephoneEvent == nil
        do {
            try self.open().configure(configuration)
        } catch let error as MediaError {
            throw LegFault(error.code == .noCommonCodec ? .incompatibleMedia : .mediaFailure, error.detail)
        } catch let fault as LegFault {
            throw fault
        } catch {
            throw LegFault(.mediaFailure, "\(error)")
        }
    }

    // MARK: - Sound

    /// Lets the two hear one another.
    func connect(_ other: LegMedia) -> Connection {
        guard let mine = self.stream, let theirs = other.stream, self.negotiation.media != nil,
            other.negotiation.media != nil
        else { return .notReady }
        do {
            try self.server.bridge(mine, theirs)
            self.hearing += 1
            other.hearing += 1
            return .connected
        } catch {
            switch error.code {
            case .noCommonCodec: return .noCommonCodec
            case .notConfigured: return .notReady
            default: return .failed(.mediaFailure)
            }
        }
    }

    /// What the peer hears from now on. Silently nothing before there is a stream: nobody listens then.
    /// Takes a seat in a room, or another role there.
    /// - Returns: the number of its stream; `nil` while the peer's description is still to come.
    func enter(_ room: MediaRoom, as role: RoomRole) throws(LegFault) -> UInt64? {
        guard let stream = self.stream, self.negotiation.media != nil else { return nil }
        do {
            self.hearing += 1
            // What it was played before is over; a room is heard where nothing else is.
            try stream.play(.nothing)
            try room.add(stream, as: role)
            return stream.identifier
        } catch {
            throw LegFault(error.code == .noCommonCodec ? .incompatibleMedia : .mediaFailure, error.detail)
        }
    }

    /// Whether what the peer says goes beyond 4 kHz.
    var isWideband: Bool { ["G722", "OPUS"].contains(self.codecName.uppercased()) }

    /// Lets somebody hear the peer. A leg without sound has nothing to be heard.
    func attach(_ tap: any SoundTap, at rate: SampleRate) { try? self.stream?.attach(tap, at: rate) }

    func detach(_ tap: any SoundTap) { self.stream?.detach(tap) }

    /// Tells what tones come from the peer, until the tap is detached.
    func listenForTones() -> ToneTap {
        let tap = ToneTap(onEvent: self.onEvent)
        self.attach(tap, at: .hertz8000)
        return tap
    }

    /// Tells on the media thread how many packets have come from the peer.
    func countPackets(_ deliver: @escaping @Sendable (UInt64) -> Void) {
        guard let stream = self.stream else {
            deliver(0)
            return
        }
        stream.statistics { deliver($0.receivedPackets) }
    }

    func setMuted(_ isMuted: Bool, in room: MediaRoom) {
        if let stream = self.stream { room.setMuted(isMuted, of: stream) }
    }

    func play(_ source: StreamSource) {
        self.hearing += 1
        try? self.stream?.play(source)  // The one failure, a closed stream, is a crossed message.
    }

    func send(digits: String, lasting duration: Duration = .milliseconds(100)) {
        // A digit that cannot be sent any more (closed stream) has lost its listener.
        try? self.stream?.send(digits: digits, duration: duration)
    }

    /// A short clip in place of what the peer hears, which goes on afterwards.
    func interject(_ clip: AudioClip) {
        try? self.stream?.interject(clip)  // As for digits.
    }

    /// Keeps what the peer dials from whoever hears it.
    func withhold(_ digits: WithheldDigits) { self.stream?.withhold(digits) }

    /// Gives the ports back; the figures come from the media thread, `nil` when there was no sound at all.
    func close(_ deliver: @escaping @Sendable (LegFigures?) -> Void) {
        guard !self.isClosed else { return }
        self.isClosed = true
        guard let stream = self.stream else {
            deliver(nil)
            return
        }
        self.stream = nil
        let (codec, security) = (self.codecName, self.security.agreedOffer)
        stream.close { deliver(LegFigures(codec: codec, security: security, statistics: $0)) }
    }

    private static func parse(_ bytes: [UInt8]) throws(LegFault) -> SessionDescription {
        do {
            return try SessionDescription(parsing: bytes)
        } catch {
            throw LegFault(.incompatibleMedia, "the session description is malformed: \(error)")
        }
    }
}
