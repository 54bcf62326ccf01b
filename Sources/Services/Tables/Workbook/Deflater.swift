import CZlib

/// Packs a part of an archive by zlib, at once.
enum Deflater {
    /// `nil` when zlib has no memory for it: then the part is stored as it is.
    static func pack(_ part: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        var input = part
        return input.withUnsafeMutableBufferPointer { input in
            withUnsafeMutablePointer(to: &stream) { stream in
                guard
                    deflateInit2_(stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
                else { return nil }
                defer { deflateEnd(stream) }
                let bound = Int(deflateBound(stream, uLong(input.count)))
                var code = Z_OK
                let packed = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
                    stream.pointee.next_in = input.baseAddress
                    stream.pointee.avail_in = UInt32(input.count)
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = UInt32(output.count)
                    code = deflate(stream, Z_FINISH)
                    count = output.count - Int(stream.pointee.avail_out)
                }
                return code == Z_STREAM_END ? packed : nil
            }
        }
    }
}
