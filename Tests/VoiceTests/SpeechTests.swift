import Audio
import Foundation
import Kernel
import Model
import Testing

@testable import Voice

/// A folder with a program in it that stands for espeak-ng.
private final class FakeProgram: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-speech-\(UUID().uuidString)").path
    var path: String { self.folder + "/speaker" }

    init(_ script: String) throws {
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: self.path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: self.path)
    }

    deinit {
        // What cannot be removed is the system's to sweep.
        try? FileManager.default.removeItem(atPath: self.folder)
    }

    /// In a script: tells that it has come so far, and waits for ``openGate()``.
    static let gate = #"here=$(dirname "$0"); : >"$here/begun"; until [ -e "$here/open" ]; do sleep 0.02; done"#

    func openGate() throws { try Data().write(to: URL(filePath: self.folder + "/open")) }

    func read(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(self.folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }

    func synthesizer(_ limit: Duration = .seconds(240)) -> EspeakSynthesizer {
        EspeakSynthesizer(program: self.path, timeLimit: limit, outputLimit: 2 << 20, duration: .seconds(30))
    }
}

@Suite("IVR-07 Texts that are said", .serialized)
struct SpeechTests {
    private static let acme = DomainID("acme.example")
    private static let globex = DomainID("globex.example")
    private static let hello = SpokenText("Hello, this is a company.", .englishMale)

    private static func seconds(_ samples: [Int16]) -> Double { Double(samples.count) / 8_000 }

    @Test(
        "IVR-07 every voice is heard at one loudness, and a longer text for longer",
        arguments: SpokenText.Voice.allCases
    )
    func voices(_ voice: SpokenText.Voice) async throws {
        let synthesizer = EspeakSynthesizer.patient()
        try #require(synthesizer.path != nil, "espeak-ng is not installed: Scripts/packages.sh test")
        let isRussian = voice.rawValue.hasPrefix("ru")
        let sentence = isRussian ? "Нажмите один, чтобы поговорить с отделом продаж. " : "Press one to talk to sales. "
        let short = try await synthesizer.say(SpokenText(sentence, voice), for: Self.acme)
        let long = try await synthesizer.say(SpokenText(sentence + sentence, voice), for: Self.acme)
        #expect((1.0...6.0).contains(Self.seconds(short)))
        #expect(2 * long.count > 3 * short.count && 2 * long.count < 5 * short.count)
        #expect((-22.0 ... -15.0).contains(SoundLevel(of: short).dBm0), "\(SoundLevel(of: short).dBm0)")
        let slow = try await synthesizer.say(SpokenText(sentence, voice, wordsPerMinute: 100), for: Self.acme)
        let fast = try await synthesizer.say(SpokenText(sentence, voice, wordsPerMinute: 250), for: Self.acme)
        #expect(Double(slow.count) > 1.5 * Double(fast.count))
    }

    @Test("IVR-07 voices differ: a man's and a woman's are not one sound")
    func voicesDiffer() async throws {
        let synthesizer = EspeakSynthesizer.patient()
        let man = try await synthesizer.say(SpokenText("Добрый день", .russianMale), for: Self.acme)
        let woman = try await synthesizer.say(SpokenText("Добрый день", .russianFemale), for: Self.acme)
        #expect(man != woman)
    }

    @Test(
        "IVR-07 whatever a text holds is said or refused, and is neither an option nor a file nor markup",
        arguments: [
            "-f /etc/passwd", "--help", "-w /tmp/martlet-was-here", "$(touch /tmp/martlet-was-here); `id`",
            "<speak><audio src=\"/etc/passwd\"/>one</speak>", "[[h@l'oU]] one [[[[[", "[[\u{301}h@l'oU]] one",
            "one\n\n\ntwo\n",
            "один %s %n two",
            "\u{202e}one \u{1F600}",
        ]
    )
    func hostile(text: String) async throws {
        let program = try FakeProgram(#"printf '%s\n' "$@" >"$(dirname "$0")/arguments"; cat >"$(dirname "$0")/input""#)
        let spoken = SpokenText(text, .englishMale)
        try spoken.validate()
        await #expect(throws: SpeechRefusal.self) { try await program.synthesizer().say(spoken, for: Self.acme) }
        #expect(program.read("arguments") == "--stdin\n--stdout\n-b\n1\n-v\nen-gb\n-s\n160\n")
        let input = try #require(program.read("input"))
        let bytes = Array(input.utf8)
        #expect(!zip(bytes, bytes.dropFirst()).contains { $0 == 0x5b && $1 == 0x5b })
        #expect(input.replacing(" ", with: "").contains(text.replacing(" ", with: "").prefix(2)))
        let sound = try await EspeakSynthesizer.patient(.seconds(60)).say(spoken, for: Self.acme)
        #expect((0.1...30).contains(Self.seconds(sound)))
        #expect(!FileManager.default.fileExists(atPath: "/tmp/martlet-was-here"))
    }

    @Test(
        "IVR-07 what cannot be a text is refused before anything is run",
        arguments: [
            "", " ", "\n", "?!…", "a\u{0}b", "a\tb", "a\u{1}b", "a\u{9b}b", String(repeating: "a", count: 2_001),
            String(repeating: "слово ", count: 17_000),
        ]
    )
    func invalid(text: String) {
        #expect(throws: ModelError.self) { try SpokenText(text, .russianMale).validate() }
    }

    @Test("IVR-07 speeds have bounds", arguments: [(79, false), (80, true), (300, true), (301, false), (-1, false)])
    func speeds(speed: Int, isValid: Bool) {
        let text = SpokenText("one", .englishMale, wordsPerMinute: speed)
        #expect(((try? text.validate()) != nil) == isValid)
    }

    @Test(
        "IVR-07 a program that lies, fails, floods or says nothing is refused",
        arguments: [
            ("true", .failed), ("exit 3", .failed), ("kill -9 $$", .failed), ("echo RIFF", .failed),
            ("echo no sound at all; exit 0", .failed), ("head -c 100000 /dev/zero", .failed),
            ("yes", .tooLong), ("exec espeak-ng \"$@\" </dev/null", .failed),
            ("espeak-ng --stdout \"$(yes word | head -n 110)\" </dev/null", .tooLong),
        ] as [(String, SpeechRefusal.Code)]
    )
    func liars(script: String, code: SpeechRefusal.Code) async throws {
        let program = try FakeProgram(script)
        let refusal = await #expect(throws: SpeechRefusal.self) {
            try await program.synthesizer().say(Self.hello, for: Self.acme)
        }
        #expect(refusal?.code == code, "\(refusal?.detail ?? "")")
    }

