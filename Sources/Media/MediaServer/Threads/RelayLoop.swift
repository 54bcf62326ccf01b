import Kernel
import SecureMedia

/// What a media thread does: wait, carry what is ready, run commands, look after the streams.
///
/// A value on the thread's own stack, so that nothing it touches per packet is counted, locked or checked for
/// exclusivity. Allocates when streams come and go, never per packet. The extensions hold the work by subject: packets,
/// control (RTCP), playing, watching, commands.
struct RelayLoop: ~Copyable {
    /// How often some of the streams are looked after; each one's turn comes every `watchTurns` times.
    static let watchInterval = Duration.milliseconds(100)
    static let watchTurns: UInt64 = 10
    /// Time between packets of our own.
    static let packetMilliseconds = 20
    /// Samples in such a packet.
    static let packetSamples = 160
    /// The largest datagram that is not cut off: an Ethernet frame's worth.
    private static let bufferLength = 1_536
    /// Behind a datagram, for its tag.
    private static let tagRoom = SRTPSession.overheadLimit
    /// Streams lie on allocations aligned by at least eight, so the lowest bit of a tag tells the socket.
    private static let controlBit: EventPoll.Tag = 1

    let thread: MediaThread
    let settings: MediaSettings
    let time: any TimeSource
    let poll: EventPoll
    /// RTCP's name for this server (RFC 7022 §4.2): random, so that it tells nothing.
    let canonicalName: String
    /// One datagram.
    let buffer: UnsafeMutableRawBufferPointer
    /// The same with room for a tag behind it.
    let roomyBuffer: UnsafeMutableRawBufferPointer
    /// Decoded sound of one packet.
    let samples: UnsafeMutableBufferPointer<Int16>
    var generator: SeededGenerator

    var source = SocketAddress()
    var now: Moment
    var counts = MediaCounts()
    var streams: [UInt64: StreamPointer] = [:]
    var rooms: [Room] = []
    /// The streams that the timer visits: those that send sound of ours, and those that somebody listens to.
    var paced: [StreamPointer] = []
    /// Streams that were closed or handed over while a batch of events may still name them.
    var leaving: [(stream: StreamPointer, target: MediaThread?)] = []
    /// Commands that wait for a stream on its way here.
    var expected: [UInt64: [MediaCommand]] = [:]
    /// Streams whose commands wait too, since they are to hear the one that is on its way.
    var blocked: [UInt64: UInt64] = [:]
    /// The certificate and rules of every handshake.
    let certificate: DTLSContext
    /// Streams whose handshake is not done.
    var securing: [StreamPointer] = []
    /// Datagrams of handshakes, which wait until no packet does.
    var handshakes: [PendingHandshake] = []
    var nextWatch: Moment
    var watchTurn: UInt64 = 0
    var isStopping = false

    init(
        _ thread: MediaThread,
        _ settings: MediaSettings,
        _ certificate: DTLSContext,
        time: any TimeSource,
        seed: UInt64
    ) throws(MediaError) {
        self.thread = thread
        self.settings = settings
        self.time = time
        self.poll = try EventPoll(mailbox: thread.mailbox.descriptor)
        self.generator = SeededGenerator(seed: seed)
        self.canonicalName = String(self.generator.next(), radix: 36)
        self.certificate = certificate
        self.roomyBuffer = .allocate(byteCount: Self.bufferLength + Self.tagRoom, alignment: 16)
        self.buffer = UnsafeMutableRawBufferPointer(rebasing: self.roomyBuffer[..<Self.bufferLength])
        self.samples = .allocate(capacity: Self.bufferLength)
        self.now = time.now
        self.nextWatch = self.now
    }

    deinit {
        self.roomyBuffer.deallocate()
        self.samples.deallocate()
    }

    /// Runs until told to stop; then closes every stream.
    mutating func run() {
        while !self.isStopping {
            let count = self.poll.wait(self.patience)
            self.now = self.time.now
            // In the order in which they became ready: a command given before a packet came is done before it.
            for index in 0..<count {
                let tag = self.poll.tag(index)
                switch tag {
                case EventPoll.mailboxTag: self.runCommands()
                case EventPoll.timerTag: self.playPaced(self.poll.takeTimer())
                default: self.receive(tag)
                }
            }
            if !self.handshakes.isEmpty { self.advanceHandshake() }
            if !self.leaving.isEmpty { self.letGo() }
            if self.now >= self.nextWatch { self.watch() }
        }
        self.closeEverything()
        self.letGo()
    }

    /// How long to wait for events, in milliseconds: for ever when there is nothing to look after.
    private var patience: Int32 {
        guard !self.streams.isEmpty else { return -1 }
        guard self.handshakes.isEmpty else { return 0 }
        let left = self.now.duration(to: self.nextWatch).wholeNanoseconds
        return Int32(clamping: max(0, (left + 999_999) / 1_000_000))
    }

    @inline(__always)
    private mutating func receive(_ tag: EventPoll.Tag) {
        guard let stream = StreamPointer(bitPattern: UInt(tag & ~Self.controlBit)), !stream.pointee.isLeaving else {
            return
        }
        if tag & Self.controlBit == 0 {
            self.receiveMedia(stream)
        } else {
            self.receiveControl(stream)
        }
    }

    func register(_ stream: StreamPointer) {
        let tag = EventPoll.Tag(UInt(bitPattern: stream))
        self.poll.add(stream.pointee.sockets.media.descriptor, tag)
        self.poll.add(stream.pointee.sockets.control.descriptor, tag | Self.controlBit)
    }

    func deregister(_ stream: StreamPointer) {
        self.poll.remove(stream.pointee.sockets.media.descriptor)
        self.poll.remove(stream.pointee.sockets.control.descriptor)
    }
}
