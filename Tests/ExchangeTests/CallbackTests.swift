import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Call back on busy")
struct CallbackTests {
    static let anna = UserID("anna")
    static let boris = UserID("boris")

    static func moment(_ seconds: Int) -> Moment { Moment(sinceStart: .seconds(seconds)) }

    static func list(_ callee: UserID? = boris) throws -> CallbackList {
        var list = CallbackList()
        try list.add(.init(id: "w", caller: Self.anna, number: "102", callee: callee, since: Self.moment(0)))
        return list
    }

    @Test("CAL-08 the call begins when both are free, and is over with an answer")
    func free() throws {
        var list = try Self.list()
        #expect(list.due(at: Self.moment(1), isFree: { _ in true }).isEmpty, "the phone is put down first")
        #expect(list.due(at: Self.moment(3), isFree: { $0 == Self.anna }).isEmpty, "the colleague talks")
        #expect(list.due(at: Self.moment(3), isFree: { $0 == Self.boris }).isEmpty, "the caller talks")
        #expect(list.due(at: Self.moment(3), isFree: { _ in true }).map(\.id) == ["w"])
        list.began("w", CallID("c"))
        #expect(list.due(at: Self.moment(4), isFree: { _ in true }).isEmpty, "under way")
        list.ended(CallID("other"), .hungUp, at: Self.moment(5))
        #expect(!list.isEmpty)
        list.ended(CallID("c"), .hungUp, at: Self.moment(6))
        #expect(list.isEmpty)
    }

    @Test("CAL-08 busy again: tried five times; nobody at the caller's phone ends it")
    func limits() throws {
        var list = try Self.list()
        for attempt in 1...5 {
            let now = Self.moment(10 * attempt)
            #expect(list.due(at: now, isFree: { _ in true }).count == 1, "attempt \(attempt)")
            list.began("w", CallID("c\(attempt)"))
            list.ended(CallID("c\(attempt)"), .busy, at: now)
        }
        #expect(list.isEmpty)
        var refused = try Self.list()
        refused.began("w", nil)
        #expect(refused.isEmpty)
        var unanswered = try Self.list()
        unanswered.began("w", CallID("c"))
        unanswered.ended(CallID("c"), .noAnswer, at: Self.moment(60))
        #expect(unanswered.isEmpty)
        var old = try Self.list()
        #expect(old.due(at: Self.moment(1_801), isFree: { _ in true }).isEmpty && old.isEmpty, "half an hour")
    }

    @Test("CAL-08 an outside number is tried every minute")
    func outside() throws {
        var list = try Self.list(nil)
        #expect(list.due(at: Self.moment(59), isFree: { _ in true }).isEmpty)
        #expect(list.due(at: Self.moment(60), isFree: { _ in true }).count == 1)
        list.began("w", CallID("c"))
        list.ended(CallID("c"), .busy, at: Self.moment(70))
        #expect(list.due(at: Self.moment(129), isFree: { _ in true }).isEmpty)
        #expect(list.due(at: Self.moment(130), isFree: { _ in true }).count == 1)
    }

    @Test("CAL-08 three numbers a caller, each once, one call at a time, cancelled at once")
    func wishes() throws {
        var list = try Self.list()
        try list.add(.init(id: "again", caller: Self.anna, number: "102", callee: Self.boris, since: Self.moment(0)))
        #expect(list.wishes(of: Self.anna).map(\.id) == ["w"])
        for number in ["103", "104"] {
            try list.add(
                .init(id: number, caller: Self.anna, number: number, callee: Self.boris, since: Self.moment(0))
            )
        }
        #expect(throws: CallRefusal.self) {
            try list.add(.init(id: "x", caller: Self.anna, number: "105", callee: nil, since: Self.moment(0)))
        }
        #expect(list.due(at: Self.moment(9), isFree: { _ in true }).map(\.id) == ["w"])
        let others = [list.remove("103", of: Self.boris), list.remove("103", of: Self.anna)]
        #expect(others == [false, true], "one's own only")
        let all = [list.removeAll(of: Self.anna), list.removeAll(of: Self.anna)]
        #expect(all == [true, false])
    }

    @Test("CAL-08 an attempt whose call ended before it was known ends its wish; one that goes on does not")
    func unknownCall() throws {
        var list = try Self.list()
        list.endAttempts { _ in false }
        #expect(!list.isEmpty, "no attempt yet")
        list.began("w", CallID("c"))
        list.endAttempts { $0 == CallID("c") }
        #expect(!list.isEmpty)
        list.endAttempts { _ in false }
        #expect(list.isEmpty)
    }
}
