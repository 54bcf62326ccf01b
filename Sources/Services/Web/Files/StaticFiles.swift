import Crypto
import Foundation
import Hummingbird

/// The built web app, read into memory once: nothing outside the folder can be asked for, as only what is in the table
/// is ever served.
struct StaticFiles: Sendable {
    /// A file beyond this, or all of them beyond ``totalLimit``, is refused at the start.
    static let fileLimit = 16 << 20
    static let totalLimit = 128 << 20

    struct File: Sendable {
        let plain: ByteBuffer
        /// The same compressed, in each way that lies beside it as `name.br` or `name.gz`.
        let compressed: [ContentEncoding: ByteBuffer]
        let type: String
        let entityTag: String
        /// The name holds a hash of the content, so it never changes.
        let isImmutable: Bool
    }

    private let files: [String: File]

    /// No files at all: the API only.
    init() {
        self.files = [:]
    }

    /// Reads a folder with its subfolders; hidden files and links out of it are left out.
    /// - Throws: ``WebError`` when the folder cannot be read or is too large.
    init(folder: String) throws {
        let root = URL(filePath: folder, directoryHint: .isDirectory).resolvingSymlinksInPath()
        var contents: [String: Data] = [:]
        var total = 0
        let keys: [URLResourceKey] = [.isRegularFileKey]
        guard
            let walker = FileManager.default.enumerator(
                at: root,
                includingPropertiesForKeys: keys,
                options: [.skipsHiddenFiles]
            )
        else { throw WebError(.staticFolderUnreadable, "the folder of the web app cannot be read: \(folder)") }
        for case let url as URL in walker {
            let file = url.resolvingSymlinksInPath()
            guard file.path.hasPrefix(root.path + "/"),
                try file.resourceValues(forKeys: Set(keys)).isRegularFile == true
            else { continue }
            let data = try Data(contentsOf: file)
            total += data.count
            guard data.count <= Self.fileLimit, total <= Self.totalLimit else {
                throw WebError(.staticFolderTooLarge, "the folder of the web app is too large: \(folder)")
            }
            contents["/" + file.path.dropFirst(root.path.count + 1)] = data
        }
        guard contents["/index.html"] != nil else {
            throw WebError(.staticFolderUnreadable, "the folder of the web app has no index.html: \(folder)")
        }
        self.init(contents: contents)
    }

    /// - Parameter contents: by path, beginning with `/`.
    init(contents: [String: Data]) {
        var files: [String: File] = [:]
        let suffixes = ContentEncoding.allCases.compactMap(\.suffix)
        for (path, data) in contents where !suffixes.contains(where: { path.hasSuffix($0) }) {
            var compressed: [ContentEncoding: ByteBuffer] = [:]
            for encoding in ContentEncoding.allCases {
                guard let suffix = encoding.suffix, let data = contents[path + suffix] else { continue }
                compressed[encoding] = ByteBuffer(bytes: data)
            }
            files[path] = File(
                plain: ByteBuffer(bytes: data),
                compressed: compressed,
                type: Self.type(of: path),
                entityTag: Hexadecimal.encode(SHA256.hash(data: data).prefix(12)),
                isImmutable: Self.hasHash(path)
            )
        }
        self.files = files
    }

    /// What is served for a path: the file, or the app's page for addresses of the app itself, so that each can be sent to
    /// a colleague. An address may end with the name of a domain; it is a file's where files lie, or by its ending.
    func find(_ path: String) -> File? {
        if path == "/" { return self.files["/index.html"] }
        if let file = self.files[path] { return file }
        let last = path.split(separator: "/").last ?? ""
        let isNamed = last.contains(".") && Self.type(of: path) != Self.unknownType
        let isFile = path.hasPrefix("/assets/") || last.hasPrefix(".") || isNamed
        return isFile ? nil : self.files["/index.html"]
    }

    func respond(to request: Request) -> Response {
        guard request.method == .get || request.method == .head else {
            let headers: HTTPFields = [.allow: "GET, HEAD", .contentType: "text/plain; charset=utf-8"]
            let body = ResponseBody(byteBuffer: ByteBuffer(string: "This address takes GET and HEAD.\n"))
            return Response(status: .methodNotAllowed, headers: headers, body: body)
        }
        guard let path = PercentEncoding.decode(request.uri.path), let file = self.find(path) else {
            let headers: HTTPFields = [.contentType: "text/plain; charset=utf-8"]
            let body = ResponseBody(byteBuffer: ByteBuffer(string: "There is nothing at this address.\n"))
            return Response(status: .notFound, headers: headers, body: body)
        }
        return Self.response(file, request)
    }

    private static func response(_ file: File, _ request: Request) -> Response {
        // The field may come in several lines, which are one list.
        let accepted = request.headers[values: .acceptEncoding]
        let encoding = ContentEncoding.best(
            accepted: accepted.isEmpty ? nil : accepted.joined(separator: ","),
            offered: file.compressed.keys
        )
        let tag = "\"\(file.entityTag)\(encoding.suffix.map { "-\($0.dropFirst())" } ?? "")\""
        var headers: HTTPFields = [
            .contentType: file.type, .eTag: tag,
            .cacheControl: file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        if !file.compressed.isEmpty { headers[.vary] = "Accept-Encoding" }
        let known = request.headers[.ifNoneMatch]?.split(separator: ",").map { $0.filter { $0 != " " } }
        if let known, known.contains(tag) || known == ["*"] { return Response(status: .notModified, headers: headers) }
        if encoding != .identity { headers[.contentEncoding] = encoding.rawValue }
        let body = file.compressed[encoding] ?? file.plain
        guard request.method != .head else {
            headers[.contentLength] = String(body.readableBytes)
            return Response(status: .ok, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// `name.<8 or more of 0–9 A–Z a–z>.js`, as bundlers name files by their content.
    private static func hasHash(_ path: String) -> Bool {
        let parts = (path.split(separator: "/").last ?? "").split(whereSeparator: { $0 == "." || $0 == "-" })
        guard parts.count >= 3, let hash = parts.dropLast().last else { return false }
        return hash.utf8.count >= 8 && hash.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            && hash.contains { $0.isNumber || $0.isUppercase }
    }

    private static let unknownType = "application/octet-stream"

    private static func type(of path: String) -> String {
        switch path.split(separator: ".").last?.lowercased() {
        case "html": "text/html; charset=utf-8"
        case "js", "mjs": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "json", "map": "application/json"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "ico": "image/x-icon"
        case "woff2": "font/woff2"
        case "txt": "text/plain; charset=utf-8"
        case "webmanifest": "application/manifest+json"
        case "wav": "audio/wav"
        default: Self.unknownType
        }
    }
}
