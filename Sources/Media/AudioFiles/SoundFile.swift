package import Audio

/// The sampling rates that sound is wanted at; the number is in hertz.
package enum SoundRate: Int, Hashable, Sendable, CaseIterable {
    /// G.711 and every ``AudioClip``.
    case narrowband = 8_000
    /// G.722.
    case wideband = 16_000
    /// Opus.
    case fullband = 48_000
}

/// Sound read from the bytes of a wav or mp3 file: one channel at the rate that was asked for (MED-01).
///
/// Bytes are hostile: memory grows with the sound that is really there and to the limit only, time with the length of
/// the file. Takes up to seconds for a long file, so it is never called from an event loop or a media thread.
package struct SoundFile: Hashable, Sendable {
    package enum Container: String, Hashable, Sendable {
        case wav, mp3
    }

    /// What is read at most.
    package struct Limits: Hashable, Sendable {
        /// Bytes of the file. Default 20 MB, taken as 20 · 2²⁰.
        package var bytes = 20 << 20
        /// Length of the sound. Default 15 minutes. At 48 kHz a minute takes 5.8 MB of memory.
        package var duration = Duration.seconds(900)

        package init() {}

        package init(bytes: Int, duration: Duration) {
            self.bytes = bytes
            self.duration = duration
        }
    }

    package let container: Container
    /// As in the file: hertz, 8 000 to 48 000.
    package let originalRate: Int
    /// As in the file: 1 or 2. Two were averaged.
    package let originalChannels: Int
    package let rate: SoundRate
    package let samples: [Int16]

    /// Reads a whole file. What it is decides its bytes; its name says nothing.
    package init(
        reading bytes: [UInt8],
        at rate: SoundRate = .narrowband,
        limits: Limits = Limits()
    ) throws(AudioFileError) {
        guard !bytes.isEmpty else { throw AudioFileError(.empty, "the file has no bytes") }
        guard bytes.count <= limits.bytes else {
            throw AudioFileError(.tooLarge, "\(bytes.count) bytes; \(limits.bytes) are permitted")
        }
        self = try bytes.withUnsafeBufferPointer { (bytes) throws(AudioFileError) in
            try SoundFile(LittleEndianBytes(bytes), rate, limits.duration)
        }
    }

    private init(_ bytes: LittleEndianBytes, _ rate: SoundRate, _ limit: Duration) throws(AudioFileError) {
        self.rate = rate
        switch FileKind(of: bytes) {
        case .wav:
            let header = try WAVHeader(parsing: bytes)
            let sound = bytes.slice(header.sound)
            self.container = .wav
            self.originalRate = header.sampleRate
            self.originalChannels = header.channels
            switch header.content {
            case .samples(let encoding):
                self.samples = try WAVSound(sound, encoding, header).samples(at: rate, limit)
            case .mpeg:
                self.samples = try MPEGSound(sound).samples(at: rate, limit)
            }
        case .mp3:
            let sound = try MPEGSound(bytes)
            self.container = .mp3
            self.originalRate = sound.frames.sampleRate
            self.originalChannels = sound.frames.channels
            self.samples = try sound.samples(at: rate, limit)
        case .other(let name):
            throw AudioFileError(.formatNotSupported, "the file is \(name)")
        }
        guard !self.samples.isEmpty else { throw AudioFileError(.noSound, "the file holds no samples") }
    }

    package var duration: Duration {
        .microseconds(Int64(self.samples.count) * 1_000_000 / Int64(self.rate.rawValue))
    }

    /// The sound for calls; `nil` unless it was read at 8 kHz.
    package var clip: AudioClip? { self.rate == .narrowband ? AudioClip(samples: self.samples) : nil }
}

/// Sound on its way into memory: resampled as it comes, and never more than permitted.
struct SoundCollector {
    private(set) var samples: [Int16] = []
    private let rate: SoundRate
    private let limit: Int
    private var resampler: Resampler

    init(from sourceRate: Int, to rate: SoundRate, _ limit: Duration) {
        self.rate = rate
        self.limit = AudioClip.sampleCount(of: limit) * (rate.rawValue / AudioClip.sampleRate)
        self.resampler = Resampler(from: sourceRate, to: rate.rawValue)
    }

    /// Room for a sound of known length, as far as it is permitted.
    mutating func reserve(_ seconds: Double) {
        let count = seconds * Double(self.rate.rawValue)
        self.samples.reserveCapacity(count < Double(self.limit) ? Int(count) + 1 : self.limit)
    }

    mutating func append(_ sound: UnsafeBufferPointer<Float>) throws(AudioFileError) {
        self.resampler.append(sound, to: &self.samples)
        try self.checkLength()
    }

    /// What follows has another sampling rate.
    mutating func change(from sourceRate: Int) throws(AudioFileError) {
        try self.finish()
        self.resampler = Resampler(from: sourceRate, to: self.rate.rawValue)
    }

    mutating func finish() throws(AudioFileError) {
        self.resampler.finish(to: &self.samples)
        try self.checkLength()
    }

    private func checkLength() throws(AudioFileError) {
        // A resampler rounds the length up by less than a sample.
        guard self.samples.count <= self.limit + 1 else {
            throw AudioFileError(.tooLong, "more than \(self.limit / self.rate.rawValue) s of sound")
        }
    }
}
