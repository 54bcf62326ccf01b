import Kernel
import Model

/// What the phones of each user do, made of the events of calls: what lamps show (BLF-01) and what can be picked up
/// (CAL-07). Pure.
struct LampBoard {
    enum State: String, Equatable, Sendable {
        /// Dials out and nobody has answered; or is sent an INVITE and does not ring yet, which no lamp shows.
        case trying
        /// Rings.
        case early
        /// Talks, or is held.
        case confirmed
    }

    /// One leg of a user.
    struct Activity: Equatable, Sendable {
        let leg: LegID
        let call: CallID
        let isCaller: Bool
        /// Number and name of the other side; for a caller what was dialled. Empty for both sides of a call whose caller
        /// withholds the number: each lamp would give the call away to who watches the other.
        let peerNumber: String
        let peerName: String
        var state: State
        let since: Moment

        /// A phone that does not ring yet is dark.
        var isShown: Bool { self.isCaller || self.state != .trying }
    }

    private struct Known {
        let caller: Party
        let dialled: String
        var legs: [LegID] = []
    }

    private var calls: [CallID: Known] = [:]
    private var activities: [UserID: [Activity]] = [:]
    private var owners: [LegID: UserID] = [:]

    /// What the user's phones show others, in the order in which it began.
    func activities(of user: UserID) -> [Activity] {
        (self.activities[user] ?? []).filter(\.isShown)
    }

    /// The leg of the user that rings longest.
    func ringing(at user: UserID, where canBeTaken: (Activity) -> Bool = { _ in true }) -> Activity? {
        self.activities[user]?.first { $0.state == .early && !$0.isCaller && canBeTaken($0) }
    }

    /// The leg that rings longest at any of the users, of those that `canBeTaken`.
    func longestRinging(at users: [UserID], where canBeTaken: (Activity) -> Bool = { _ in true }) -> Activity? {
        users.compactMap { self.ringing(at: $0, where: canBeTaken) }.min { ($0.since, $0.leg) < ($1.since, $1.leg) }
    }

    /// Legs that are known, for leak checks.
    var legCount: Int { self.owners.count }

    /// Takes in an event of a call.
    /// - Returns: the users whose lamps have changed.
    mutating func take(_ kind: Event.Kind, of call: CallID, at now: Moment) -> [UserID] {
        switch kind {
        case .callStarted(let started):
            self.calls[call] = Known(caller: started.caller, dialled: started.dialled)
            return []
        case .legStarted(let started):
            return self.start(started, of: call, at: now)
        case .legRinging(let leg), .legProgressed(let leg):
            return self.ring(leg)
        case .legAnswered(let leg):
            return self.change(leg, to: .confirmed)
        case .legsConnected(let one, let other):
            return self.change(one, to: .confirmed) + self.change(other, to: .confirmed)
        case .legEnded(let ended):
            return self.end(ended.leg)
        case .callEnded:
            // The legs have ended before, each by itself; should one be missed, its lamp goes out here.
            return (self.calls.removeValue(forKey: call)?.legs ?? []).flatMap { self.end($0) }
        case .routed, .held, .resumed, .transferRequested, .transferCompleted,
            .transferFailed, .redirected, .digit, .feature, .voicemail, .menu, .oneWayAudio, .quality, .registered,
            .unregistered,
            .sourceBlocked,
            .recording, .trunkStateChanged, .conference:
            return []
        }
    }

    private mutating func start(_ started: LegStarted, of call: CallID, at now: Moment) -> [UserID] {
        guard let user = started.party.user, let known = self.calls[call], self.owners[started.leg] == nil else {
            return []
        }
        let isCaller = started.role == .caller
        let dialled = known.caller.isWithheld ? "" : known.dialled
        let activity = Activity(
            leg: started.leg,
            call: call,
            isCaller: isCaller,
            peerNumber: isCaller ? dialled : known.caller.shown.number,
            peerName: isCaller ? "" : known.caller.shown.name,
            state: .trying,
            since: now
        )
        self.owners[started.leg] = user
        self.calls[call]?.legs.append(started.leg)
        self.activities[user, default: []].append(activity)
        return isCaller ? [user] : []
    }

    /// A leg that rings is a callee's.
    private mutating func ring(_ leg: LegID) -> [UserID] {
        guard let user = self.owners[leg], let activity = self.activities[user]?.first(where: { $0.leg == leg }),
            !activity.isCaller, activity.state == .trying
        else { return [] }
        return self.change(leg, to: .early)
    }

    private mutating func change(_ leg: LegID, to state: State) -> [UserID] {
        guard let user = self.owners[leg], let index = self.activities[user]?.firstIndex(where: { $0.leg == leg }),
            self.activities[user]?[index].state != state
        else { return [] }
        self.activities[user]?[index].state = state
        return [user]
    }

    private mutating func end(_ leg: LegID) -> [UserID] {
        guard let user = self.owners.removeValue(forKey: leg) else { return [] }
        guard let index = self.activities[user]?.firstIndex(where: { $0.leg == leg }),
            let ended = self.activities[user]?.remove(at: index)
        else { return [] }
        if self.activities[user]?.isEmpty == true { self.activities[user] = nil }
        return ended.isShown ? [user] : []
    }
}
