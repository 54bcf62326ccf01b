// swift-tools-version: 6.2
import PackageDescription

/// One set of settings for every Swift target (docs/decisions/0001): Swift 6 mode, explicit imports, no warnings.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket: Target.Dependency = .product(name: "NIOWebSocket", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let csqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// A source target in its folder of docs/architecture.md.
func room(_ folder: String, _ name: String, knows: [Target.Dependency] = []) -> Target {
    .target(
        name: name,
        dependencies: knows,
        path: folder.isEmpty ? "Sources/\(name)" : "Sources/\(folder)/\(name)",
        swiftSettings: settings
    )
}

/// The tests of one source target.
func tests(_ name: String, knows: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: knows,
        path: "Tests/\(name)Tests",
        resources: resources,
        swiftSettings: settings
    )
}

let package = Package(
    name: "martlet",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "martlet", targets: ["martlet"]),
        .library(name: "SIP", targets: ["SIP"]),
        .library(name: "SDP", targets: ["SDP"]),
        .library(name: "RTP", targets: ["RTP"]),
        .library(name: "SIPTransport", targets: ["SIPTransport"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        room("", "Kernel"),

        room("Protocols", "SIP", knows: ["Kernel", crypto]),
        room("Protocols", "SDP", knows: ["Kernel"]),
        room("Protocols", "RTP", knows: ["Kernel"]),
        room("Protocols", "STUN"),
        room(
            "Protocols",
            "SIPTransport",
            knows: ["Kernel", "SIP", "STUN", nio, nioPosix, nioHTTP1, nioWebSocket, nioSSL, logging]
        ),

        .systemLibrary(name: "CLinux", path: "Sources/CLibraries/CLinux"),
        .systemLibrary(
            name: "COpus",
            path: "Sources/CLibraries/COpus",
            pkgConfig: "opus",
            providers: [.apt(["libopus-dev"])]
        ),
        .systemLibrary(
            name: "CSpanDSP",
            path: "Sources/CLibraries/CSpanDSP",
            pkgConfig: "spandsp",
            providers: [.apt(["libspandsp-dev"])]
        ),
        room("Media", "Audio"),
        room("Media", "Codecs", knows: ["Kernel", "Audio", "COpus", "CSpanDSP"]),
        .systemLibrary(
            name: "CLame",
            path: "Sources/CLibraries/CLame",
            providers: [.apt(["libmp3lame-dev"])]
        ),
        .systemLibrary(
            name: "CMPG123",
            path: "Sources/CLibraries/CMPG123",
            pkgConfig: "libmpg123",
            providers: [.apt(["libmpg123-dev"])]
        ),
        .systemLibrary(
            name: "CSRTP",
            path: "Sources/CLibraries/CSRTP",
            pkgConfig: "libsrtp2",
            providers: [.apt(["libsrtp2-dev"])]
        ),
        .systemLibrary(
            name: "CDTLS",
            path: "Sources/CLibraries/CDTLS",
            pkgConfig: "libssl",
            providers: [.apt(["libssl-dev"])]
        ),
        room("Media", "SecureMedia", knows: ["Kernel", "SDP", "STUN", "CSRTP", "CDTLS"]),
        room("Media", "Mixing", knows: ["Audio"]),
        room("Media", "AudioFiles", knows: ["Kernel", "Audio", "CLame", "CMPG123"]),
        .systemLibrary(
            name: "CCurl",
            path: "Sources/CLibraries/CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(
            name: "CPCRE2",
            path: "Sources/CLibraries/CPCRE2",
            pkgConfig: "libpcre2-8",
            providers: [.apt(["libpcre2-dev"])]
        ),
        .systemLibrary(
            name: "CZlib",
            path: "Sources/CLibraries/CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"])]
        ),
        room("Services", "Tables", knows: ["CZlib"]),
        room("Services", "DomainFiles", knows: ["Kernel", "Model", "Patterns", yams]),
        room("Services", "Mail", knows: ["Kernel", "CCurl", crypto, logging]),
        room("Services", "Fetch", knows: ["Kernel", "CCurl"]),
        room("Media", "Phrases", knows: ["Audio", "AudioFiles"]),
        room(
            "Media",
            "MediaServer",
            knows: ["Kernel", "RTP", "STUN", "Audio", "Codecs", "Mixing", "SecureMedia", "CLinux", logging]
        ),

        room("Telephony", "Model", knows: ["Kernel"]),
        room("Telephony", "Patterns", knows: ["CPCRE2"]),
        room("Telephony", "Routing", knows: ["Kernel", "Model", "Patterns"]),
        room("Services", "Traces", knows: ["Kernel", "SIP", "SIPTransport", "Model", "CZlib", logging]),
        room(
            "Services",
            "Voice",
            knows: ["Kernel", "Audio", "AudioFiles", "MediaServer", "Phrases", "Model", "CLinux", logging]
        ),
        room(
            "Telephony",
            "Exchange",
            knows: [
                "Kernel", "SIP", "SDP", "SIPTransport", "Audio", "Codecs", "SecureMedia", "MediaServer", "Phrases",
                "Voice", "Model", "Routing", nio, logging,
            ]
        ),
        room(
            "Telephony",
            "Phone",
            knows: [
                "Kernel", "SIP", "SDP", "SIPTransport", "Audio", "SecureMedia", "MediaServer", nio, nioPosix, logging,
            ]
        ),

        room(
            "Services",
            "Recordings",
            knows: ["Kernel", "Model", "Codecs", "AudioFiles", "MediaServer", "CLinux", crypto, logging]
        ),

        room("Records", "Journal", knows: ["Kernel", "Model", logging]),
        room("Records", "Storage", knows: ["Kernel", "Model", "Journal"]),
        room("Records", "StorageSQLite", knows: ["Model", "Storage", grdb, csqlite]),
        .systemLibrary(
            name: "CLibPQ",
            path: "Sources/CLibraries/CLibPQ",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"])]
        ),
        room("Records", "StoragePostgreSQL", knows: ["Storage", "CLibPQ"]),

        room(
            "Services",
            "Web",
            knows: [
                "Kernel", "Model", "Routing", "Journal", "Patterns", "Recordings", "Tables", "Traces", "Fetch",
                "DomainFiles",
                hummingbird,
                hummingbirdCore, httpTypes, nioHTTPTypes, nioHTTPTypesHTTP1, nio,
                nioHTTP1, nioWebSocket, nioSSL, crypto, cryptoExtras, metrics, lifecycle, logging,
            ]
        ),

        room(
            "",
            "MartletServer",
            knows: [
                "Kernel", "CLinux", "SIP", "SIPTransport", "Codecs", "MediaServer", "Phrases", "Voice", "Mail", "Model",
                "Exchange", "Journal", "Storage", "StorageSQLite", "StoragePostgreSQL", "Recordings", "Traces", "Fetch",
                "DomainFiles", "Web", nio, nioPosix, nioSSL, lifecycle, unixSignals, configuration, metrics, logging,
            ]
        ),
        room("Testing", "ModelTesting", knows: ["Kernel", "Model", "Journal"]),
        .executableTarget(
            name: "martlet",
            dependencies: [
                "Kernel", "MartletServer", "Model", "Journal", "DomainFiles", "SIPTransport", "Audio", "SecureMedia",
                "Phone", arguments,
            ],
            path: "Sources/martlet",
            swiftSettings: settings
        ),

        .executableTarget(
            name: "RoutingBench",
            dependencies: ["Kernel", "Model", "Routing", "Storage", "StorageSQLite"],
            path: "Benchmarks/Decisions",
            swiftSettings: settings
        ),

        tests("Kernel", knows: ["Kernel"]),
        tests("Tidy"),
        tests("SDP", knows: ["Kernel", "SDP"]),
        tests("RTP", knows: ["Kernel", "RTP"]),
        tests("STUN", knows: ["Kernel", "STUN"]),
        tests("Audio", knows: ["Kernel", "Audio"]),
        tests("SecureMedia", knows: ["Kernel", "SDP", "STUN", "SecureMedia", "CDTLS", "CLinux"]),
        tests("Mixing", knows: ["Kernel", "Audio", "Mixing", "CLinux"]),
        tests("AudioFiles", knows: ["Kernel", "Audio", "AudioFiles", "CLame", "CMPG123"]),
        tests("Tables", knows: ["Kernel", "Tables"], resources: [.copy("Fixtures")]),
        tests("DomainFiles", knows: ["Kernel", "Model", "ModelTesting", "DomainFiles"]),
        tests("Mail", knows: ["Kernel", "Mail", logging]),
        tests("Fetch", knows: ["Kernel", "Fetch"]),
        tests("Phrases", knows: ["Audio", "Phrases"]),
        tests("Codecs", knows: ["Kernel", "Audio", "Codecs", "CLinux"]),
        tests(
            "MediaServer",
            knows: [
                "Kernel", "RTP", "STUN", "Audio", "Codecs", "SecureMedia", "MediaServer", "CLinux", logging,
            ]
        ),
        tests("SIP", knows: ["Kernel", "SIP"]),
        tests(
            "SIPTransport",
            knows: ["Kernel", "SIP", "STUN", "SIPTransport", nio, nioPosix, nioSSL, nioEmbedded, logging]
        ),
        tests("Model", knows: ["Kernel", "Model", "ModelTesting"]),
        tests("Journal", knows: ["Kernel", "Model", "Journal", "ModelTesting", logging]),
        tests(
            "Storage",
            knows: [
                "Kernel", "Model", "Journal", "Storage", "StorageSQLite", "StoragePostgreSQL", "CLibPQ", "ModelTesting",
                grdb, logging,
            ]
        ),
        tests(
            "Web",
            knows: [
                "Kernel", "SIP", "SIPTransport", "Model", "ModelTesting", "Journal", "Recordings", "Tables", "Traces",
                "DomainFiles", "Fetch", "Exchange", "Web", lifecycle, hummingbird,
                hummingbirdTesting, httpTypes, nio,
                nioPosix,
                nioHTTP1, nioWebSocket, nioSSL, crypto, cryptoExtras, logging, metrics,
            ]
        ),
        tests(
            "Recordings",
            knows: [
                "Kernel", "Model", "ModelTesting", "Codecs", "AudioFiles", "MediaServer", "Recordings", crypto, logging,
            ]
        ),
        tests(
            "Traces",
            knows: ["Kernel", "SIP", "SIPTransport", "Model", "ModelTesting", "Traces", logging]
        ),
        tests(
            "MartletServer",
            knows: [
                "Fetch", "Kernel", "Model", "ModelTesting", "Journal", "StoragePostgreSQL", "MartletServer", logging,
            ]
        ),
        tests("Phone", knows: ["Kernel", "SIP", "SDP", "SIPTransport", "Audio", "MediaServer", "Phone", logging]),
        tests(
            "Voice",
            knows: [
                "Kernel", "Audio", "AudioFiles", "MediaServer", "Phrases", "Model", "ModelTesting", "Voice", logging,
            ]
        ),
        tests("Patterns", knows: ["Patterns"]),
        tests("Routing", knows: ["Kernel", "Model", "ModelTesting", "Routing"]),
        tests(
            "Exchange",
            knows: [
                "Kernel", "SIP", "Audio", "Phrases", "Voice", "Model", "Journal", "ModelTesting", "Routing",
                "Exchange", "SIPTransport",
            ]
        ),
    ]
)