    @Test(
        "IVR-07 a program that hangs is ended in time, with what it began",
        arguments: [
            "sleep 60", "sleep 60 & echo $! >\"$(dirname \"$0\")/child\"; wait", "exec >&-; sleep 60",
            "trap '' TERM; sleep 60",
        ]
    )
    func hanging(script: String) async throws {
        let program = try FakeProgram(script)
        let began = ContinuousClock.now
        let refusal = await #expect(throws: SpeechRefusal.self) {
            try await program.synthesizer(.milliseconds(400)).say(Self.hello, for: Self.acme)
        }
        #expect(refusal?.code == .failed && ContinuousClock.now - began < .seconds(45))
        guard let child = program.read("child").flatMap({ Int($0.trimmingCharacters(in: .newlines)) }) else { return }
        #expect(
            try await eventually {
                !FileManager.default.fileExists(atPath: "/proc/\(child)/cmdline") || Self.isZombie(child)
            }
        )
    }

    private static func isZombie(_ process: Int) -> Bool {
        let status = FileManager.default.contents(atPath: "/proc/\(process)/stat") ?? Data()
        return String(decoding: status, as: UTF8.self).contains(") Z ")
    }

    @Test("IVR-07 the program has no descriptor of ours and no environment of ours")
    func bare() async throws {
        let program = try FakeProgram(
            #"here=$(dirname "$0"); ls /proc/self/fd >"$here/descriptors"; env >"$here/environment"; exit 1"#
        )
        let held = FileHandle(forReadingAtPath: "/dev/zero")
        _ = try? await program.synthesizer().say(Self.hello, for: Self.acme)
        #expect(held != nil)
        // `ls` has the folder open as well.
        let descriptors = program.read("descriptors")?.split(separator: "\n").compactMap { Int($0) } ?? []
        #expect(descriptors.count == 4 && descriptors.allSatisfy { $0 < 4 }, "\(descriptors)")
        #expect(program.read("environment")?.contains("HOME=") == false)
    }

    @Test("IVR-07 without the program there is a sentence that says what to install")
    func absent() async throws {
        let named = EspeakSynthesizer(program: "/nowhere/espeak-ng", duration: .seconds(60))
        #expect(named.absence?.code == .absent && named.absence?.detail.contains("/nowhere/espeak-ng") == true)
        let unknown = EspeakSynthesizer(program: "martlet-no-such-program", duration: .seconds(60))
        #expect(unknown.absence?.detail.contains("apt-get install espeak-ng") == true)
        let refusal = await #expect(throws: SpeechRefusal.self) { try await unknown.say(Self.hello, for: Self.acme) }
        #expect(refusal?.code == .absent)
    }

    @Test("IVR-07 so many texts are said at once, so many wait, and the others are told so")
    func flood() async throws {
        // Nothing is said before the last one was told.
        let program = try FakeProgram("\(FakeProgram.gate); exec espeak-ng \"$@\"")
        let synthesizer = program.synthesizer()
        let outcomes = try await withThrowingTaskGroup(of: SpeechRefusal.Code?.self) { group in
            for index in 0..<30 {
                group.addTask {
                    do throws(SpeechRefusal) {
                        _ = try await synthesizer.say(Self.hello, for: DomainID("company-\(index % 10).example"))
                        return nil
                    } catch {
                        return error.code
                    }
                }
            }
            var outcomes: [SpeechRefusal.Code?] = []
            while let outcome = try await group.next() {
                outcomes.append(outcome)
                if outcomes.count == 20 { try program.openGate() }
            }
            return outcomes
        }
        #expect(outcomes.prefix(20).allSatisfy { $0 == .busy })
        #expect(outcomes.count { $0 == nil } == 10 && outcomes.count { $0 == .busy } == 20)
        #expect(try await synthesizer.say(Self.hello, for: Self.acme).count > 8_000)
    }

    @Test("IVR-07 one text of a domain is said at a time, however many it wants: the other place is for others")
    func places() {
        var places = SpeechPlaces<String>(atOnce: 2, waitingLimit: 4, waitingLimitOfDomain: 3)
        let (acme, globex, third) = (Self.acme, Self.globex, DomainID("third.example"))
        #expect((0..<5).map { places.arrive("a\($0)", of: acme) } == [.begins, .waits, .waits, .waits, .refused])
        #expect(places.arrive("g0", of: globex) == .begins)
        #expect(places.arrive("t0", of: third) == .waits)
        #expect(places.arrive("g1", of: globex) == .refused)
        // Globex' place goes to the third, though three of Acme's came before.
        #expect(places.leave(globex) == "t0")
        #expect(places.leave(acme) == "a1")
        #expect(places.leave(third) == nil)
        #expect(places.arrive("g2", of: globex) == .begins)
        #expect(places.leave(acme) == "a2" && places.leave(acme) == "a3" && places.leave(acme) == nil)
        #expect(places.leave(globex) == nil)
        #expect(places.arrive("a5", of: acme) == .begins && places.arrive("g3", of: globex) == .begins)
    }

    @Test("IVR-07 while a domain's texts wait, another one's is said")
    func sharing() async throws {
        // Acme's first text is not said before Globex has its own.
        let program = try FakeProgram(
            "read text; case $text in Hello*) \(FakeProgram.gate);; esac; echo $text | exec espeak-ng \"$@\""
        )
        let synthesizer = program.synthesizer()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { _ = try await synthesizer.say(Self.hello, for: Self.acme) }
            }
            #expect(try await eventually { program.read("begun") != nil }, "Acme's are there first")
            _ = try await synthesizer.say(SpokenText("Good day.", .englishMale), for: Self.globex)
            try program.openGate()
            try await group.waitForAll()
        }
    }

    @Test("IVR-07 the program gives way to the server, with what it begins")
    func nice() async throws {
        let program = try FakeProgram(
            #"read text; cut -d' ' -f19 /proc/self/stat >"$(dirname "$0")/nice"; exit 1"#
        )
        let own = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
        _ = try? await program.synthesizer().say(Self.hello, for: Self.acme)
        let niceness = program.read("nice").flatMap { Int32($0.trimmingCharacters(in: .newlines)) }
        #expect(niceness == max(own, ChildProcess.niceness))
    }

    @Test("IVR-07 a text that is said becomes a prompt with its text, which a file in its place takes away")
    func prompt() async throws {
        let world = try VoiceWorld()
        try await world.archive.start()
        let prompt = Prompt(
            id: PromptID("said"),
            domain: DomainID("acme.example"),
            purpose: .greeting,
            name: "Said",
            changedAt: .epoch
        )
        try await world.archive.prompts.add(prompt)
        _ = try await world.archive.speak(Self.hello, as: prompt)
        let shelf = world.archive.prompts
        #expect(try await eventually { try await shelf.find(prompt.id)?.state == .ready })
        let ready = try #require(try await shelf.find(prompt.id))
        #expect(ready.spoken == Self.hello && ready.container == .wav && ready.version == 1)
        let heard = try #require(await shelf.clip(of: prompt.id)).samples
        #expect(heard.count > 8_000)
        #expect(try WAVFile(parsing: try await world.archive.speak(Self.hello, for: Self.acme)).samples == heard)
        let upload = shelf.newUpload()
        try Data(WAVFile(samples: [Int16](repeating: 900, count: 8_000)).bytes).write(to: URL(filePath: upload))
        #expect(try await shelf.take(ready, file: upload).spoken == nil)
        #expect(world.files("prompts").allSatisfy { !$0.hasSuffix(".part") })
    }

    @Test("IVR-07 a text that cannot be said changes nothing and leaves no file")
    func refused() async throws {
        let program = try FakeProgram("exit 1")
        let world = try VoiceWorld(synthesizer: program.synthesizer())
        try await world.archive.start()
        let prompt = Prompt(
            id: PromptID("kept"),
            domain: DomainID("acme.example"),
            purpose: .greeting,
            name: "Kept",
            changedAt: .epoch
        )
        try await world.archive.prompts.add(prompt)
        await #expect(throws: SpeechRefusal.self) { try await world.archive.speak(Self.hello, as: prompt) }
        #expect(try await world.archive.prompts.find(prompt.id) == prompt)
        #expect(world.files("prompts").isEmpty)
    }
}
