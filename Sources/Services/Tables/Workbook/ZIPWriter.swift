/// Writes a ZIP archive, as much of it as workbooks need.
struct ZIPWriter {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    /// 1980-01-01: an archive of the same table is always the same.
    private static let date: UInt16 = 0x0021

    mutating func add(_ name: String, _ part: [UInt8]) {
        let offset = self.bytes.count
        let packed = Deflater.pack(part)
        let body = packed ?? part
        var common: [UInt8] = []
        common.append(20, 2)
        // The name is UTF-8; deflated or stored; no time of day.
        common.append(0x0800, 2)
        common.append(packed == nil ? 0 : 8, 2)
        common.append(0, 2)
        common.append(Int(Self.date), 2)
        common.append(Int(ZIPArchive.sum(of: part)), 4)
        common.append(body.count, 4)
        common.append(part.count, 4)
        common.append(name.utf8.count, 2)
        common.append(0, 2)
        self.bytes += ZIPArchive.signature + common + Array(name.utf8) + body
        self.directory += [0x50, 0x4b, 0x01, 0x02, 20, 0] + common
        // No comment, first volume, no attributes.
        self.directory += [UInt8](repeating: 0, count: 10)
        self.directory.append(offset, 4)
        self.directory += Array(name.utf8)
        self.count += 1
    }

    consuming func finish() -> [UInt8] {
        var end: [UInt8] = [0x50, 0x4b, 0x05, 0x06, 0, 0, 0, 0]
        end.append(self.count, 2)
        end.append(self.count, 2)
        end.append(self.directory.count, 4)
        end.append(self.bytes.count, 4)
        end.append(0, 2)
        return self.bytes + self.directory + end
    }
}

extension [UInt8] {
    /// Little-endian.
    fileprivate mutating func append(_ number: Int, _ length: Int) {
        for index in 0..<length { self.append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
    }
}
