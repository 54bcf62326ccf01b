// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that ordinary builds neither see it nor pay for it. Its sources are links to the product's:
// the parsers are compiled here without any dependency, which makes the build short. `run.sh` builds it with
// `--sanitize=fuzzer --sanitize=address`; without that flag SwiftPM looks for a `main` that only libFuzzer has.

let instrumented: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // `--sanitize` twice leaves AddressSanitizer alone, so coverage is asked for here. Optimised for speed, with the
    // checks of a debug build.
    .unsafeFlags(["-sanitize=fuzzer,address", "-O", "-assert-config", "Debug", "-parse-as-library"]),
]

/// A parser, by a link to its folder.
func parser(_ name: String, without folders: [String] = []) -> Target {
    .target(name: name, dependencies: name == "Kernel" ? [] : ["Kernel"], exclude: folders, swiftSettings: instrumented)
}

/// What feeds a parser: `LLVMFuzzerTestOneInput` and nothing else.
func harness(_ parser: String) -> Target {
    .executableTarget(
        name: "\(parser)Fuzz",
        dependencies: [.target(name: parser)],
        swiftSettings: instrumented
    )
}

let package = Package(
    name: "martlet-fuzz",
    platforms: [.macOS(.v15)],
    targets: [
        parser("Kernel"),
        // Messages and headers only: digest needs swift-crypto, and the machines read no octets.
        parser("SIP", without: ["Digest", "Transactions", "Dialogs", "Sessions"]),
        harness("SIP"),
        parser("SDP"),
        harness("SDP"),
        parser("RTP"),
        harness("RTP"),
        parser("STUN"),
        harness("STUN"),
    ]
)
