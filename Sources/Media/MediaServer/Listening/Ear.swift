import Codecs
import Kernel
import RTP

/// Hears a stream: packets in as they come, at each turn 20 ms of sound for taps and rooms.
///
/// There is one only where somebody listens, since decoding costs more than relaying. Allocates when the peer changes its
/// codec, never per packet. Touched by the stream's media thread only.
final class Ear {
    /// How long a codec is kept at least: one that changes with each packet is not followed.
    private static let codecPatience = Duration.milliseconds(500)

    /// Of ``frame``: 16 kHz for codecs that have it, else 8.
    private(set) var rate = SampleRate.hertz8000
    private var receiver: SpeechReceiver?
    private var payloadType: UInt8?
    private var lastChange: Moment?
    private let storage: UnsafeMutableBufferPointer<Int16>
    /// The frame at the rate that it is not heard at, for taps that want that one.
    private let converted: UnsafeMutableBufferPointer<Int16>
    private var resampler: Resampler?
    private(set) var taps: [AttachedTap] = []
    /// Whether the stream sits in a room, which hears it, too.
    var isInRoom = false

    init() {
        // The longest frame and the one sample more that a resampler may give.
        self.storage = .allocate(capacity: SampleRate.hertz16000.samplesPerFrame + 1)
        self.storage.initialize(repeating: 0)
        self.converted = .allocate(capacity: SampleRate.hertz16000.samplesPerFrame + 1)
        self.converted.initialize(repeating: 0)
    }

    deinit {
        self.storage.deallocate()
        self.converted.deallocate()
    }

    /// Whether anybody still listens.
    var isWanted: Bool { self.isInRoom || !self.taps.isEmpty }

    /// What was heard in the last turn.
    var frame: UnsafeBufferPointer<Int16> {
        UnsafeBufferPointer(rebasing: self.storage[..<self.rate.samplesPerFrame])
    }

    func attach(_ attached: AttachedTap) {
        guard !self.taps.contains(where: { $0.tap === attached.tap }) else { return }
        self.taps.append(attached)
    }

    func detach(_ tap: any SoundTap) {
        self.taps.removeAll { $0.tap === tap }
    }

    /// The agreement has changed: what comes now may mean something else.
    func forgetCodec() {
        self.receiver = nil
        self.payloadType = nil
        self.lastChange = nil
    }

    // MARK: - Packets

    /// Takes a packet of speech.
    func receive(
        _ header: RTPHeader,
        _ payload: UnsafeRawBufferPointer,
        formats: [PayloadFormat],
        noiseSeed: UInt64,
        at now: Moment
    ) {
        guard self.follow(header.payloadType, formats, noiseSeed, at: now) else { return }
        _ = self.receiver?.receive(
            sequenceNumber: header.sequenceNumber,
            timestamp: header.timestamp,
            ssrc: header.ssrc,
            payload,
            at: now
        )
    }

    /// Takes a packet of comfort noise.
    func receiveNoise(_ header: RTPHeader, _ payload: UnsafeRawBufferPointer, at now: Moment) {
        _ = self.receiver?.receiveComfortNoise(
            sequenceNumber: header.sequenceNumber,
            timestamp: header.timestamp,
            ssrc: header.ssrc,
            payload,
            at: now
        )
    }

    /// Takes note of a packet that is no sound.
    func noteOther(_ header: RTPHeader) {
        self.receiver?.noteOther(sequenceNumber: header.sequenceNumber, ssrc: header.ssrc)
    }

    private func follow(_ type: UInt8, _ formats: [PayloadFormat], _ noiseSeed: UInt64, at now: Moment) -> Bool {
        if self.payloadType == type { return self.receiver != nil }
        if let last = self.lastChange, last.duration(to: now) < Self.codecPatience { return false }
        self.lastChange = now
        guard let codec = formats.first(where: { $0.payloadType == type })?.encoding.speechCodec else { return false }
        let rate: SampleRate = codec.sampleRate > .hertz8000 ? .hertz16000 : .hertz8000
        guard let receiver = try? SpeechReceiver(codec, at: rate, noiseSeed: noiseSeed) else { return false }
        self.receiver = consume receiver
        self.payloadType = type
        if rate != self.rate {
            self.rate = rate
            self.resampler = nil
            self.storage.update(repeating: 0)
        }
        return true
    }

    // MARK: - Turns

    /// Makes the next 20 ms and gives it to the taps.
    func turn(at now: Moment) {
        let wanted = self.rate.samplesPerFrame
        let count = (try? self.receiver?.nextFrame(into: self.storage, at: now)) ?? 0
        if count < wanted { UnsafeMutableBufferPointer(rebasing: self.storage[count..<wanted]).update(repeating: 0) }
        guard !self.taps.isEmpty else { return }
        var other: UnsafeBufferPointer<Int16>?
        for index in 0..<self.taps.count {
            let attached = self.taps[index]
            if attached.rate == self.rate {
                attached.tap.hear(self.frame)
            } else {
                let frame = other ?? self.convert(to: attached.rate)
                other = frame
                attached.tap.hear(frame)
            }
        }
    }

    /// The present frame at the other one of the two rates.
    private func convert(to rate: SampleRate) -> UnsafeBufferPointer<Int16> {
        if self.resampler == nil { self.resampler = Resampler(from: self.rate, to: rate) }
        let wanted = rate.samplesPerFrame
        let count = (try? self.resampler?.process(self.frame, into: self.converted)) ?? 0
        if count < wanted { UnsafeMutableBufferPointer(rebasing: self.converted[count..<wanted]).update(repeating: 0) }
        return UnsafeBufferPointer(rebasing: self.converted[..<wanted])
    }
}
