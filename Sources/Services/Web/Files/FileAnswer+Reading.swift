import Hummingbird
import NIOCore

/// Answers whose bytes are made while they are sent.
extension FileAnswer {
    /// Bytes read at once.
    private static let pieceLength = 1 << 17

    init(
        type: String,
        byteCount: Int,
        downloadName: String? = nil,
        reading read: @escaping @Sendable (_ offset: Int, _ count: Int) async throws -> [UInt8]
    ) {
        self.init(path: "", byteCount: byteCount, type: type, downloadName: downloadName, read: read)
    }

    static func body(
        of range: Range<Int>,
        _ read: @escaping @Sendable (_ offset: Int, _ count: Int) async throws -> [UInt8]
    ) -> ResponseBody {
        ResponseBody(contentLength: range.count) { writer in
            var place = range.lowerBound
            while place < range.upperBound {
                let bytes = try await read(place, min(Self.pieceLength, range.upperBound - place))
                // A file that became shorter ends the connection, as its length was promised.
                guard !bytes.isEmpty else { break }
                try await writer.write(ByteBuffer(bytes: bytes))
                place += bytes.count
            }
            try await writer.finish(nil)
        }
    }
}
