import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

@Suite("Static files")
struct StaticFileTests {
    /// A folder with a built app, gone after the test.
    private struct Folder: ~Copyable {
        let url: URL

        init() throws {
            self.url = FileManager.default.temporaryDirectory.appending(path: "martlet-web-\(UUID().uuidString)")
            let assets = self.url.appending(path: "site/assets")
            try FileManager.default.createDirectory(at: assets, withIntermediateDirectories: true)
            for (path, text) in [
                ("secret.txt", "not for you"), ("site/index.html", "<!doctype html><title>Martlet</title>"),
                ("site/assets/app.4f3a9b2c.js", "run()"), ("site/assets/app.4f3a9b2c.js.gz", "gz!"),
                ("site/assets/app.4f3a9b2c.js.br", "br!"), ("site/old.txt", "old"), ("site/old.txt.gz", "gz?"),
                ("site/.hidden", "x"), ("site/logo.svg", "<svg/>"),
            ] {
                try Data(text.utf8).write(to: self.url.appending(path: path))
            }
            try FileManager.default.createSymbolicLink(
                at: self.url.appending(path: "site/link.txt"),
                withDestinationURL: self.url.appending(path: "secret.txt")
            )
        }

        deinit { try? FileManager.default.removeItem(at: self.url) }
    }

    private static func world(_ folder: borrowing Folder) async throws -> TestWorld {
        var settings = WebSettings()
        settings.staticFolder = folder.url.appending(path: "site").path
        return try await TestWorld(settings: settings)
    }

