import Kernel

/// The sound of an mp3 file, not yet decoded.
struct MPEGSound {
    /// Bytes given to the decoder at once.
    private static let chunkLength = 16_384
    /// A file may be several files one after the other; one that changes its rate all the time is an attack.
    private static let mostRateChanges = MPEGFrames.mostBeginnings

    let frames: MPEGFrames
    private let bytes: LittleEndianBytes

    /// Walks along the frames, so that a file that is too long or no sound is known before anything is decoded.
    init(_ bytes: LittleEndianBytes) throws(AudioFileError) {
        let frames = MPEGFrames(walking: bytes)
        guard frames.hasFrames else {
            let isTagged = bytes.holds("ID3")
            throw AudioFileError(isTagged ? .noSound : .notSound, "there is no frame of MPEG audio in it")
        }
        guard frames.isSound else {
            throw AudioFileError(.damaged, "less than half of the file are frames of MPEG audio")
        }
        guard frames.beginnings.count <= MPEGFrames.mostBeginnings else {
            throw AudioFileError(.damaged, "the sound begins anew more than \(MPEGFrames.mostBeginnings) times")
        }
        self.frames = frames
        self.bytes = bytes
    }

    func samples(at rate: SoundRate, _ limit: Duration) throws(AudioFileError) -> [Int16] {
        guard self.frames.seconds <= limit.inSeconds else {
            throw AudioFileError(
                .tooLong,
                "\(Int(self.frames.seconds)) s of sound; \(Int(limit.inSeconds)) are permitted"
            )
        }
        var collector = SoundCollector(from: self.frames.sampleRate, to: rate, limit)
        collector.reserve(self.frames.seconds)
        var rateChanges = RateChanges(current: self.frames.sampleRate)
        let beginnings = self.frames.beginnings
        for (begin, end) in zip(beginnings, beginnings.dropFirst() + [self.frames.end]) {
            try Self.decode(self.bytes.slice(begin..<end), into: &collector, &rateChanges)
        }
        try collector.finish()
        return collector.samples
    }

    private struct RateChanges {
        var current: Int
        var count = 0
    }

    /// Decodes one file of those that lie in this one: its own decoder leaves out what its encoder added.
    private static func decode(
        _ bytes: LittleEndianBytes,
        into collector: inout SoundCollector,
        _ rateChanges: inout RateChanges
    ) throws(AudioFileError) {
        var decoder = try MP3Decoder()
        var offset = 0
        while offset < bytes.count {
            let chunk = bytes.slice(offset..<offset + Self.chunkLength)
            offset += chunk.count
            try decoder.feed(chunk.bytes)
            // Ends when the chunk is used up: each turn takes sound, or a new rate, out of it.
            while let output = try decoder.next() {
                switch output {
                case .sound(let sound): try collector.append(sound)
                case .rate(let rate) where rate != rateChanges.current:
                    rateChanges.count += 1
                    guard rateChanges.count <= Self.mostRateChanges, (8_000...48_000).contains(rate) else {
                        throw AudioFileError(.damaged, "the sampling rate changes again and again")
                    }
                    try collector.change(from: rate)
                    rateChanges.current = rate
                case .rate: break
                }
            }
        }
    }
}
