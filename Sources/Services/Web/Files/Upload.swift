import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What an endpoint takes as a file instead of JSON.
struct UploadRule: Sendable {
    /// Bytes of the file at most.
    let limit: Int
    /// What the document says is taken. What the bytes really are is found out by looking at them.
    let types: [String]
    let tooLarge: String
    /// An empty file is one that says nothing.
    var mayBeEmpty = false
}

/// A file on its way in: a large one is written to the disk as it comes, and never held in memory.
struct Upload: Sendable {
    let rule: UploadRule
    let contents: RequestBody
    let context: WebContext

    /// Refuses what says of itself that it is too large, before a byte of it is read.
    init(_ rule: UploadRule, _ request: Request, context: WebContext) throws {
        self.rule = rule
        self.contents = request.body
        self.context = context
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > rule.limit {
            throw Self.tooLarge(rule)
        }
    }

    /// Writes the file. What could not be completed has to be removed by the caller.
    /// - Returns: its length in bytes.
    /// - Throws: ``APIError`` `too-large`, `malformed-request` for an empty file, `store-failed`.
    func store(at path: String) async throws -> Int {
        let counted = CountedBody(contents: self.contents, limit: self.rule.limit)
        do {
            try await FileIO().writeFile(contents: counted, path: path, context: self.context)
        } catch is CountedBody.TooLong {
            throw Self.tooLarge(self.rule)
        } catch {
            self.context.logger.error("an upload could not be written", metadata: [LogKey.error: "\(error)"])
            throw APIError(.storeFailed, "The file could not be stored. Please try again.")
        }
        guard counted.count.value > 0 else {
            throw APIError(.malformedRequest, "The file is empty. Please choose another one.")
        }
        return counted.count.value
    }

    /// The whole of a small file; what an empty one means is the reader's to say.
    /// - Throws: ``APIError`` `too-large`.
    func read() async throws -> [UInt8] {
        assert(self.rule.limit <= 16 << 20, "what is so large belongs on the disk")
        let counted = CountedBody(contents: self.contents, limit: self.rule.limit)
        var bytes: [UInt8] = []
        do {
            for try await chunk in counted { bytes.append(contentsOf: chunk.readableBytesView) }
        } catch is CountedBody.TooLong {
            throw Self.tooLarge(self.rule)
        }
        return bytes
    }

    private static func tooLarge(_ rule: UploadRule) -> APIError {
        APIError(.tooLarge, rule.tooLarge, headers: [.connection: "close"])
    }
}

/// Counts what passes, and stops at the limit.
private struct CountedBody: AsyncSequence, Sendable {
    struct TooLong: Error {}

    /// Used by one task at a time: the one that writes.
    final class Count: @unchecked Sendable {
        var value = 0
    }

    let contents: RequestBody
    let limit: Int
    let count = Count()

    struct AsyncIterator: AsyncIteratorProtocol {
        var iterator: RequestBody.AsyncIterator
        let limit: Int
        let count: Count

        mutating func next() async throws -> ByteBuffer? {
            guard let chunk = try await self.iterator.next() else { return nil }
            self.count.value += chunk.readableBytes
            guard self.count.value <= self.limit else { throw TooLong() }
            return chunk
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(iterator: self.contents.makeAsyncIterator(), limit: self.limit, count: self.count)
    }
}
