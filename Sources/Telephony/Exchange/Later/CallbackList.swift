package import Kernel
package import Model

/// Who wants to be called when a busy number is free again (CAL-08). Pure: it is asked now and then what is due.
///
/// A colleague is called as soon as neither the colleague nor the caller is in a call; an outside number, of which nothing
/// can be known, is tried every minute. A wish ends with the first attempt that is not busy, after some attempts, or after
/// half an hour.
package struct CallbackList: Sendable {
    package struct Wish: Equatable, Sendable {
        package let id: String
        package let caller: UserID
        /// As the caller dialled it.
        package let number: String
        /// The colleague whose number it is; `nil` for numbers outside.
        package let callee: UserID?
        package let since: Moment
        var attempts = 0
        var notBefore: Moment
        /// The attempt under way.
        var call: CallID?

        package init(id: String, caller: UserID, number: String, callee: UserID?, since: Moment) {
            self.id = id
            self.caller = caller
            self.number = number
            self.callee = callee
            self.since = since
            self.notBefore = since
        }
    }

    package static let limit = 10_000
    package static let limitOfCaller = 3
    static let attemptLimit = 5
    static let lifetime = Duration.seconds(1_800)
    /// Before an outside number is tried again.
    static let outsidePause = Duration.seconds(60)
    /// Before a colleague is: the phone is put down first.
    static let insidePause = Duration.seconds(2)

    private(set) var wishes: [Wish] = []

    package init() {}

    package var isEmpty: Bool { self.wishes.isEmpty }

    package func wishes(of caller: UserID) -> [Wish] { self.wishes.filter { $0.caller == caller } }

    /// Takes a wish in; the same number twice is one wish.
    package mutating func add(_ wish: Wish) throws(CallRefusal) {
        if self.wishes.contains(where: { $0.caller == wish.caller && $0.number == wish.number }) { return }
        guard self.wishes.count < Self.limit,
            self.wishes.count(where: { $0.caller == wish.caller }) < Self.limitOfCaller
        else {
            throw CallRefusal(.tooManyCalls, "At most \(Self.limitOfCaller) numbers are called back for one user.")
        }
        var wish = wish
        wish.notBefore = wish.since.advanced(by: wish.callee == nil ? Self.outsidePause : Self.insidePause)
        self.wishes.append(wish)
    }

    /// - Returns: whether there was one.
    package mutating func remove(_ id: String, of caller: UserID) -> Bool {
        let count = self.wishes.count
        self.wishes.removeAll { $0.id == id && $0.caller == caller }
        return self.wishes.count != count
    }

    package mutating func removeAll(of caller: UserID) -> Bool {
        let count = self.wishes.count
        self.wishes.removeAll { $0.caller == caller }
        return self.wishes.count != count
    }

    /// The wishes whose call is to begin now; at most one for each caller.
    package mutating func due(at now: Moment, isFree: (UserID) -> Bool) -> [Wish] {
        self.wishes.removeAll { $0.call == nil && $0.since.duration(to: now) >= Self.lifetime }
        var callers: Set<UserID> = Set(self.wishes.filter { $0.call != nil }.map(\.caller))
        return self.wishes.filter { wish in
            wish.call == nil && now >= wish.notBefore && !callers.contains(wish.caller) && isFree(wish.caller)
                && wish.callee.map(isFree) != false && callers.insert(wish.caller).inserted
        }
    }

    /// The attempt began, or could not (`call` is `nil`): without a phone of the caller's there is no use in another one.
    package mutating func began(_ id: String, _ call: CallID?) {
        guard let index = self.wishes.firstIndex(where: { $0.id == id }) else { return }
        guard let call else {
            self.wishes.remove(at: index)
            return
        }
        self.wishes[index].call = call
        self.wishes[index].attempts += 1
    }

    /// Attempts whose call is over without a word, one that ended before it was known whose it is for instance, end.
    package mutating func endAttempts(unless isKnown: (CallID) -> Bool) {
        self.wishes.removeAll { wish in wish.call.map { !isKnown($0) } ?? false }
    }

    /// A call has ended; when it was an attempt, a busy number is waited for further.
    package mutating func ended(_ call: CallID, _ cause: EndCause, at now: Moment) {
        guard let index = self.wishes.firstIndex(where: { $0.call == call }) else { return }
        guard cause == .busy, self.wishes[index].attempts < Self.attemptLimit else {
            self.wishes.remove(at: index)
            return
        }
        self.wishes[index].call = nil
        let pause = self.wishes[index].callee == nil ? Self.outsidePause : Self.insidePause
        self.wishes[index].notBefore = now.advanced(by: pause)
    }
}
