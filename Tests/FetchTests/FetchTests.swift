import Fetch
import Testing

/// Where a server may be sent by an address that somebody typed in.
@Suite("Destinations of requests")
struct DestinationTests {
    @Test(
        "BYD-22 the public network is open",
        arguments: [
            [8, 8, 8, 8], [1, 1, 1, 1], [172, 15, 0, 1], [172, 32, 0, 1], [100, 63, 0, 1], [100, 128, 0, 1],
            [192, 167, 0, 1], [198, 17, 0, 1], [223, 255, 255, 254], [0x2a, 0x00] + Array(repeating: 1, count: 14),
            [0x20, 0x01, 0x48, 0x60] + Array(repeating: 0, count: 11) + [1],
        ] as [[UInt8]]
    )
    func open(bytes: [UInt8]) {
        #expect(Destination.isPublic(bytes))
    }

    @Test(
        "BYD-22 this machine, its network, and what leads into it are not",
        arguments: [
            [127, 0, 0, 1], [127, 255, 0, 1], [0, 0, 0, 0], [10, 1, 2, 3], [172, 16, 0, 1], [172, 31, 255, 255],
            [192, 168, 1, 1], [169, 254, 169, 254], [100, 64, 0, 1], [192, 0, 0, 8], [192, 0, 2, 1], [198, 18, 0, 1],
            [198, 51, 100, 7], [203, 0, 113, 9], [192, 88, 99, 1], [224, 0, 0, 1], [255, 255, 255, 255], [], [1, 2],
            Array(repeating: 0, count: 16), Array(repeating: 0, count: 15) + [1],
            Array(repeating: 0, count: 10) + [0xff, 0xff, 127, 0, 0, 1],
            Array(repeating: 0, count: 10) + [0xff, 0xff, 192, 168, 0, 1],
            [0, 0x64, 0xff, 0x9b] + Array(repeating: 0, count: 8) + [10, 0, 0, 1],
            [0xfe, 0x80] + Array(repeating: 0, count: 13) + [1], [0xfc] + Array(repeating: 0, count: 15),
            [0xfd] + Array(repeating: 0, count: 15), [0xff, 2] + Array(repeating: 0, count: 13) + [1],
            [0x20, 0x01, 0x0d, 0xb8] + Array(repeating: 0, count: 12),
            [0x20, 0x02, 10, 0, 0, 1] + Array(repeating: 0, count: 10),
            [0x20, 0x01, 0, 0] + Array(repeating: 0, count: 12),
        ] as [[UInt8]]
    )
    func closed(bytes: [UInt8]) {
        #expect(!Destination.isPublic(bytes))
    }

    @Test("loopback is known in every writing")
    func loopback() {
        #expect(Destination.isLoopback([127, 0, 0, 1]))
        #expect(Destination.isLoopback(Array(repeating: 0, count: 15) + [1]))
        #expect(Destination.isLoopback(Array(repeating: 0, count: 10) + [0xff, 0xff, 127, 0, 0, 1]))
        #expect(!Destination.isLoopback([128, 0, 0, 1]))
    }
}

@Suite("Requests to other servers")
struct FetchTests {
    private static func code(_ address: String, allowsInside: Bool = false) async -> FetchError.Code? {
        var settings = FetchSettings()
        settings.allowsInside = allowsInside
        settings.connectTimeout = .seconds(2)
        do {
            _ = try await Fetcher(settings).fetch(FetchRequest(address))
            return nil
        } catch { return (error as? FetchError)?.code }
    }

    @Test(
        "BYD-22 nothing inside is asked, however it is written, and nothing without TLS",
        arguments: [
            "https://127.0.0.1:1/", "https://localhost:1/", "https://[::1]:1/", "https://2130706433:1/",
            "https://0x7f.1:1/",
            "https://169.254.169.254/latest/meta-data", "https://10.0.0.1/", "https://[::ffff:127.0.0.1]:1/",
            "http://127.0.0.1:1/", "http://192.0.2.1/", "file:///etc/hostname", "gopher://127.0.0.1:1/",
            "ftp://127.0.0.1:1/",
        ]
    )
    func inside(address: String) async {
        #expect(await Self.code(address) == .forbidden)
    }

    @Test("BYD-22 where it is allowed inside, no TLS is for this machine alone")
    func allowed() async {
        #expect(await Self.code("http://127.0.0.1:1/", allowsInside: true) == .unreachable)
        #expect(await Self.code("https://127.0.0.1:1/", allowsInside: true) == .unreachable)
        #expect(await Self.code("http://192.0.2.1/", allowsInside: true) == .forbidden)
        #expect(await Self.code("file:///etc/hostname", allowsInside: true) == .forbidden)
    }

    @Test("BYD-22 what is no address is refused", arguments: ["", "pbx", "https://", "https://nobody.invalid/"])
    func nonsense(address: String) async {
        #expect(await Self.code(address) != nil)
    }
}
