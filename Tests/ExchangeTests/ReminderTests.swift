import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Reminders")
struct ReminderTests {
    static let id = EntryID("r")
    static let start: Int64 = 1_800_000_000

    static func at(_ seconds: Int64) -> Timestamp { Timestamp(seconds: Self.start + seconds) }

    static func reminders(_ repetition: Reminder.Repetition = .once, isActive: Bool = true) -> [EntryID: Reminder] {
        [Self.id: Reminder(user: UserID("u"), at: Self.at(100), repetition: repetition, isActive: isActive)]
    }

    @Test("CAL-12 it rings once at its time")
    func once() {
        var list = ReminderList(startingAt: Self.at(0))
        #expect(list.due(of: Self.reminders(), at: Self.at(99)).isEmpty)
        #expect(list.next(of: Self.reminders(), after: Self.at(99)) == Self.at(100))
        #expect(list.due(of: Self.reminders(), at: Self.at(100)) == [Self.id])
        list.settle(Self.id)
        #expect(list.due(of: Self.reminders(), at: Self.at(101)).isEmpty)
        #expect(list.next(of: Self.reminders(), after: Self.at(101)) == nil)
        #expect(list.next(of: Self.reminders(.daily), after: Self.at(101)) == Self.at(86_500))
    }

    @Test("CAL-12 one that could not ring is tried again until it is too late, also after a restart")
    func retry() {
        var list = ReminderList(startingAt: Self.at(390))
        for now in stride(from: Int64(390), through: 400, by: 5) {
            #expect(list.due(of: Self.reminders(), at: Self.at(now)) == [Self.id], "\(now)")
        }
        #expect(list.next(of: Self.reminders(), after: Self.at(400)) == Self.at(415))
        #expect(list.due(of: Self.reminders(), at: Self.at(415)).isEmpty && list.pending.isEmpty)
        #expect(list.next(of: Self.reminders(), after: Self.at(415)) == nil)
        var late = ReminderList(startingAt: Self.at(401))
        #expect(late.due(of: Self.reminders(), at: Self.at(401)).isEmpty)
    }

    @Test("CAL-12 one that rang before a restart does not ring again, its next time does")
    func rung() {
        var list = ReminderList(startingAt: Self.at(130), rung: [Self.id: Self.at(100)])
        #expect(list.due(of: Self.reminders(.daily), at: Self.at(130)).isEmpty)
        #expect(list.due(of: Self.reminders(.daily), at: Self.at(86_500)) == [Self.id])
        #expect(list.settle(Self.id) == Self.at(86_500))
        var other = ReminderList(startingAt: Self.at(130), rung: [EntryID("x"): Self.at(100)])
        #expect(other.due(of: Self.reminders(), at: Self.at(130)) == [Self.id])
    }

    @Test("CAL-12 one that is removed, switched off or put off while it waits does not ring")
    func changed() {
        var moved = Self.reminders()
        moved[Self.id]?.at = Self.at(200)
        for other in [[:], Self.reminders(isActive: false), moved] {
            var list = ReminderList(startingAt: Self.at(0))
            #expect(list.due(of: Self.reminders(), at: Self.at(100)) == [Self.id])
            #expect(list.due(of: other, at: Self.at(115)).isEmpty)
        }
    }
}
