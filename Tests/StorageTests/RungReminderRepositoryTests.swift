import Kernel
import Model
import Testing

/// What every ``RungReminderRepository`` promises.
@Suite("RungReminderRepository contract")
struct RungReminderRepositoryTests {
    @Test("CAL-12 the last time of each reminder is kept until it is old", arguments: TestStore.Kind.allCases)
    func keeps(_ kind: TestStore.Kind) async throws {
        let rung = try await TestStore(kind).rungReminders
        let (one, two) = (EntryID("one"), EntryID("two"))
        try await rung.note(one, dueAt: Timestamp(seconds: 100))
        try await rung.note(two, dueAt: Timestamp(seconds: 150))
        try await rung.note(one, dueAt: Timestamp(seconds: 200))
        #expect(try await rung.all() == [one: Timestamp(seconds: 200), two: Timestamp(seconds: 150)])
        try await rung.forget(before: Timestamp(seconds: 151))
        #expect(try await rung.all() == [one: Timestamp(seconds: 200)])
    }
}
