import HTTPTypes
import Hummingbird

/// A file as an answer, whole or the part that a player asks for (RFC 9110 §14).
struct FileAnswer: Sendable {
    /// Where it lies.
    var path: String
    var byteCount: Int
    /// For instance `audio/wav`.
    var type: String
    /// What a browser saves it as; `nil` lets it play in the page.
    var downloadName: String?
    /// Reads a part of what is no file in the clear; then there is no path.
    var read: (@Sendable (_ offset: Int, _ count: Int) async throws -> [UInt8])?

    /// Which bytes are sent.
    enum Part: Equatable {
        case whole
        case range(ClosedRange<Int>)
        /// What was asked for lies behind the end.
        case nowhere
    }

    /// Reads a `Range` header; one that asks for several parts, or cannot be read, is answered with everything.
    static func part(_ header: String?, of count: Int) -> Part {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return .whole }
        let bounds = header.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2 else { return .whole }
        func number(_ text: Substring) -> Int? {
            text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
        }
        switch (number(bounds[0]), number(bounds[1]), bounds[0].isEmpty, bounds[1].isEmpty) {
        case (_, let last?, true, false):
            return last > 0 && count > 0 ? .range(max(0, count - last)...(count - 1)) : .nowhere
        case (let first?, _, false, true):
            return first < count ? .range(first...(count - 1)) : .nowhere
        case (let first?, let last?, false, false):
            guard first <= last else { return .whole }
            return first < count ? .range(first...min(last, count - 1)) : .nowhere
        default:
            return .whole
        }
    }

    /// - Parameter headers: of the request.
    func response(to headers: HTTPFields, context: WebContext) async throws -> Response {
        var answer: HTTPFields = [.contentType: self.type, .acceptRanges: "bytes", .cacheControl: "private, no-cache"]
        if let name = self.downloadName { answer[.contentDisposition] = Self.disposition(name) }
        switch Self.part(headers[.range], of: self.byteCount) {
        case .whole:
            let body = try await self.body(of: nil, context)
            return Response(status: .ok, headers: answer, body: body)
        case .range(let range):
            let body = try await self.body(of: range, context)
            answer[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(self.byteCount)"
            return Response(status: .partialContent, headers: answer, body: body)
        case .nowhere:
            answer[.contentRange] = "bytes */\(self.byteCount)"
            return Response(status: .rangeNotSatisfiable, headers: answer)
        }
    }

    private func body(of range: ClosedRange<Int>?, _ context: WebContext) async throws -> ResponseBody {
        if let read {
            return Self.body(of: range.map { $0.lowerBound..<$0.upperBound + 1 } ?? 0..<self.byteCount, read)
        }
        guard let range else { return try await FileIO().loadFile(path: self.path, context: context) }
        return try await FileIO().loadFile(path: self.path, range: range, context: context)
    }

    /// The name in plain ASCII, and as it is for browsers that know RFC 6266.
    private static func disposition(_ name: String) -> String {
        let plain = name.map { character in
            character.isASCII && (character.isLetter || character.isNumber || "._-+".contains(character))
                ? character : "_"
        }
        return "attachment; filename=\"\(String(plain))\"; filename*=UTF-8''\(PercentEncoding.encode(name))"
    }
}
