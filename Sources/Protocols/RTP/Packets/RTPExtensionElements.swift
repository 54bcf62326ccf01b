/// The elements of a header extension in the one-byte or two-byte form (RFC 8285 §4.2, §4.3).
///
/// Any other profile has no elements. Elements that reach past the extension end the sequence.
public struct RTPExtensionElements: Sequence, IteratorProtocol {
    /// One element and where its data lies in the datagram.
    public struct Element: Equatable, Sendable {
        /// 1 to 14 in the one-byte form, 1 to 255 in the two-byte form.
        public let identifier: UInt8
        /// Where its data lies, counted from the start of the datagram.
        public let range: Range<Int>
    }

    private enum Form {
        case oneByte
        case twoBytes
    }

    private let bytes: UnsafeRawBufferPointer
    private let form: Form
    private var offset: Int
    private let end: Int

    /// - Parameters:
    ///   - header: was read from `bytes`.
    ///   - bytes: the whole datagram; valid as long as the sequence is used.
    public init(of header: RTPHeader, in bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        let range = header.extensionRange
        switch header.extensionProfile {
        case 0xbede:
            self.form = .oneByte
            self.end = Swift.min(range.upperBound, bytes.count)
        case 0x1000...0x100f:
            self.form = .twoBytes
            self.end = Swift.min(range.upperBound, bytes.count)
        default:
            self.form = .oneByte
            self.end = range.lowerBound
        }
        self.offset = range.lowerBound
    }

    /// The next element; `nil` at the end, and at one that does not fit.
    public mutating func next() -> Element? {
        while self.offset < self.end {
            let head = self.bytes[self.offset]
            guard head != 0 else {
                // A single byte of padding.
                self.offset += 1
                continue
            }
            let identifier: UInt8
            let start: Int
            let length: Int
            switch self.form {
            case .oneByte:
                identifier = head >> 4
                start = self.offset + 1
                // Identifier 15 means: stop reading here (§4.2); 0 with a length is padding that nobody should send.
                length = identifier == 15 || identifier == 0 ? Int.max : Int(head & 0x0f) + 1
            case .twoBytes:
                identifier = head
                start = self.offset + 2
                length = self.offset + 1 < self.end ? Int(self.bytes[self.offset + 1]) : Int.max
            }
            guard length <= self.end - start else {
                self.offset = self.end
                return nil
            }
            self.offset = start + length
            return Element(identifier: identifier, range: start..<(start + length))
        }
        return nil
    }
}
