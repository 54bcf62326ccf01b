import Audio
import Codecs
import Kernel
import RTP

/// Where a stream lives: one allocation at its start, at the same place until its end, so that the packet path reaches
/// it by the pointer that epoll hands back, without look-ups, reference counts or locks.
typealias StreamPointer = UnsafeMutablePointer<StreamState>

/// Everything about one stream. Touched by its media thread only.
struct StreamState: ~Copyable {
    /// Sound on its way to the peer.
    struct Playback: Sendable {
        let queue: PromptQueue
        var repeats = false
        var place = PromptQueue.beginning
        /// Whose owner is told how it ended.
        var prompt: PromptTicket?
        /// The peer's next key ends it.
        var stopsOnDigit = false
    }

    /// Digits on their way to the peer; they take the place of whatever else the peer hears.
    enum Dialling: Sendable {
        case events(TelephoneEventSender, payloadType: UInt8)
        case tones(Playback)
    }

    /// How our own sound is sent.
    struct SoundFormat: Sendable {
        let payloadType: UInt8
        let codec: SpeechCodec

        /// `nil` when the peer takes nothing that can be encoded.
        init?(_ configuration: StreamConfiguration) {
            guard let format = configuration.soundFormat, let codec = format.encoding.speechCodec else { return nil }
            self.payloadType = format.payloadType
            self.codec = codec
        }
    }

    /// What the peer's last report said about our sound.
    struct RemoteReport: Sendable {
        var lossPercent: Double
        var jitter: Duration
        var roundTrip: Duration?
    }

    let identifier: UInt64
    private(set) var sockets: StreamSockets
    let onEvent: @Sendable (StreamEvent) -> Void
    private let lessor: PortLessor

    var configuration = StreamConfiguration(remote: nil, receives: [], sends: [])
    // Copies of what the packet path asks of the configuration.
    var sends = false
    var receives = false
    var routes = PayloadRoutes()
    var sendClockRate: UInt32 = 8_000
    var receiveClockRate: UInt32 = 8_000
    var soundFormat: SoundFormat?
    /// Encodes our own sound for a peer without G.711; made when it is first needed.
    var soundEncoder: SoundEncoder?
    /// Makes what this stream hears of another codec into its own; made by the first packet that needs it.
    var conversion: Conversion?
    /// When one was made last, or could not be made.
    var lastConversion: Moment?

    /// Protects every packet; `nil` for sound in the clear.
    var transport: SecureTransport?

    var latch: SourceLatch
    var controlLatch: SourceLatch
    var destination: SocketAddress?
    var controlDestination: SocketAddress?

    /// Who is given what arrives here. The stream itself for the echo.
    var listener: StreamPointer?
    /// Whose arriving packets are sent from here.
    var heard: StreamPointer?
    /// Counts the connections, so that the outgoing numbers are joined at each change.
    var connection: UInt32 = 0
    var continuity: OutgoingContinuity

    var reception = ReceptionStatistics(clockRate: 8_000, minimumSequential: 1)
    var sending = SenderStatistics(clockRate: 8_000)
    var remoteReport: RemoteReport?
    var nextReport: Moment
    var packetsAtLastReport: UInt64 = 0
    var refusedPackets: UInt64 = 0
    var malformedPackets: UInt64 = 0
    var droppedPackets: UInt64 = 0

    var silence = SilenceWatch()
    var evidence = SilenceEvidence()
    /// Where the last refused packet came from.
    var lastRefused: MediaAddress?
    var keys = TelephoneEventReceiver()
    var detector: DTMFDetector?
    /// The same for other codecs than G.711.
    var digitTap: DigitTap?
    var recording: RecordingBuffer?
    /// Decodes what arrives, while anybody listens.
    var ear: Ear?
    /// The room whose mixed sound is sent, where nothing else is.
    var room: Room?
    /// What the listener does not get while a command is dialled.
    var withholding = DigitWithholding()
    var playback: Playback?
    var dialling: Dialling?
    /// Whether the thread's timer visits the stream.
    var isPaced = false
    /// Closed or handed over: packets that a batch of events still announces are not for this thread any more.
    var isLeaving = false

    init(
        _ identifier: UInt64,
        _ sockets: consuming StreamSockets,
        lessor: PortLessor,
        continuity: OutgoingContinuity,
        settings: MediaSettings,
        at now: Moment,
        onEvent: @escaping @Sendable (StreamEvent) -> Void
    ) {
        self.identifier = identifier
        self.sockets = sockets
        self.lessor = lessor
        self.continuity = continuity
        self.latch = SourceLatch(takeoverSilence: settings.takeoverSilence)
        self.controlLatch = SourceLatch(takeoverSilence: settings.takeoverSilence)
        self.nextReport = now.advanced(by: settings.reportInterval / 2)
        self.onEvent = onEvent
    }

    /// Sets whom to hear and where to send; what the latch has found stays as long as the peer announces the same.
    mutating func expectPeer(_ configuration: StreamConfiguration, former: StreamConfiguration, at now: Moment) {
        let announced = configuration.remote.flatMap { $0.isNowhere ? nil : $0 }
        let control = announced == nil ? nil : configuration.controlDestination
        self.latch.expect(
            announced,
            signalledHost: configuration.signalledHost,
            rule: configuration.latching,
            at: now
        )
        self.controlLatch.expect(
            control,
            signalledHost: configuration.signalledHost,
            rule: configuration.latching,
            at: now
        )
        self.destination = (self.latch.address ?? announced).map(SocketAddress.init)
        let isSamePeer = configuration.remote == former.remote && self.controlDestination != nil
        if let latched = self.controlLatch.address {
            self.controlDestination = SocketAddress(latched)
        } else if !isSamePeer || configuration.remoteControl != former.remoteControl {
            self.controlDestination = control.map(SocketAddress.init)
        }
    }

    /// Parts with the sockets. Nothing else may be done with the stream afterwards.
    mutating func giveSocketsBack() {
        self.lessor.giveBack(self.sockets.handOver())
    }
}

/// Carries a stream from the thread that made it to its media thread, or from one media thread to another.
///
/// Unchecked: it is in one mailbox or one hand at a time, and who takes the pointer out is its only user from then on.
final class StreamParcel: @unchecked Sendable {
    private var pointer: StreamPointer?

    init(_ pointer: StreamPointer) {
        self.pointer = pointer
    }

    /// The stream, once.
    func open() -> StreamPointer? {
        defer { self.pointer = nil }
        return self.pointer
    }

    /// A parcel that nobody opened, because the server stopped, must not leak sockets and ports.
    deinit {
        guard let pointer = self.pointer else { return }
        pointer.pointee.giveSocketsBack()
        pointer.deinitialize(count: 1)
        pointer.deallocate()
    }
}
