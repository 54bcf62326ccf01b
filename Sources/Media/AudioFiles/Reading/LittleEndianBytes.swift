/// Bytes of a file, asked for numbers; whatever lies outside of them reads as zero.
struct LittleEndianBytes {
    let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var count: Int { self.bytes.count }

    @inline(__always)
    subscript(offset: Int) -> UInt8 {
        offset >= 0 && offset < self.bytes.count ? self.bytes[offset] : 0
    }

    func number16(_ offset: Int) -> UInt16 {
        UInt16(self[offset]) | UInt16(self[offset + 1]) << 8
    }

    func number32(_ offset: Int) -> UInt32 {
        UInt32(self.number16(offset)) | UInt32(self.number16(offset + 2)) << 16
    }

    func holds(_ text: StaticString, at offset: Int = 0) -> Bool {
        guard offset >= 0, offset + text.utf8CodeUnitCount <= self.count else { return false }
        return text.withUTF8Buffer { text in text.indices.allSatisfy { self.bytes[offset + $0] == text[$0] } }
    }

    func slice(_ range: Range<Int>) -> LittleEndianBytes {
        LittleEndianBytes(UnsafeBufferPointer(rebasing: self.bytes[range.clamped(to: 0..<self.count)]))
    }
}
