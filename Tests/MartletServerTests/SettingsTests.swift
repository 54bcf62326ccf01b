import StoragePostgreSQL
import Testing

@testable import MartletServer

@Suite("Settings")
struct SettingsTests {
    static func read(
        _ overrides: [String: String] = [:],
        environment: [String: String] = [:]
    ) async throws -> ServerSettings {
        var overrides = overrides
        overrides["data"] = overrides["data"] ?? "/nonexistent"
        return try await SettingsReader.read(overrides: overrides, file: nil, environment: environment)
    }

    @Test("without a word everything has its default")
    func defaults() async throws {
        var expected = ServerSettings()
        expected.data = "/nonexistent"
        #expect(try await Self.read() == expected)
    }

    @Test("the command line wins over the environment")
    func order() async throws {
        let settings = try await Self.read(
            ["http": "127.0.0.1:81"],
            environment: ["MARTLET_HTTP": "127.0.0.1:82", "MARTLET_SIP": "127.0.0.1:83", "MARTLET_DEMO": "true"]
        )
        #expect(settings.http.port == 81)
        #expect(settings.sip.port == 83)
        #expect(settings.demo)
    }

    @Test("every problem is told in one go")
    func problems() async throws {
        let error = await #expect(throws: SettingsError.self) {
            try await Self.read(["http": "nowhere", "mediaPorts": "9-1", "logLevel": "loud", "certificate": "a.pem"])
        }
        #expect(error?.problems.count == 4)
    }

    @Test("AUTH-06 proxies that are believed are IP addresses")
    func proxies() async throws {
        let settings = try await Self.read(environment: ["MARTLET_TRUSTED_PROXIES": "10.0.0.1, ::1"])
        #expect(settings.trustedProxies == ["10.0.0.1", "::1"])
        let error = await #expect(throws: SettingsError.self) {
            try await Self.read(["trustedProxies": "10.0.0.1 proxy"])
        }
        #expect(error?.problems.count == 1)
    }

    @Test("a database is told by its address, and what is none is refused without showing it")
    func database() async throws {
        let url = "postgresql://martlet:secret@db.example/martlet?sslmode=verify-full"
        let settings = try await Self.read(environment: ["MARTLET_DATABASE": url])
        #expect(settings.database?.url == url)
        #expect(settings.database?.description == "postgresql://martlet@db.example/martlet")
        let error = await #expect(throws: SettingsError.self) { try await Self.read(["database": "secret"]) }
        #expect(error?.problems.count == 1 && error?.description.contains("secret") == false)
    }

    @Test(
        "places to listen",
        arguments: [
            ("0.0.0.0:5060", "0.0.0.0", 5_060), ("[::]:0", "::", 0), ("localhost:80", "127.0.0.1", 80),
            ("5060", nil, 0), ("0.0.0.0:70000", nil, 0), ("host.example:1", nil, 0), ("", nil, 0),
        ] as [(String, String?, Int)]
    )
    func places(text: String, host: String?, port: Int) {
        let place = ServerSettings.HostPort(text)
        #expect(place?.host == host)
        if host != nil { #expect(place?.port == port) }
    }
}

@Suite("Data folder")
struct FolderLockTests {
    @Test("one server to a folder; the lock goes with its owner")
    func once() throws {
        let folder = "/tmp/martlet-lock-\(UInt64.random(in: 0 ... .max))"
        try Installation.makeFolder(folder)
        do {
            let first = try FolderLock(folder)
            #expect(throws: ServerError.self) { try FolderLock(folder) }
            withExtendedLifetime(first) {}
        }
        _ = try FolderLock(folder)
    }
}
