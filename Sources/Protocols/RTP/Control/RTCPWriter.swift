/// Builds a compound RTCP packet in storage of the caller (RFC 3550 §6.1).
///
/// Each method appends one packet, or returns `false` and leaves the storage alone when there is no room. Start with a
/// report, follow it with the canonical name, end with a goodbye. Nothing is allocated.
public struct RTCPWriter {
    private let storage: UnsafeMutableRawBufferPointer
    /// Bytes written so far.
    public private(set) var count = 0

    /// Writes from the start of `storage`, which stays the caller's.
    public init(_ storage: UnsafeMutableRawBufferPointer) {
        self.storage = storage
    }

    /// Appends a sender report with at most one report block.
    @discardableResult
    public mutating func append(_ report: RTCPSenderReport, block: RTCPReportBlock? = nil) -> Bool {
        let length = 28 + (block == nil ? 0 : RTCPReportBlock.length)
        guard let start = self.begin(RTCPType.senderReport, items: block == nil ? 0 : 1, length: length) else {
            return false
        }
        self.storage.store32(report.ssrc, at: start + 4)
        self.storage.store64(report.ntp.bits, at: start + 8)
        self.storage.store32(report.rtpTimestamp, at: start + 16)
        self.storage.store32(report.packetCount, at: start + 20)
        self.storage.store32(report.octetCount, at: start + 24)
        block?.write(at: start + 28, into: self.storage)
        return true
    }

    /// Appends a receiver report with at most one report block.
    @discardableResult
    public mutating func appendReceiverReport(ssrc: UInt32, block: RTCPReportBlock? = nil) -> Bool {
        let length = 8 + (block == nil ? 0 : RTCPReportBlock.length)
        guard let start = self.begin(RTCPType.receiverReport, items: block == nil ? 0 : 1, length: length) else {
            return false
        }
        self.storage.store32(ssrc, at: start + 4)
        block?.write(at: start + 8, into: self.storage)
        return true
    }

    /// Appends a source description with the canonical name alone (RFC 3550 §6.5.1).
    ///
    /// - Parameter canonicalName: at most 255 bytes of UTF-8; what is longer is not written.
    @discardableResult
    public mutating func appendSourceDescription(ssrc: UInt32, canonicalName: String) -> Bool {
        var name = canonicalName
        let (storage, used) = (self.storage, self.count)
        let written = name.withUTF8 { text -> Bool in
            // Head, source, item head, text, and at least one zero up to the next 32-bit boundary.
            let length = (8 + 2 + text.count + 4) & ~3
            guard text.count <= 255, used + length <= storage.count else { return false }
            storage.store32(ssrc, at: used + 4)
            storage[used + 8] = RTCPSourceDescription.Item.canonicalName
            storage[used + 9] = UInt8(text.count)
            for (index, byte) in text.enumerated() { storage[used + 10 + index] = byte }
            for index in (used + 10 + text.count)..<(used + length) { storage[index] = 0 }
            return true
        }
        guard written else { return false }
        let length = (8 + 2 + name.utf8.count + 4) & ~3
        return self.begin(RTCPType.sourceDescription, items: 1, length: length) != nil
    }

    /// Appends a goodbye of one source, without a reason.
    @discardableResult
    public mutating func appendGoodbye(ssrc: UInt32) -> Bool {
        guard let start = self.begin(RTCPType.goodbye, items: 1, length: 8) else { return false }
        self.storage.store32(ssrc, at: start + 4)
        return true
    }

    /// Appends an application-defined packet (RFC 3550 §6.7).
    ///
    /// - Parameters:
    ///   - subtype: 0 to 31; higher bits are dropped.
    ///   - name: four ASCII characters in network order.
    ///   - data: a multiple of four bytes; anything else is not written.
    @discardableResult
    public mutating func appendApplication(
        ssrc: UInt32,
        subtype: UInt8,
        name: UInt32,
        data: UnsafeRawBufferPointer
    ) -> Bool {
        guard data.count.isMultiple(of: 4),
            let start = self.begin(RTCPType.application, items: subtype & 0x1f, length: 12 + data.count)
        else { return false }
        self.storage.store32(ssrc, at: start + 4)
        self.storage.store32(name, at: start + 8)
        UnsafeMutableRawBufferPointer(rebasing: self.storage[(start + 12)..<(start + 12 + data.count)])
            .copyMemory(from: data)
        return true
    }

    /// Writes the common head of a packet of `length` bytes; `nil` when it does not fit.
    private mutating func begin(_ type: UInt8, items: UInt8, length: Int) -> Int? {
        let words = length / 4 - 1
        guard self.count + length <= self.storage.count, words <= Int(UInt16.max) else { return nil }
        let start = self.count
        self.storage[start] = 0x80 | items
        self.storage[start + 1] = type
        self.storage.store16(UInt16(words), at: start + 2)
        self.count += length
        return start
    }
}