    @Test("the app's files, its page for its own addresses, and nothing else")
    func paths() async throws {
        let folder = try Folder()
        let world = try await Self.world(folder)
        for (path, status, text) in [
            ("//index.html", 200, "Martlet"), ("/users/7", 200, "Martlet"), ("/", 200, "Martlet"),
            ("/logo.svg", 200, "<svg/>"), ("/assets/app.4f3a9b2c.js", 200, "run()"), ("/missing.js", 404, "nothing"),
            ("/../secret.txt", 404, "nothing"), ("/%2e%2e/secret.txt", 404, "nothing"), ("/.hidden", 404, "nothing"),
            ("/system/domains/acme.example", 200, "<!doctype"),
            ("/link.txt", 404, "nothing"), ("/assets/app.4f3a9b2c.js.gz", 404, "nothing"),
            ("/assets/app.4f3a9b2c.js.br", 404, "nothing"), ("/%ff", 404, "nothing"),
        ] {
            let answer = try await Self.get(world, path == "//index.html" ? "/index.html" : path)
            #expect(answer.status.code == status, "\(path)")
            #expect(answer.text.contains(text), "\(path)")
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'self'") == true)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        }
        #expect(try await Self.get(world, "/", method: .post).status == .methodNotAllowed)
    }

    @Test("known copies are not sent again, compressed ones where they are taken, hashed names for a year")
    func caching() async throws {
        let folder = try Folder()
        let world = try await Self.world(folder)
        let script = "/assets/app.4f3a9b2c.js"
        let plain = try await Self.get(world, script)
        #expect(plain.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(plain.headers[.contentType] == "text/javascript; charset=utf-8")
        let tag = try #require(plain.headers[.eTag])
        let known = try await Self.get(world, script, headers: [.ifNoneMatch: "\"x\", \(tag)"])
        #expect(known.status == .notModified)
        #expect(known.text.isEmpty)
        let page = try await Self.get(world, "/")
        #expect(page.headers[.cacheControl] == "no-cache")
        let head = try await Self.get(world, "/", method: .head)
        #expect(head.headers[.contentLength] == "37")
        #expect(head.text.isEmpty)
    }

    @Test("each encoding is served with its own tag, and caches are told what it depends on")
    func encodings() async throws {
        let folder = try Folder()
        let world = try await Self.world(folder)
        let script = "/assets/app.4f3a9b2c.js"
        var tags: Set<String> = []
        for (accepted, encoding, text) in [
            ("gzip, deflate, br, zstd", "br", "br!"), ("gzip", "gzip", "gz!"), ("br;q=0.1, gzip;q=0.9", "gzip", "gz!"),
            ("gzip;q=0", nil, "run()"),
        ] as [(String, String?, String)] {
            let answer = try await Self.get(world, script, headers: [.acceptEncoding: accepted])
            #expect(answer.headers[.contentEncoding] == encoding, "\(accepted)")
            #expect(answer.text == text && answer.headers[.vary] == "Accept-Encoding", "\(accepted)")
            let tag = try #require(answer.headers[.eTag])
            tags.insert(tag)
            let known = try await Self.get(world, script, headers: [.acceptEncoding: accepted, .ifNoneMatch: tag])
            #expect(known.status == .notModified && known.headers[.vary] == "Accept-Encoding", "\(accepted)")
        }
        #expect(tags.count == 3)
        let head = try await Self.get(world, script, method: .head, headers: [.acceptEncoding: "br"])
        #expect(head.headers[.contentEncoding] == "br" && head.headers[.contentLength] == "3")
        // One that lies there in gzip alone, and one that is not compressed at all.
        let old = try await Self.get(world, "/old.txt", headers: [.acceptEncoding: "br, gzip;q=0.5"])
        #expect(old.headers[.contentEncoding] == "gzip" && old.text == "gz?")
        let drawing = try await Self.get(world, "/logo.svg", headers: [.acceptEncoding: "br, gzip"])
        #expect(drawing.headers[.contentEncoding] == nil && drawing.headers[.vary] == nil)
    }

    @Test("RFC 9110, section 12.5.3: the best encoding by the browser's weights, the smaller of equals")
    func negotiation() {
        let both: [ContentEncoding] = [.gzip, .brotli]
        let cases: [(String?, [ContentEncoding], ContentEncoding)] = [
            (nil, both, .identity), ("", both, .identity), ("br", both, .brotli), ("gzip", both, .gzip),
            ("gzip, br", both, .brotli), ("GZIP ; Q=1 ,BR", both, .brotli), ("gzip,deflate,br", [.gzip], .gzip),
            ("br", [.gzip], .identity), ("br, gzip", [], .identity), ("deflate, zstd", both, .identity),
            ("br;q=0.5, gzip", both, .gzip), ("br;q=0.501, gzip;q=0.5", both, .brotli), ("br;q=0, gzip", both, .gzip),
            ("br;q=0.000, gzip;q=0.0", both, .identity), ("*", both, .brotli), ("*;q=0.1, gzip;q=0.2", both, .gzip),
            ("br;q=0, *", both, .gzip), ("*;q=0", both, .identity), ("*;q=0, gzip", both, .gzip),
            ("identity", both, .identity), ("identity, br", both, .brotli), ("identity, br;q=0.9", both, .identity),
            ("identity;q=0, gzip;q=0.001", both, .gzip), ("identity;q=0", both, .identity),
            ("identity;q=0.5, br;q=0.4, gzip;q=0.6", both, .gzip),
            // What is no weight counts for nothing; parameters that nobody knows are passed over.
            ("br;q=2, gzip", both, .gzip), ("br;q=1.001, gzip", both, .gzip), ("br;q=0.1234, gzip;q=0.1", both, .gzip),
            ("br;q=, gzip", both, .gzip), ("br;q=-1, gzip", both, .gzip), ("br;q=0.x, gzip", both, .gzip),
            ("br;level=9, gzip", both, .brotli), (",, ;q=1, br", both, .brotli),
        ]
        for (accepted, offered, best) in cases {
            #expect(ContentEncoding.best(accepted: accepted, offered: offered) == best, "\(accepted ?? "nothing")")
        }
    }

    @Test("a folder that is missing or holds no page is said at the start")
    func badFolder() async throws {
        var settings = WebSettings()
        settings.staticFolder = "/nowhere/at/all"
        let error = await #expect(throws: WebError.self) { try await TestWorld(settings: settings) }
        #expect(error?.code == .staticFolderUnreadable)
    }

    private static func get(
        _ world: TestWorld,
        _ path: String,
        method: HTTPRequest.Method = .get,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        let application = world.web.application(
            eventLoopGroup: MultiThreadedGroup.shared,
            certificates: nil,
            logger: TestWorld.logger
        )
        let response = try await application.test(.router) { client in
            try await client.execute(uri: path, method: method, headers: headers)
        }
        return Answer(
            status: response.status,
            headers: response.headers,
            text: String(buffer: response.body),
            json: .null
        )
    }
}
