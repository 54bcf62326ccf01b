/// Who the sources are (RFC 3550 §6.5): a sequence of items, each with its source. Items are read where they lie.
public struct RTCPSourceDescription: Sequence, IteratorProtocol {
    /// One item of one source.
    public struct Item: Equatable, Sendable {
        /// The type of the canonical name (CNAME).
        public static let canonicalName: UInt8 = 1

        /// The source it is about.
        public let ssrc: UInt32
        /// 1 to 8 are defined; 1 is CNAME.
        public let type: UInt8
        /// Where the text's UTF-8 lies in the datagram.
        public let textRange: Range<Int>
    }

    private let bytes: UnsafeRawBufferPointer
    private var offset: Int
    private let end: Int
    private var chunksLeft: Int
    private var ssrc: UInt32?

    init(at offset: Int, end: Int, chunkCount: Int, in bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        self.offset = offset
        self.end = end
        self.chunksLeft = chunkCount
    }

    /// The next item; `nil` at the end, and at the first item or chunk that does not fit.
    public mutating func next() -> Item? {
        while true {
            guard let ssrc = self.ssrc else {
                guard self.chunksLeft > 0, self.offset + 4 <= self.end else { return nil }
                self.chunksLeft -= 1
                self.ssrc = self.bytes.number32(at: self.offset)
                self.offset += 4
                continue
            }
            guard self.offset < self.end else { return nil }
            let type = self.bytes[self.offset]
            guard type != 0 else {
                // The list ends with zero bytes up to the next 32-bit boundary; packets start on one.
                self.offset = (self.offset + 4) & ~3
                self.ssrc = nil
                continue
            }
            guard self.offset + 2 <= self.end else { return nil }
            let start = self.offset + 2
            let stop = start + Int(self.bytes[self.offset + 1])
            guard stop <= self.end else {
                self.offset = self.end
                return nil
            }
            self.offset = stop
            return Item(ssrc: ssrc, type: type, textRange: start..<stop)
        }
    }

    /// The first canonical name, `nil` without one. Allocates.
    public var canonicalName: String? {
        for item in self where item.type == Item.canonicalName {
            return String(decoding: self.bytes[item.textRange], as: UTF8.self)
        }
        return nil
    }
}
