/// What a walk along the frames finds, without decoding any: where the sound is, how long, and whether it is sound.
struct MPEGFrames {
    private(set) var sampleRate = 0
    private(set) var channels = 0
    private(set) var seconds = 0.0
    /// The files that lie one after the other in this one, by the offset of their first frame; nearly always one.
    private(set) var beginnings: [Int] = []
    /// Where the last frame ends.
    private(set) var end = 0
    private var framedBytes = 0
    /// Bytes of tags before the end of the last frame.
    private var tagBytes = 0

    /// More files in one are not counted.
    static let mostBeginnings = 32

    /// Time grows with the length of the bytes, whatever they hold.
    init(walking bytes: LittleEndianBytes) {
        var offset = 0
        var skippedTags = 0
        // The kind of the frame that ended here, and of the last one anywhere.
        var (followed, last): (UInt32?, UInt32?) = (nil, nil)
        while offset < bytes.count {
            if let tag = Self.tagLength(bytes, at: offset) {
                skippedTags += min(tag, bytes.count - offset)
                offset += tag
                followed = nil
            } else if let header = MPEGFrameHeader(bytes, at: offset), offset + header.length <= bytes.count,
                header.kind == followed || Self.leadsOn(header, bytes, at: offset)
            {
                if self.framedBytes == 0 {
                    self.sampleRate = header.sampleRate
                    self.channels = header.channels
                }
                let isNew = header.kind != last || Self.isInformation(header, bytes, at: offset)
                if isNew, self.beginnings.count <= Self.mostBeginnings { self.beginnings.append(offset) }
                self.framedBytes += header.length
                self.seconds += Double(header.sampleCount) / Double(header.sampleRate)
                offset += header.length
                (followed, last) = (header.kind, header.kind)
                self.end = offset
                self.tagBytes = skippedTags
            } else {
                offset += 1
                followed = nil
            }
        }
    }

    /// Whether at least half of what stands before the end of the sound is frames.
    var isSound: Bool { self.framedBytes > 0 && 2 * self.framedBytes >= self.end - self.tagBytes }
    var hasFrames: Bool { self.framedBytes > 0 }

    /// A frame that follows no other one is believed when another one follows it, or it is the last of the file.
    private static func leadsOn(_ header: MPEGFrameHeader, _ bytes: LittleEndianBytes, at offset: Int) -> Bool {
        let next = offset + header.length
        return next == bytes.count || MPEGFrameHeader(bytes, at: next)?.kind == header.kind
    }

    /// Whether it is the silent frame in which an encoder writes the length of the file that begins with it.
    private static func isInformation(_ header: MPEGFrameHeader, _ bytes: LittleEndianBytes, at offset: Int) -> Bool {
        bytes.holds("Info", at: offset + header.markOffset) || bytes.holds("Xing", at: offset + header.markOffset)
    }

    /// The length of an ID3v2 tag (id3v2.4.0-structure §3.1), which may hold pictures larger than the sound.
    private static func tagLength(_ bytes: LittleEndianBytes, at offset: Int) -> Int? {
        guard bytes[offset] == 0x49, bytes.holds("ID3", at: offset), bytes[offset + 3] != 0xff,
            (6..<10).allSatisfy({ bytes[offset + $0] < 0x80 })
        else { return nil }
        let length = (6..<10).reduce(0) { $0 << 7 | Int(bytes[offset + $1]) }
        let hasFooter = bytes[offset + 5] & 0x10 != 0
        return length + (hasFooter ? 20 : 10)
    }
}
