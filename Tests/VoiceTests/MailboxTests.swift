import Audio
import AudioFiles
import Foundation
import Kernel
import Model
import Synchronization
import Testing

@testable import Voice

@Suite("VM-01, VM-02 Mailboxes")
struct MailboxTests {
    private static let alice = UserID("alice")

    private final class News: Sendable {
        let counts = Mutex<[MessageCounts]>([])
        let left = Mutex<[VoiceMessage]>([])
        let ends = Mutex<[RecordingEnd]>([])

        var listener: Mailboxes.Listener {
            Mailboxes.Listener(
                countsChanged: { _, counts in self.counts.withLock { $0.append(counts) } },
                messageLeft: { message in self.left.withLock { $0.append(message) } }
            )
        }
    }

    private func begin(_ world: VoiceWorld, _ news: News) async throws -> Mailboxes.Draft {
        try await world.archive.mailboxes.begin(
            for: Self.alice,
            in: DomainID("acme.example"),
            from: Party(number: "+74951234567", name: "Client"),
            call: CallID("c1")
        ) { end in news.ends.withLock { $0.append(end) } }
    }

    @Test("a message is left, counted, heard, made an mp3 and removed")
    func life() async throws {
        let (world, news) = (try VoiceWorld(), News())
        try await world.archive.start()
        let boxes = world.archive.mailboxes
        boxes.listen(news.listener)
        let draft = try await self.begin(world, news)
        VoiceWorld.speak(draft.recorder, .seconds(3))
        #expect(try await boxes.messages(of: Self.alice).isEmpty)
        let message = try #require(try await boxes.finish(draft))
        #expect(message.duration == .seconds(3) && message.state == .kept && message.heardAt == nil)
        #expect(try await boxes.messages(of: Self.alice) == [message])
        #expect(news.left.withLock { $0 } == [message])
        let clip = try #require(await boxes.clip(of: message.id))
        let tone = try #require(ToneMeasurement(clip.samples))
        #expect(clip.samples.count == 24_000 && abs(tone.hertz - 440) < 1 && tone.signalToNoise > 30)
        let mp3 = try #require(try await boxes.mp3(of: message))
        let bytes = try #require(FileManager.default.contents(atPath: mp3.path)).map { $0 }
        #expect(try SoundFile(reading: bytes).container == .mp3)
        #expect(try await boxes.mark(message.id, isHeard: true)?.heardAt != nil)
        #expect(try await boxes.mark(message.id, isHeard: true)?.heardAt != nil)
        #expect(boxes.counts(of: Self.alice) == MessageCounts(old: 1))
        #expect(try await boxes.mark(message.id, isHeard: false)?.heardAt == nil)
        #expect(try await boxes.remove(message.id))
        #expect(try await !boxes.remove(message.id))
        let told = [MessageCounts(new: 1), MessageCounts(old: 1), MessageCounts(new: 1), MessageCounts()]
        #expect(news.counts.withLock { $0 } == told)
        #expect(world.files("messages").isEmpty && boxes.allCounts.isEmpty)
    }

    @Test(
        "what is too short or silent is not kept",
        arguments: [(Duration.milliseconds(600), -10.0), (.seconds(3), -70)]
    )
    func nothing(duration: Duration, level: Double) async throws {
        let (world, news) = (try VoiceWorld(), News())
        try await world.archive.start()
        let draft = try await self.begin(world, news)
        VoiceWorld.speak(draft.recorder, duration, level: level)
        #expect(try await world.archive.mailboxes.finish(draft) == nil)
        #expect(world.files("messages").isEmpty)
    }

