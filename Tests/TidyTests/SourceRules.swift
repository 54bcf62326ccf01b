/// What the sources may not contain (house style §2, rules marked M).
enum SourceRules {
    /// Targets that decide and compute: no clocks, sockets, databases, no Foundation.
    static let pure = [
        "Sources/Kernel", "Sources/Protocols/SIP", "Sources/Protocols/SDP", "Sources/Protocols/RTP",
        "Sources/Protocols/STUN", "Sources/Media/Audio", "Sources/Telephony/Model", "Sources/Telephony/Routing",
        "Sources/Records/Journal",
    ]

    static let all = [
        pureTargets, protocols, time, chance, traps, leftovers, printing, logMessages, libraryLogs, unchecked,
        publicity,
        sleeping,
    ]

    static let pureTargets = Rule(
        testDescription: "B1 decisions know no sockets, databases, web or Foundation",
        folders: Self.pure,
        pattern: #"^\s*([a-z@]+ )*import (struct |class |enum |func )?"#
            + #"(NIO|GRDB|Hummingbird|HTTPTypes|Foundation|Dispatch|ServiceLifecycle|Metrics|Configuration)\w*"#,
        catches: [
            "import NIOCore", "public import Foundation", "import struct Foundation.Date", "package import GRDB",
        ],
        spares: ["import Kernel", "// import NIOCore", "import Synchronization"]
    )

    static let protocols = Rule(
        testDescription: "B1 protocols and media know no PBX",
        folders: ["Sources/Protocols", "Sources/Media"],
        pattern: #"^\s*([a-z@]+ )*import (Model|Routing|Exchange|Phone|Journal|Storage\w*|Web|MartletServer)\b"#,
        catches: ["package import Model", "import StorageSQLite"],
        spares: ["import Kernel", "import SIP"]
    )

    static let time = Rule(
        testDescription: "L5 clocks are read in Kernel only",
        folders: ["Sources"],
        without: ["Sources/Kernel"],
        pattern: #"\b(Date\(\)|Date\.now\b|(Continuous|Suspending)Clock\b|NIODeadline\.now\(|DispatchTime\.now\("#
            + #"|clock_gettime\(|gettimeofday\(|mach_absolute_time\()|[^\w.]time\(nil\)"#,
        catches: [
            "let at = Date()", "ContinuousClock().now", "clock_gettime(CLOCK_MONOTONIC, &now)", "NIODeadline.now()",
        ],
        spares: [
            "let now = self.time.now", "Date(timeIntervalSince1970: 0)", "context.eventLoop.now", "sleep(time: nil)",
        ]
    )

    static let chance = Rule(
        testDescription: "L5 chance and new identifiers come from Kernel only",
        folders: ["Sources"],
        without: ["Sources/Kernel"],
        pattern: #"\b(SystemRandomNumberGenerator|UUID\(\)|arc4random|getrandom\(|getentropy\()"#
            + #"|\.(random|shuffled|randomElement|shuffle)\((?![^\n]*using:)[^\n]*\)"#,
        catches: ["Int.random(in: 0..<9)", "list.shuffled()", "UUID()", "SystemRandomNumberGenerator()"],
        spares: [
            "Int.random(in: 0..<9, using: &self.random)", "UUID(uuidString: text)", "list.shuffled(using: &generator)",
        ]
    )

    static let traps = Rule(
        testDescription: "I3 nothing stops the process on purpose or by force",
        folders: ["Sources"],
        without: ["Sources/Testing"],
        pattern: #"\b(fatalError\(|preconditionFailure\(|try!|as!|unowned\(unsafe\))"#,
        catches: ["fatalError(\"no\")", "let x = try! f()", "thing as! Other"],
        spares: ["try? f()", "thing as? Other", "assertionFailure(\"no\")", "precondition(count > 0)"]
    )

    static let leftovers = Rule(
        testDescription: "nothing is left to be done later",
        folders: ["Sources", "Tests", "Fuzz/Sources", "Benchmarks"],
        pattern: #"\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b"#,
        readsComments: true,
        catches: ["// TO" + "DO: more", "/// FIX" + "ME"],
        spares: ["todos", "// XXXX", "a hack saw"]
    )

    static let printing = Rule(
        testDescription: "only the commands print",
        folders: ["Sources"],
        without: ["Sources/martlet"],
        pattern: #"(?<!func )(?<![\w.`])(print|debugPrint|dump|NSLog)\("#,
        catches: ["print(call)", "        print(\"here\")", "debugPrint(x)"],
        spares: ["func print(into buffer: inout [UInt8])", "message.print(into: &buffer)", "self.reprint(x)"]
    )

    static let logMessages = Rule(
        testDescription: "L1 log messages are constants; what varies is metadata",
        folders: ["Sources"],
        pattern: #"\blog(ger)?\.(trace|debug|info|notice|warning|error|critical|log)\("#
            + #"\s*(level: [^,\n]*,\s*)?("[^"\n]*\\\(|(?!level:)[^"\s)])"#,
        catches: [#"logger.debug("call \(id)")"#, "logger.info(\n    \"call \\(id)\"\n)", "self.logger.error(text)"],
        spares: [
            #"logger.debug("call began", metadata: ["id": "\(id)"])"#,
            "logger.notice(\n    \"ready\",\n    metadata: [:]\n)",
            #"logger.log(level: .debug, "ready")"#,
        ]
    )

    static let libraryLogs = Rule(
        testDescription: "L2 libraries never log above debug",
        folders: ["Sources/Protocols"],
        pattern: #"\blog(ger)?\.(info|notice|warning|error|critical)\("#,
        catches: [#"self.logger.warning("slow")"#],
        spares: [#"self.logger.debug("slow")"#, #"logger.trace("bytes")"#]
    )

    static let unchecked = Rule(
        testDescription: "C2 what the compiler cannot check has a sentence above it",
        folders: ["Sources", "Tests"],
        without: ["Tests/TidyTests"],
        pattern:
            #"(\A|^(?![ \t]*//)[^\n]*\n)(?![ \t]*//)[^\n]*(@unchecked Sendable|nonisolated\(unsafe\)|@preconcurrency)"#,
        readsComments: true,
        catches: [
            "\nfinal class A: @unchecked Sendable {", "@preconcurrency import B",
            "let a = 1\nnonisolated(unsafe) var b = 2",
        ],
        spares: [
            "// Guarded by the loop.\nfinal class A: @unchecked Sendable {",
            "/// Why.\n    nonisolated(unsafe) var b = 2",
        ]
    )

    static let publicity = Rule(
        testDescription: "B4 only library products are public",
        folders: [
            "Sources/Media", "Sources/Telephony", "Sources/Records", "Sources/Services", "Sources/MartletServer",
            "Sources/martlet",
        ],
        pattern: #"^\s*(public|open) "#,
        catches: ["public struct A {", "    public import Kernel"],
        spares: ["package struct A {", "let isPublic = true"]
    )

    static let sleeping = Rule(
        testDescription: "C3 nothing blocks a thread or leaves its task group",
        folders: ["Sources"],
        pattern: #"\b(Thread\.sleep|usleep\(|nanosleep\(|DispatchSemaphore|NSLock|Task\.detached)|(?<![\w.])sleep\(\d"#,
        catches: ["Thread.sleep(forTimeInterval: 1)", "Task.detached {", "let lock = NSLock()"],
        spares: ["try await Task.sleep(for: pause)", "await self.time.sleep(pause)"]
    )
}
