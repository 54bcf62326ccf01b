import Kernel
import Model
import ModelTesting
import Testing

@Suite("PromptRepository and VoiceMessageRepository contracts")
struct VoiceRepositoryTests {
    private let alice = UserID("alice")
    private let acme = DomainID("acme.example")

    private func message(_ id: String, at seconds: Int64, heard: Bool = false, _ user: String = "alice") -> VoiceMessage
    {
        VoiceMessage(
            id: VoiceMessageID(id),
            user: UserID(user),
            domain: self.acme,
            call: CallID("call-\(id)"),
            caller: Party(user: UserID("bob"), number: "102", name: "Боб"),
            at: Timestamp(seconds: seconds),
            duration: .milliseconds(3_250),
            byteCount: 26_058,
            state: .kept,
            heardAt: heard ? Timestamp(seconds: seconds + 5) : nil
        )
    }

    @Test("MED-02 a prompt is put, found, listed by name, replaced and removed", arguments: TestStore.Kind.allCases)
    func prompts(_ kind: TestStore.Kind) async throws {
        let prompts = try await TestStore(kind).prompts
        let plain = Prompt(
            id: PromptID("p1"),
            domain: self.acme,
            purpose: .melody,
            name: "Вальс",
            changedAt: Timestamp(seconds: 1)
        )
        var full = Prompt(
            id: PromptID("p2"),
            domain: self.acme,
            owner: self.alice,
            purpose: .voicemail,
            name: "Absent",
            state: .ready,
            container: .mp3,
            byteCount: 1_234,
            duration: .microseconds(2_000_001),
            changedAt: Timestamp(seconds: 2),
            version: 3
        )
        try await prompts.put(plain)
        try await prompts.put(full)
        #expect(try await prompts.find(plain.id) == plain)
        #expect(try await prompts.find(full.id) == full)
        #expect(try await prompts.all(of: self.acme, owner: nil) == [full, plain])
        #expect(try await prompts.all(of: self.acme, owner: self.alice) == [full])
        #expect(try await prompts.all(of: DomainID("other.example"), owner: nil).isEmpty)
        full.spoken = SpokenText("Нажмите 1.\nИли 2.", .russianFemale, wordsPerMinute: 140)
        full.state = .refused
        full.refusal = "not-sound"
        full.name = "Ящик"
        try await prompts.put(full)
        #expect(try await prompts.all(of: self.acme, owner: nil) == [plain, full])
        full.spoken = nil
        try await prompts.put(full)
        #expect(try await prompts.find(full.id) == full)
        #expect(try await prompts.all(in: .refused) == [full])
        #expect(try await prompts.all(in: .checking).isEmpty)
        try await prompts.remove(full.id)
        try await prompts.remove(PromptID("unknown"))
        #expect(try await prompts.find(full.id) == nil)
    }

    @Test("VM-02 messages are listed newest first, counted, heard and removed", arguments: TestStore.Kind.allCases)
    func messages(_ kind: TestStore.Kind) async throws {
        let messages = try await TestStore(kind).voiceMessages
        var begun = self.message("m4", at: 4)
        begun.state = .recording
        let (first, second) = (self.message("m1", at: 1, heard: true), self.message("m2", at: 2))
        for each in [first, second, self.message("m3", at: 3, "bob"), begun] { try await messages.put(each) }
        #expect(try await messages.all(of: self.alice) == [second, first])
        #expect(try await messages.unfinished() == [begun])
        let counts: [UserID: MessageCounts] = [
            self.alice: MessageCounts(new: 1, old: 1), UserID("bob"): MessageCounts(new: 1),
        ]
        #expect(try await messages.counts() == counts)
        begun.state = .kept
        begun.duration = .seconds(9)
        try await messages.put(begun)
        #expect(try await messages.find(begun.id) == begun)
        try await messages.remove(first.id)
        #expect(try await messages.all(of: self.alice) == [begun, second])
        #expect(try await messages.counts()[self.alice] == MessageCounts(new: 2))
    }

    @Test(
        "what belongs to removed users and domains is found, to remove its files",
        arguments: TestStore.Kind.databases
    )
    func orphans(_ kind: TestStore.Kind) async throws {
        let store = try await TestStore(kind)
        let user = User.sample()
        let author = ChangeAuthor(name: "test")
        _ = try await store.configuration.apply([.putDomain(.sample()), .putUser(user)], by: author, at: .epoch)
        let own = Prompt(
            id: PromptID("own"),
            domain: user.domain,
            owner: user.id,
            purpose: .greeting,
            name: "own",
            changedAt: .epoch
        )
        var shared = own
        (shared.id, shared.owner) = (PromptID("shared"), nil)
        var message = self.message("m", at: 1)
        message.user = user.id
        try await store.prompts.put(own)
        try await store.prompts.put(shared)
        try await store.voiceMessages.put(message)
        let group = DomainEntry(id: EntryID("sales"), domain: user.domain, .group(CallGroup(name: "Sales")))
        _ = try await store.configuration.apply([.putEntry(group)], by: author, at: .epoch)
        var left = self.message("g", at: 2)
        left.user = RouteTarget.Mailbox.group(group.id).key
        try await store.voiceMessages.put(left)
        #expect(try await store.prompts.orphans().isEmpty)
        #expect(try await store.voiceMessages.orphans().isEmpty)
        _ = try await store.configuration.apply([.removeEntry(group.id)], by: author, at: .epoch)
        #expect(try await store.voiceMessages.orphans() == [left.id])
        try await store.voiceMessages.remove(left.id)
        _ = try await store.configuration.apply([.removeUser(user.id)], by: author, at: .epoch)
        #expect(try await store.prompts.orphans() == [own.id])
        #expect(try await store.voiceMessages.orphans() == [message.id])
        _ = try await store.configuration.apply([.removeDomain(user.domain)], by: author, at: .epoch)
        #expect(try await store.prompts.orphans() == [own.id, shared.id])
    }
}