    @Test("silence and the longest time end a recording, once")
    func ends() async throws {
        let world = try VoiceWorld { settings in
            settings.messageDuration = .seconds(4)
            settings.silence = .seconds(2)
        }
        try await world.archive.start()
        let (quiet, long) = (News(), News())
        let quietDraft = try await self.begin(world, quiet)
        VoiceWorld.speak(quietDraft.recorder, .seconds(1))
        VoiceWorld.speak(quietDraft.recorder, .seconds(2), level: -70)
        let longDraft = try await self.begin(world, long)
        VoiceWorld.speak(longDraft.recorder, .seconds(6))
        #expect(
            try await eventually { quiet.ends.withLock { $0 } == [.silence] && long.ends.withLock { $0 } == [.limit] }
        )
        #expect(try await world.archive.mailboxes.finish(quietDraft)?.duration == .seconds(3))
        #expect(try await world.archive.mailboxes.finish(longDraft)?.duration == .seconds(4))
        #expect(quiet.ends.withLock { $0.count } == 1)
    }

    @Test("a message whose server died is in the mailbox after the next start, with what was written")
    func crash() async throws {
        let world = try VoiceWorld()
        try await world.archive.start()
        let draft = try await self.begin(world, News())
        VoiceWorld.speak(draft.recorder, .seconds(2))
        // The desk writes by itself; nobody finishes the message.
        #expect(try await eventually { (world.size("messages/\(draft.message.id.text).wav") ?? 0) > 30_000 })
        try await world.archive.start()
        let mended = try #require(try await world.archive.mailboxes.messages(of: Self.alice).first)
        #expect(mended.duration >= .milliseconds(1_700) && mended.duration <= .seconds(2))
        #expect(world.archive.mailboxes.counts(of: Self.alice) == MessageCounts(new: 1))
        _ = draft
    }

    @Test("VM-02 what is heard while it is being written is in the message, up to its limit")
    func heardMeanwhile() throws {
        let world = try VoiceWorld()
        try FileManager.default.createDirectory(atPath: world.folder, withIntermediateDirectories: true)
        for number in 0..<50 {
            let path = "\(world.folder)/\(number).wav"
            let recorder = try VoiceRecorder(path: path, limit: .seconds(2), silence: .seconds(9))
            let speaker = Thread {
                let frame = [Int16](repeating: 9_000, count: 160)
                for _ in 0..<150 { frame.withUnsafeBufferPointer { recorder.hear($0) } }
            }
            speaker.start()
            while recorder.drain() == nil {}
            #expect(recorder.finish() == .seconds(2))
        }
    }

    @Test("a mailbox is full at its limit")
    func full() async throws {
        let world = try VoiceWorld { $0.messageLimit = 1 }
        try await world.archive.start()
        #expect(!world.archive.mailboxes.isFull(Self.alice))
        let draft = try await self.begin(world, News())
        VoiceWorld.speak(draft.recorder, .seconds(2))
        _ = try await world.archive.mailboxes.finish(draft)
        #expect(world.archive.mailboxes.isFull(Self.alice))
    }
}

extension VoiceWorld {
    fileprivate func size(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: "\(self.folder)/\(path)"))?[.size] as? Int
    }
}

@Suite("VM-02 PINs")
struct PINTests {
    private static func user(_ id: String, pin: String) -> User {
        User(
            id: UserID(id),
            domain: DomainID("acme.example"),
            login: id,
            extension: "101",
            shownName: id,
            voicemail: VoicemailRules(isOn: true, pinHash: pin)
        )
    }

    @Test("the right PIN opens, a wrong one and nobody's mailbox do not, and five failures lock the door for a while")
    func lock() async throws {
        let world = try VoiceWorld()
        let alice = Self.user("alice", pin: "1234")
        let archive = world.archive
        #expect(await archive.check("1234", alice, from: "phone 1") == .right)
        for _ in 0..<3 { #expect(await archive.check("9999", alice, from: "phone 1") == .wrong) }
        #expect(await archive.check("1234", alice, from: "phone 1") == .right)
        for _ in 0..<5 { _ = await archive.check("0000", alice, from: "phone 2") }
        #expect(await archive.check("1234", alice, from: "phone 2") == .locked)
        // The mailbox itself is closed, too: a guesser could call from many phones.
        #expect(await archive.check("1234", alice, from: "phone 1") == .locked)
        #expect(await archive.check("1234", Self.user("bob", pin: "1234"), from: "phone 1") == .right)
        world.time.advance(by: .seconds(901))
        #expect(await archive.check("1234", alice, from: "phone 2") == .right)
    }

    @Test("an extension that nobody has, and a mailbox without a PIN, never open")
    func nobody() async throws {
        let world = try VoiceWorld()
        #expect(await world.archive.check("1234", nil, from: "a") == .wrong)
        #expect(await world.archive.check("", Self.user("carol", pin: ""), from: "b") == .wrong)
    }
}
