import Kernel
import Model
import Testing

@Suite("Entries of a domain")
struct EntryTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let repetition: Reminder.Repetition
        var first = "2026-11-20T06:00:00Z"  // A Friday.
        var offset = 180
        let after: String
        let next: String?
    }

    @Test(
        "CAL-12 when a reminder is next due",
        arguments: [
            Row(
                testDescription: "not yet",
                repetition: .once,
                after: "2026-11-19T00:00:00Z",
                next: "2026-11-20T06:00:00.000Z"
            ),
            Row(
                testDescription: "just now",
                repetition: .once,
                after: "2026-11-20T06:00:00Z",
                next: "2026-11-20T06:00:00.000Z"
            ),
            Row(testDescription: "over", repetition: .once, after: "2026-11-20T06:00:01Z", next: nil),
            Row(
                testDescription: "the next day",
                repetition: .daily,
                after: "2026-11-20T06:00:01Z",
                next: "2026-11-21T06:00:00.000Z"
            ),
            Row(
                testDescription: "years later",
                repetition: .daily,
                after: "2031-01-01T05:00:00Z",
                next: "2031-01-01T06:00:00.000Z"
            ),
            Row(
                testDescription: "after Friday comes Monday",
                repetition: .weekdays,
                after: "2026-11-20T06:00:01Z",
                next: "2026-11-23T06:00:00.000Z"
            ),
            Row(
                testDescription: "Friday evening in UTC is Saturday in Vladivostok",
                repetition: .weekdays,
                first: "2026-11-20T20:00:00Z",
                offset: 600,
                after: "2026-11-19T00:00:00Z",
                next: "2026-11-22T20:00:00.000Z"
            ),
            Row(
                testDescription: "a week later",
                repetition: .weekly,
                after: "2026-11-21T00:00:00Z",
                next: "2026-11-27T06:00:00.000Z"
            ),
        ]
    )
    func next(_ row: Row) throws {
        let at = try #require(Timestamp(row.first))
        var reminder = Reminder(user: UserID("u"), at: at, repetition: row.repetition, offsetMinutes: row.offset)
        #expect(reminder.next(notBefore: try #require(Timestamp(row.after)))?.description == row.next)
        reminder.isActive = false
        #expect(reminder.next(notBefore: .epoch) == nil)
    }

    @Test("CAL-07 CAL-12 what an entry may be")
    func validity() {
        func isValid(_ content: DomainEntry.Content) -> Bool {
            let entry = DomainEntry(id: EntryID("e"), domain: DomainID("acme.example"), content)
            return (try? entry.validate()) != nil
        }
        let user = UserID("u")
        #expect(isValid(.pickupGroup(PickupGroup(name: "Продажи", members: [user]))))
        #expect(!isValid(.pickupGroup(PickupGroup(name: "", members: []))))
        #expect(!isValid(.pickupGroup(PickupGroup(name: "twice", members: [user, user]))))
        #expect(isValid(.group(CallGroup(name: "G", extension: "1120"))))
        #expect(isValid(.reminder(Reminder(user: user, at: .epoch))))
        #expect(!isValid(.reminder(Reminder(user: user, at: Timestamp(seconds: 99_999_999_999)))))
        #expect(!isValid(.reminder(Reminder(user: user, at: .epoch, offsetMinutes: 900))))
        #expect(!isValid(.reminder(Reminder(user: user, label: "a\nb", at: .epoch))))
    }
}
