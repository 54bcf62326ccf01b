import CZlib

/// Owns one run of zlib: what was packed by deflate, unpacked to a stated length and no further.
struct Inflater: ~Copyable {
    /// On the heap: zlib remembers where it lies.
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(TableError) {
        self.stream = .allocate(capacity: 1)
        self.stream.initialize(to: z_stream())
        // No header of zlib's: a ZIP archive keeps the sums itself.
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(self.stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else {
            throw TableError(.unreadable, "zlib cannot begin")
        }
    }

    deinit {
        // Of a stream that was never begun zlib says so, and does nothing.
        inflateEnd(self.stream)
        self.stream.deallocate()
    }

    /// - Parameter limit: bytes unpacked; one more is an error, however little was packed.
    consuming func unpack(_ packed: ArraySlice<UInt8>, limit: Int) throws(TableError) -> [UInt8] {
        var unpacked: [UInt8] = []
        var input = Array(packed)
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let stream = self.stream
        let code = input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            var code = Z_OK
            while code == Z_OK, unpacked.count <= limit {
                let produced = chunk.withUnsafeMutableBufferPointer { chunk in
                    stream.pointee.next_out = chunk.baseAddress
                    stream.pointee.avail_out = UInt32(chunk.count)
                    code = inflate(stream, Z_NO_FLUSH)
                    return chunk.count - Int(stream.pointee.avail_out)
                }
                unpacked += chunk[..<produced]
            }
            return code
        }
        guard unpacked.count <= limit else { throw TableError(.tooLarge, "a part unpacks to more than \(limit) bytes") }
        guard code == Z_STREAM_END else { throw TableError(.unreadable, "a part cannot be unpacked") }
        return unpacked
    }
}
