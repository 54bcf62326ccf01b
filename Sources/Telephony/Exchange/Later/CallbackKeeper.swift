import Kernel
import Model
import NIOCore
import Routing
import SIPTransport

/// Redial and call back on busy (CAL-08): remembers what users dialled and how it ended, and calls when it is time.
///
/// Lives on the exchange's event loop.
final class CallbackKeeper {
    /// How often it is looked who is free, while anybody waits.
    static let interval = Duration.seconds(2)
    /// How long the code means the number that was busy.
    static let memory = Duration.seconds(600)

    private(set) var list = CallbackList()
    private var lastDialled = BoundedTable<UserID, String>(capacity: 10_000)
    private var lastBusy = BoundedTable<UserID, (number: String, at: Moment)>(capacity: 10_000)
    private var dialling: [CallID: (user: UserID, number: String)] = [:]
    private var ticket: ExchangeTimers.Ticket?

    /// A user dialled a number.
    func dialled(_ number: String, by user: UserID, in call: CallID) {
        self.lastDialled.put(number, for: user)
        self.dialling[call] = (user, number)
    }

    func lastDialled(by user: UserID) -> String? { self.lastDialled[user] }

    func ended(_ call: CallID, _ cause: EndCause, at now: Moment) {
        self.list.ended(call, cause, at: now)
        guard let (user, number) = self.dialling.removeValue(forKey: call), cause == .busy else { return }
        self.lastBusy.put((number, now), for: user)
    }

    /// The user wants to be called when `number` is free; without one the last that was busy.
    /// - Returns: the wish's identity.
    func ask(_ number: String?, by user: User, in exchange: Exchange) throws(CallRefusal) -> String {
        let busy = self.lastBusy[user.id].flatMap { last in
            last.at.duration(to: exchange.time.now) < Self.memory ? last.number : nil
        }
        guard let number = number ?? busy else {
            throw CallRefusal(.badNumber, "No number that was called lately was busy.")
        }
        let decision = exchange.decision(
            CallFacts(origin: .user(user.id), dialled: number, at: exchange.time.timestamp)
        )
        var callee: UserID?
        switch decision.target {
        case .ring(let plan): callee = plan.user?.id
        case .dialogue(.leaveMessage(.user(let colleague))): callee = colleague
        case .trunks, .neighbour: break
        case .refused(let cause):
            throw CallRefusal(.badNumber, "This number cannot be called: \(cause.rawValue).")
        case .service, .dialogue, .pickup, .pickupInGroups, .parked, .command, .lamp:
            throw CallRefusal(.badNumber, "This is a code for phones.")
        }
        guard callee != user.id else { throw CallRefusal(.badNumber, "This is one's own number.") }
        let id = exchange.signalling.tokens.token()
        try self.list.add(
            CallbackList.Wish(id: id, caller: user.id, number: number, callee: callee, since: exchange.time.now)
        )
        self.wait(in: exchange)
        return self.list.wishes(of: user.id).first { $0.number == number }?.id ?? id
    }

    func cancel(_ id: String, of user: UserID) -> Bool { self.list.remove(id, of: user) }
    func cancelAll(of user: UserID) -> Bool { self.list.removeAll(of: user) }

    private func wait(in exchange: Exchange) {
        guard self.ticket == nil, !self.list.isEmpty else { return }
        self.ticket = exchange.timers.arm(after: Self.interval) { [weak self, weak exchange] in
            guard let self, let exchange else { return }
            self.ticket = nil
            self.look(in: exchange)
            self.wait(in: exchange)
        }
    }

    private func look(in exchange: Exchange) {
        let board = exchange.lamps.board
        for wish in self.list.due(at: exchange.time.now, isFree: { board.activities(of: $0).isEmpty }) {
            do throws(CallRefusal) {
                let call = try exchange.originate(wish.caller, to: wish.number, because: "call back on busy")
                self.list.began(wish.id, call)
            } catch {
                self.list.began(wish.id, nil)
            }
        }
        // A call may end while it begins, before its wish knows of it.
        self.list.endAttempts { exchange.calls[$0]?.isOver == false }
    }
}
