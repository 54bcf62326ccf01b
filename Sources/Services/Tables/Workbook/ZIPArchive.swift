import CZlib

/// The parts of a ZIP archive (APPNOTE 6.3.10), as much of it as workbooks use: stored or deflated, one volume, below 4 GB,
/// in the clear. Every length is checked against the bytes that are there before it is used.
struct ZIPArchive {
    /// What every archive with anything in it begins with.
    static let signature: [UInt8] = [0x50, 0x4b, 0x03, 0x04]
    /// Parts of one archive; a workbook has a dozen and one for each sheet.
    private static let partLimit = 1_000

    private struct Part {
        var method: Int
        var packedLength: Int
        var offset: Int
        var sum: UInt32
    }

    private let bytes: [UInt8]
    private var parts: [String: Part] = [:]

    init(_ bytes: [UInt8]) throws(TableError) {
        self.bytes = bytes
        guard let end = Self.endOfDirectory(in: bytes) else { throw TableError(.unreadable, "no directory") }
        let (count, start) = (self.number(end + 10, 2), self.number(end + 16, 4))
        guard let count, let start, count <= Self.partLimit else {
            throw TableError(.unreadable, "its directory is not believed")
        }
        var place = start
        for _ in 0..<count { try self.readEntry(&place) }
    }

    var names: [String] { self.parts.keys.sorted() }

    /// The unpacked part; `nil` when there is none of that name.
    /// - Throws: ``TableError/Code/tooLarge`` beyond the limit, ``TableError/Code/unreadable``.
    func part(_ name: String, limit: Int) throws(TableError) -> [UInt8]? {
        guard let part = self.parts[name] else { return nil }
        guard self.number(part.offset, 4) == 0x0403_4b50, let name = self.number(part.offset + 26, 2),
            let extra = self.number(part.offset + 28, 2)
        else { throw TableError(.unreadable, "a part lies elsewhere") }
        let start = part.offset + 30 + name + extra
        guard start + part.packedLength <= self.bytes.count else { throw TableError(.unreadable, "a part is cut off") }
        let packed = self.bytes[start..<start + part.packedLength]
        let unpacked: [UInt8]
        switch part.method {
        case 0:
            guard packed.count <= limit else { throw TableError(.tooLarge, "a part is too large") }
            unpacked = Array(packed)
        case 8: unpacked = try Inflater().unpack(packed, limit: limit)
        default: throw TableError(.unreadable, "a part is packed in an unknown way")
        }
        guard Self.sum(of: unpacked) == part.sum else { throw TableError(.unreadable, "a part is damaged") }
        return unpacked
    }

    static func sum(of bytes: [UInt8]) -> UInt32 { UInt32(truncatingIfNeeded: crc32(0, bytes, UInt32(bytes.count))) }

    /// One entry of the directory (APPNOTE §4.3.12).
    private mutating func readEntry(_ place: inout Int) throws(TableError) {
        guard self.number(place, 4) == 0x0201_4b50, let flags = self.number(place + 8, 2),
            let method = self.number(place + 10, 2), let sum = self.number(place + 16, 4),
            let packedLength = self.number(place + 20, 4), let nameLength = self.number(place + 28, 2),
            let extraLength = self.number(place + 30, 2), let commentLength = self.number(place + 32, 2),
            let offset = self.number(place + 42, 4), place + 46 + nameLength <= self.bytes.count
        else { throw TableError(.unreadable, "its directory is cut off") }
        guard flags & 1 == 0 else { throw TableError(.unreadable, "it is locked with a password") }
        let name = String(decoding: self.bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)
        self.parts[name] = Part(
            method: method,
            packedLength: packedLength,
            offset: offset,
            sum: UInt32(truncatingIfNeeded: sum)
        )
        place += 46 + nameLength + extraLength + commentLength
    }

    /// Little-endian; `nil` beyond the end.
    private func number(_ place: Int, _ length: Int) -> Int? {
        guard place >= 0, place + length <= self.bytes.count else { return nil }
        return self.bytes[place..<place + length].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Where the directory's end record begins: behind it there is a comment of at most 64 KiB.
    private static func endOfDirectory(in bytes: [UInt8]) -> Int? {
        let mark: [UInt8] = [0x50, 0x4b, 0x05, 0x06]
        let last = bytes.count - 22
        guard last >= 0 else { return nil }
        return stride(from: last, through: max(0, last - 65_535), by: -1).first { bytes[$0...].starts(with: mark) }
    }
}
