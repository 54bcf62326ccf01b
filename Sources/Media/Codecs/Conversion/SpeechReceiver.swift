package import Kernel

/// One incoming stream as steady sound: packets in, 20 ms of samples out at each tick, whatever the network did.
///
/// Jitter buffer, decoder, concealment, comfort noise and, where the wanted rate is none of the codec's own, resampler in
/// one. Used by one thread at a time; allocates when it is made and never again.
package struct SpeechReceiver: ~Copyable, Sendable {
    package let codec: SpeechCodec
    /// Of the samples that come out.
    package let sampleRate: SampleRate

    private var decoder: AudioDecoder
    private var resampler: Resampler
    private var buffer: JitterBuffer
    private var queue: SampleQueue
    private var pace: PaceChange
    private var noise: ComfortNoiseGenerator
    private let payload: PayloadSpace
    /// The peer's Opus has said in a packet of 2 bytes or fewer that it pauses (RFC 7587 §3.1.3).
    private var isOpusPausing = false
    /// Payloads that could not be decoded.
    package private(set) var malformedPackets: UInt64 = 0

    /// - Parameters:
    ///   - sampleRate: what the listener wants; `nil` for the codec's best.
    ///   - noiseSeed: see ``ComfortNoiseGenerator``.
    /// - Throws: ``CodecError/libraryFailed``.
    package init(
        _ codec: SpeechCodec,
        at sampleRate: SampleRate? = nil,
        jitter: JitterSettings = JitterSettings(),
        noiseSeed: UInt64 = 1
    ) throws(CodecError) {
        let wanted = sampleRate ?? codec.sampleRate
        let native = codec.nativeRate(for: wanted)
        self.codec = codec
        self.sampleRate = wanted
        self.decoder = try AudioDecoder(codec, at: native)
        self.resampler = Resampler(from: native, to: wanted)
        self.buffer = JitterBuffer(codec, settings: jitter)
        self.pace = PaceChange(native)
        self.noise = ComfortNoiseGenerator(seed: noiseSeed)
        self.payload = PayloadSpace(byteCount: codec.payloadLimit)
        // Less than a frame is left when the longest packet comes, and that may be stretched.
        self.queue = SampleQueue(
            capacity: native.samplesPerFrame + native.samples(milliseconds: SpeechCodec.longestPacketMilliseconds)
                + self.pace.limit
        )
    }

    package var counts: JitterCounts { self.buffer.counts }
    package var targetDelay: Duration { self.buffer.targetDelay }

    /// Takes a packet of speech of the codec. Its bytes are copied; what they are worth is seen when they are played.
    package mutating func receive(
        sequenceNumber: UInt16,
        timestamp: UInt32,
        ssrc: UInt32,
        _ payload: UnsafeRawBufferPointer,
        at now: Moment
    ) -> PacketArrival {
        guard let duration = try? self.codec.clockUnits(of: payload) else {
            self.malformedPackets += 1
            return .refused
        }
        let packet = ArrivedPacket(
            sequenceNumber: sequenceNumber,
            timestamp: timestamp,
            ssrc: ssrc,
            duration: duration
        )
        return self.buffer.insert(packet, payload, at: now)
    }

    /// Takes a packet of comfort noise (RFC 3389) that belongs to the stream.
    package mutating func receiveComfortNoise(
        sequenceNumber: UInt16,
        timestamp: UInt32,
        ssrc: UInt32,
        _ payload: UnsafeRawBufferPointer,
        at now: Moment
    ) -> PacketArrival {
        // More coefficients than are used need no room.
        let payload = UnsafeRawBufferPointer(rebasing: payload.prefix(1 + ComfortNoise.orderLimit))
        let packet = ArrivedPacket(
            sequenceNumber: sequenceNumber,
            timestamp: timestamp,
            ssrc: ssrc,
            duration: self.codec.clockUnitsPerFrame,
            kind: .comfortNoise
        )
        return self.buffer.insert(packet, payload, at: now)
    }

    /// Tells of a packet that is no sound, as a telephone event, so that it is not taken for lost.
    package mutating func noteOther(sequenceNumber: UInt16, ssrc: UInt32) {
        self.buffer.noteOther(sequenceNumber: sequenceNumber, ssrc: ssrc)
    }

    /// Writes the next 20 ms. To be called every 20 ms.
    ///
    /// - Parameter samples: room for one frame and one sample more.
    /// - Returns: how many were written: one frame of ``sampleRate``.
    /// - Throws: ``CodecError/spaceTooSmall``.
    package mutating func nextFrame(
        into samples: UnsafeMutableBufferPointer<Int16>,
        at now: Moment
    ) throws(CodecError) -> Int {
        let frame = self.decoder.sampleRate.samplesPerFrame
        guard samples.count >= self.resampler.outputLimit(for: frame) else { throw .spaceTooSmall }
        // Packets of speech are 10 ms and longer; a peer that sends shorter ones is heard in pieces.
        var steps = 0
        while self.queue.count < frame, steps < 16 {
            self.step(frame, at: now)
            steps += 1
        }
        if self.queue.count < frame { self.appendNoise(frame - self.queue.count) }
        let written = try self.resampler.process(self.queue.first(frame), into: samples)
        self.queue.removeFirst(frame)
        return written
    }

    /// Does the next thing that the buffer says.
    private mutating func step(_ frame: Int, at now: Moment) {
        let rate = self.decoder.sampleRate
        switch self.buffer.next(at: now, decoded: self.codec.clockUnits(samples: self.queue.count, at: rate)) {
        case .play(let packet, let pace):
            let payload = self.copy(packet)
            switch packet.kind {
            case .speech:
                self.decode(packet, payload, pace)
            case .comfortNoise:
                if let noise = try? ComfortNoise(parsing: payload) { self.noise.update(noise) }
                self.appendNoise(frame - self.queue.count)
            }
        case .recover(let packet):
            let payload = self.copy(packet)
            let space = self.queue.space(self.codec.samples(clockUnits: Int(packet.duration), at: rate))
            self.decoder.recover(from: payload, into: space)
            self.queue.grow(by: space.count)
        case .conceal(let duration):
            self.conceal(self.codec.samples(clockUnits: Int(duration), at: rate))
        case .silence where self.isOpusPausing:
            // libopus plays the noise of the talker's room by itself.
            self.conceal(frame - self.queue.count)
        case .silence:
            self.appendNoise(frame - self.queue.count)
        }
    }

    private mutating func decode(_ packet: WaitingPacket, _ payload: UnsafeRawBufferPointer, _ pace: Playout.Pace) {
        self.noise.stop()
        self.isOpusPausing = self.codec == .opus && payload.count <= 2
        let space = self.queue.space
        var count: Int
        do throws(CodecError) {
            count = try self.decoder.decode(payload, into: space)
        } catch {
            self.malformedPackets += 1
            self.conceal(self.codec.samples(clockUnits: Int(packet.duration), at: self.decoder.sampleRate))
            return
        }
        switch pace {
        case .steady: break
        case .faster: count = self.pace.shorten(UnsafeMutableBufferPointer(rebasing: space[..<count]))
        case .slower: count = self.pace.lengthen(space, count: count)
        }
        self.queue.grow(by: count)
    }

    private mutating func conceal(_ count: Int) {
        let space = self.queue.space(count)
        self.decoder.conceal(space)
        self.queue.grow(by: space.count)
    }

    private mutating func appendNoise(_ count: Int) {
        let space = self.queue.space(count)
        self.noise.fill(space)
        self.queue.grow(by: space.count)
    }

    private func copy(_ packet: WaitingPacket) -> UnsafeRawBufferPointer {
        let count = self.buffer.copyPayload(of: packet, into: self.payload.bytes)
        return UnsafeRawBufferPointer(rebasing: self.payload.bytes[..<count])
    }
}

extension SpeechCodec {
    /// The rate to decode to, or encode from, where `wanted` is heard: itself, or the lowest that loses nothing of it.
    func nativeRate(for wanted: SampleRate) -> SampleRate {
        self.sampleRates.last { $0 >= wanted } ?? self.sampleRate
    }
}
