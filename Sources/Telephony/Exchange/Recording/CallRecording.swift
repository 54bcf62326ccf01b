import Kernel
package import Model

/// Whether a call is recorded, and who is heard on which channel: left the employee, right everybody else, through
/// transfers, holds and conferences (REC-01, REC-03, BYD-07, BYD-08).
///
/// Learns of the call what the journal learns. A recording begins when two talk of whom one is recorded, or when somebody
/// asks for it, and ends with the call. Who comes in somebody's place takes that one's channel.
///
///            idle ── two talk, one is recorded / asked for ──> on ── stopped, call over, no room ──> idle
package struct CallRecording: Equatable, Sendable {
    package enum Input: Equatable, Sendable {
        /// An event of the call, in its order.
        case happened(Event.Kind)
        case startWished
        case stopWished
        case pauseWished
        case resumeWished
        /// The recorder took the beginning.
        case began(RecordingID)
        /// It has no room, and says for which reason.
        case refused(RecordingEnding)
        /// The recorder ended it: the disk is full or failed.
        case broken(RecordingID, RecordingEnding)
    }

    package enum Effect: Equatable, Sendable {
        /// Begin; ``Input/began(_:)`` or ``Input/refused(_:)`` follows at once.
        case begin(Beginning)
        case attach(LegID, RecordingSide)
        case detach(LegID)
        /// The recording is one of this user's, too; others may not be told (CAL-01).
        case add(UserID, isWithheld: Bool = false)
        case setPaused(Bool)
        case finish(RecordingEnding)
        case publish(RecordingEvent)
    }

    package struct Beginning: Equatable, Sendable {
        package var id: RecordingID
        package var user: UserID
        package var direction: CallDirection
        package var peer: Party
        /// Who is on the left channel, and who on the right.
        package var employee: LegID
        package var others: [LegID]
        package var isByWish: Bool
        /// The user called without saying who.
        package var isUserWithheld = false
    }

    private struct Ongoing: Equatable, Sendable {
        var id: RecordingID
        let isByWish: Bool
        var sides: [LegID: RecordingSide] = [:]
        var isPaused = false
    }

    private struct Pair: Equatable, Sendable {
        var one: LegID
        var other: LegID

        func has(_ leg: LegID) -> Bool { self.one == leg || self.other == leg }
    }

    private enum Phase: Equatable, Sendable {
        case idle
        /// The recorder was asked.
        case beginning(Beginning)
        case on(Ongoing)
    }

    private let call: CallID
    private var phase = Phase.idle
    private var parties: [LegID: Party] = [:]
    /// Who talks or waits for somebody who asks back, in the order in which they began to.
    private var talkers: [LegID] = []
    /// Who was connected with whom: the later one counts, the one before it again when somebody returns.
    private var pairs: [Pair] = []
    /// Who is heard in the conference.
    private var room: Set<LegID> = []
    private var direction = CallDirection.internal
    private var count = 0
    /// Somebody stopped it: no switch begins it again.
    private var wasStopped = false

    /// Why the last beginning came to nothing.
    package private(set) var refusal: RecordingEnding?

    package init(of call: CallID) {
        self.call = call
    }

    /// The recording that goes on.
    package var current: RecordingID? {
        if case .on(let ongoing) = self.phase { return ongoing.id }
        return nil
    }

    package var isPaused: Bool {
        if case .on(let ongoing) = self.phase { return ongoing.isPaused }
        return false
    }

    /// Whether the recording is told of an event behind it: of the call's end it is told before.
    package func follows(_ kind: Event.Kind) -> Bool {
        switch kind {
        case .callEnded, .recording: false
        default: true
        }
    }

    /// Whether there is a talk that could be recorded.
    package var canStart: Bool { self.current == nil && self.owner { _ in true } != nil }

    /// - Parameter records: whether all calls of a user are recorded.
    package mutating func handle(_ input: Input, records: (UserID) -> Bool) -> [Effect] {
        switch input {
        case .happened(let kind): return self.happened(kind, records)
        case .startWished:
            guard self.current == nil, let owner = self.owner(records) ?? self.owner({ _ in true }) else { return [] }
            self.wasStopped = false
            return self.begin(owner, isByWish: true)
        case .stopWished:
            guard self.current != nil else { return [] }
            self.wasStopped = true
            return self.end(.stopped, tellsRecorder: true)
        case .pauseWished: return self.setPaused(true)
        case .resumeWished: return self.setPaused(false)
        case .began(let id): return self.began(id)
        case .refused(let ending):
            guard case .beginning(let beginning) = self.phase else { return [] }
            self.phase = .idle
            self.refusal = ending
            // Once is enough: the next talk of the call would only say the same.
            self.wasStopped = true
            return [.publish(.ended(beginning.id, ending))]
        case .broken(let id, let ending):
            guard self.current == id else { return [] }
            self.wasStopped = true
            return self.end(ending, tellsRecorder: false)
        }
    }

    // MARK: - The call

    private mutating func happened(_ kind: Event.Kind, _ records: (UserID) -> Bool) -> [Effect] {
        switch kind {
        case .callStarted(let call):
            self.direction = call.direction
            return []
        case .legStarted(let leg):
            self.parties[leg.leg] = leg.party
            return []
        case .legsConnected(let one, let other):
            return self.connected(one, other, records)
        case .conference(.joined(let leg, .participant)):
            return self.join(leg, records)
        case .conference(.roleChanged(let leg, let role)):
            // Who only listens or whispers is not heard by the outside party, and so not in its recording.
            guard role != .participant else { return self.join(leg, records) }
            self.forget(leg)
            return self.exclude(leg)
        case .conference(.left(let leg)):
            return self.leave(leg, records)
        case .conference(.ended):
            let two = self.talkers.filter { self.room.contains($0) }
            self.room = []
            if two.count == 2 { self.pair(two[0], two[1]) }
            return []
        case .legEnded(let end):
            defer { self.parties[end.leg] = nil }
            return self.leave(end.leg, records)
        case .callEnded:
            return self.end(.callEnded, tellsRecorder: true)
        case .routed, .legRinging, .legProgressed, .legAnswered, .held, .resumed, .transferRequested,
            .transferCompleted, .transferFailed, .conference, .redirected, .digit, .feature, .voicemail, .menu,
            .oneWayAudio,
            .quality,
            .recording, .registered, .unregistered, .sourceBlocked, .trunkStateChanged:
            return []
        }
    }

    private mutating func connected(_ one: LegID, _ other: LegID, _ records: (UserID) -> Bool) -> [Effect] {
        self.talk(one)
        self.talk(other)
        self.pair(one, other)
        guard case .on(let ongoing) = self.phase else { return self.beginIfDue(records) ?? [] }
        switch (ongoing.sides[one], ongoing.sides[other]) {
        case (let first?, let second?):
            guard first == second, let later = self.talkers.last(where: { $0 == one || $0 == other }) else { return [] }
            // Two who were the same to somebody else talk with each other now: who came last has taken a place.
            return self.exclude(later) + self.include(later, on: first.opposite)
        case (let side?, nil): return self.include(other, on: self.side(of: other, with: side))
        case (nil, let side?): return self.include(one, on: self.side(of: one, with: side))
        case (nil, nil):
            let side = self.side(inConference: one)
            return self.include(one, on: side) + self.include(other, on: side.opposite)
        }
    }

    /// Where somebody goes who talks with one on `side`: opposite, but colleagues who are consulted about an outside
    /// party stay off its channel.
    private func side(of leg: LegID, with side: RecordingSide) -> RecordingSide {
        self.side(inConference: leg) == .employee ? .employee : side.opposite
    }

    /// Outside parties are never with the employees, and nobody who joins those ever with the outside party.
    private func side(inConference leg: LegID) -> RecordingSide {
        guard self.parties[leg]?.user != nil else { return .other }
        return self.talkers.contains { $0 != leg && self.parties[$0]?.user == nil } ? .employee : .other
    }

    private mutating func talk(_ leg: LegID) {
        if !self.talkers.contains(leg) { self.talkers.append(leg) }
    }

    private mutating func pair(_ one: LegID, _ other: LegID) {
        self.pairs.removeAll { $0.has(one) && $0.has(other) }
        self.pairs.append(Pair(one: one, other: other))
    }

    private mutating func join(_ leg: LegID, _ records: (UserID) -> Bool) -> [Effect] {
        self.talk(leg)
        self.room.insert(leg)
        return self.beginIfDue(records) ?? self.include(leg, on: self.side(inConference: leg))
    }

    private mutating func forget(_ leg: LegID) {
        self.talkers.removeAll { $0 == leg }
        self.pairs.removeAll { $0.has(leg) }
        self.room.remove(leg)
    }

    private mutating func leave(_ leg: LegID, _ records: (UserID) -> Bool) -> [Effect] {
        self.forget(leg)
        return self.exclude(leg) + self.follow(records)
    }

    /// Who talks at present: not who hears music while somebody else is asked.
    private var talking: [LegID] {
        var current = self.room
        var taken: Set<LegID> = []
        for pair in self.pairs.reversed() {
            if !taken.contains(pair.one), !taken.contains(pair.other) { current.formUnion([pair.one, pair.other]) }
            taken.formUnion([pair.one, pair.other])
        }
        return self.talkers.filter { current.contains($0) }
    }

    /// Somebody left, and others talk again who did before, one of them not recorded: nothing was given over to them.
    /// It is their recording when it was asked for or when one of them is recorded; otherwise it ends.
    private mutating func follow(_ records: (UserID) -> Bool) -> [Effect] {
        guard case .on(let ongoing) = self.phase else { return [] }
        let talking = self.talking
        let strangers = talking.filter { ongoing.sides[$0] == nil }
        guard talking.count >= 2, !strangers.isEmpty else { return [] }
        guard ongoing.isByWish || self.owner(records) != nil else { return self.end(.callEnded, tellsRecorder: true) }
        return strangers.flatMap { self.include($0, on: self.side(inConference: $0)) }
    }

    private mutating func include(_ leg: LegID, on side: RecordingSide) -> [Effect] {
        guard case .on(var ongoing) = self.phase, ongoing.sides[leg] == nil else { return [] }
        ongoing.sides[leg] = side
        self.phase = .on(ongoing)
        return [.attach(leg, side)] + self.added(leg)
    }

    private func added(_ leg: LegID) -> [Effect] {
        guard let party = self.parties[leg], let user = party.user else { return [] }
        return [.add(user, isWithheld: party.isWithheld)]
    }

    private mutating func exclude(_ leg: LegID) -> [Effect] {
        guard case .on(var ongoing) = self.phase, ongoing.sides.removeValue(forKey: leg) != nil else { return [] }
        self.phase = .on(ongoing)
        return [.detach(leg)]
    }

    // MARK: - The recording

    /// The first of those who talk whose calls are recorded.
    private func owner(_ records: (UserID) -> Bool) -> (leg: LegID, user: UserID)? {
        let talking = self.talking
        guard talking.count >= 2 else { return nil }
        for leg in talking {
            if let user = self.parties[leg]?.user, records(user) { return (leg, user) }
        }
        return nil
    }

    /// `nil` when there is a recording already.
    private mutating func beginIfDue(_ records: (UserID) -> Bool) -> [Effect]? {
        guard self.current == nil else { return nil }
        guard !self.wasStopped, let owner = self.owner(records) else { return [] }
        return self.begin(owner, isByWish: false)
    }

    private mutating func begin(_ owner: (leg: LegID, user: UserID), isByWish: Bool) -> [Effect] {
        self.count += 1
        let others = self.talking.filter { $0 != owner.leg }
        let beginning = Beginning(
            id: RecordingID("\(self.call)-\(self.count)"),
            user: owner.user,
            direction: self.direction,
            peer: others.first.flatMap { self.parties[$0]?.shown } ?? Party(number: ""),
            employee: owner.leg,
            others: others,
            isByWish: isByWish,
            isUserWithheld: self.parties[owner.leg]?.isWithheld ?? false
        )
        self.phase = .beginning(beginning)
        return [.begin(beginning)]
    }

    private mutating func began(_ id: RecordingID) -> [Effect] {
        guard case .beginning(let beginning) = self.phase, beginning.id == id else { return [] }
        self.phase = .on(Ongoing(id: id, isByWish: beginning.isByWish))
        let started = RecordingEvent.started(id, leg: beginning.employee, isByWish: beginning.isByWish)
        var effects: [Effect] = [.publish(started)] + self.include(beginning.employee, on: .employee)
        for (index, leg) in beginning.others.enumerated() {
            effects += self.include(leg, on: index == 0 ? .other : self.side(inConference: leg))
        }
        return effects
    }

    private mutating func setPaused(_ isPaused: Bool) -> [Effect] {
        guard case .on(var ongoing) = self.phase, ongoing.isPaused != isPaused else { return [] }
        ongoing.isPaused = isPaused
        self.phase = .on(ongoing)
        return [.setPaused(isPaused), .publish(isPaused ? .paused(ongoing.id) : .resumed(ongoing.id))]
    }

    private mutating func end(_ ending: RecordingEnding, tellsRecorder: Bool) -> [Effect] {
        guard case .on(let ongoing) = self.phase else { return [] }
        self.phase = .idle
        let detached = ongoing.sides.keys.sorted().map { Effect.detach($0) }
        return detached + (tellsRecorder ? [.finish(ending)] : []) + [.publish(.ended(ongoing.id, ending))]
    }
}
