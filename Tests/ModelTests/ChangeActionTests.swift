import Kernel
import Model
import ModelTesting
import Testing

@Suite("What a change is called")
struct ChangeActionTests {
    private typealias Action = ChangeFilter.Action

    private static let user = User.sample("alice", extension: "101")
    private static let line: Line = {
        var line = Line.sample("+74951234567", for: Self.user)
        line.rules = [LineRule(to: .user(Self.user.id)), LineRule(isActive: false, to: .end)]
        return line
    }()

    private static func user(_ change: (inout User) -> Void) -> ConfigurationChange {
        var user = Self.user
        user.version += 1
        change(&user)
        return .putUser(user)
    }

    private static func line(_ change: (inout Line) -> Void) -> ConfigurationChange {
        var line = Self.line
        line.version += 1
        change(&line)
        return .putLine(line)
    }

    private static func reminder(_ isActive: Bool) -> ConfigurationChange {
        let reminder = Reminder(user: Self.user.id, at: .epoch, isActive: isActive)
        return .putEntry(DomainEntry(id: EntryID("r"), domain: Self.user.domain, .reminder(reminder)))
    }

    private static func note(_ kind: HistoryNote.Kind, _ fields: KeyValuePairs<String, String> = [:]) -> HistoryNote {
        HistoryNote(kind, id: "n", domain: Self.user.domain, objectName: "n", fields: fields)
    }

    @Test("ACT-01 users: blocked and let in, whatever else was changed; switches of parts, when nothing else was")
    func users() {
        let before = ConfigurationChange.putUser(Self.user)
        let forwarded = Self.user { $0.forwarding.others = [Forwarding.Number(.mobile, "89161234567", .init())] }
        let isOff = Self.user { user in
            user.forwarding.others = [Forwarding.Number(.mobile, "89161234567", .init(isActive: false))]
        }
        for (from, to, action) in [
            (before, Self.user { $0.isBlocked = true }, Action.deactivate),
            (Self.user { $0.isBlocked = true }, before, .activate),
            (before, Self.user { ($0.isBlocked, $0.shownName) = (true, "A") }, .deactivate),
            (before, Self.user { $0.shownName = "A" }, .change),
            (before, Self.user { $0.voicemail.isOn.toggle() }, Self.user.voicemail.isOn ? .deactivate : .activate),
            (before, Self.user { ($0.voicemail.isOn, $0.shownName) = (!$0.voicemail.isOn, "A") }, .change),
            (forwarded, isOff, .deactivate), (isOff, forwarded, .activate), (before, forwarded, .change),
        ] {
            #expect(Action(from: from, to: to) == action)
        }
        #expect(Action(from: nil, to: before) == .create)
        #expect(Action(from: before, to: .removeUser(Self.user.id)) == .remove)
    }

    @Test("ACT-01 lines, their rules, routes, reminders and domains: switched on and off, or changed")
    func objects() {
        let before = ConfigurationChange.putLine(Self.line)
        let trunk = Trunk.sample()
        var idle = trunk
        idle.isActive.toggle()
        var blocked = Domain.sample()
        blocked.isBlocked = true
        for (from, to, action) in [
            (before, Self.line { $0.isActive = false }, Action.deactivate),
            (before, Self.line { $0.rules[0].isActive = false }, .deactivate),
            (before, Self.line { $0.rules[1].isActive = true }, .activate),
            // One on, one off: neither word is right.
            (before, Self.line { ($0.rules[0].isActive, $0.rules[1].isActive) = (false, true) }, .change),
            (before, Self.line { $0.rules.removeLast() }, .change),
            (before, Self.line { ($0.rules[1].isActive, $0.shownName) = (true, "A") }, .change),
            (.putTrunk(trunk), .putTrunk(idle), trunk.isActive ? .deactivate : .activate),
            (Self.reminder(true), Self.reminder(false), .deactivate),
            (Self.reminder(true), Self.reminder(true), .change),
            (.putDomain(.sample()), .putDomain(blocked), .deactivate),
        ] {
            #expect(Action(from: from, to: to) == action, "\(from) \(to)")
        }
    }

    @Test("ACT-01 signing in and out have words of their own; other notes are made, changed, removed or switched")
    func notes() {
        let session = Self.note(.session)
        #expect(Action(from: nil, to: .putNote(session)) == .signIn)
        #expect(Action(from: .putNote(session), to: .removeNote(session)) == .signOut)
        #expect(Action(from: nil, to: .putNote(Self.note(.token))) == .create)
        let (on, off) = (
            Self.note(.signInProvider, ["isActive": "true"]), Self.note(.signInProvider, ["isActive": "false"])
        )
        #expect(Action(from: .putNote(on), to: .putNote(off)) == .deactivate)
        #expect(Action(from: .putNote(Self.note(.prompt)), to: .putNote(Self.note(.prompt))) == .change)
    }
}
