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
            ("/link.txt", 404, "nothing"), ("/assets/app.4f3a9b2c.js.gz", 404, "nothing"), ("/%ff", 404, "nothing"),
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
        let compressed = try await Self.get(world, script, headers: [.acceptEncoding: "br, gzip"])
        #expect(compressed.headers[.contentEncoding] == "gzip")
        #expect(compressed.text == "gz!")
        #expect(compressed.headers[.eTag] != tag)
        let refused = try await Self.get(world, script, headers: [.acceptEncoding: "gzip;q=0"])
        #expect(refused.headers[.contentEncoding] == nil)
        let page = try await Self.get(world, "/")
        #expect(page.headers[.cacheControl] == "no-cache")
        let head = try await Self.get(world, "/", method: .head)
        #expect(head.headers[.contentLength] == "37")
        #expect(head.text.isEmpty)
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
