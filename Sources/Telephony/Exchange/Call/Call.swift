package import Kernel
package import Model
package import Routing

/// One call between parties, from its first INVITE to its end, through redirections and transfers.
///
/// It speaks no SIP: a leg may be a phone, a provider or a service. What happened comes in with the leg it happened to;
/// effects say what to do with legs, sound and journal. Every path ends with exactly one `callEnded` event and
/// ``Effect/end``.
///
///                    routed: refuse
///            new ─────────────────────────────────────────┐
///             ├─ originated ─> originating ── answered ──> transferring
///             │ routed: ring           routed: serve      │
///             v                 └────────> serving ──────>│
///          ringing ── exhausted, caller gone ────────────>│
///             │ answered                                  v
///             v          transfer asked                 over
///          talking ───────────────────> transferring      ^
///             │  ^                         │   │          │
///             │  └──── target answered ────┘   │          │
///             │  └──── failed, transferrer there          │
///             └─────── one side hangs up ──────┴──────────┘
package struct Call: StateMachine, Sendable {
    package enum Timer: Hashable, Sendable {
        case ringTime
    }

    /// What is asked of a call that talks.
    package struct TransferWish: Equatable, Sendable {
        /// Where to, for the journal.
        package var target: String
        package var isAttended: Bool

        package init(target: String, isAttended: Bool) {
            self.target = target
            self.isAttended = isAttended
        }
    }

    /// A leg that moves from another call into this one.
    package struct MovedLeg: Equatable, Sendable {
        package var leg: LegID
        package var party: Party
        package var address: String
        package var trunk: TrunkID?
    }

    package enum Input: Equatable, Sendable {
        /// The caller's leg asks for a call.
        case started(CallStarted, caller: LegID, address: String)
        /// The server begins the call for a user: the plan rings the user's own phones.
        case originated(CallStarted, CallPlan)
        /// Where the call goes: the first decision, or the one asked for by ``Effect/plan(_:onBehalfOf:)``.
        case routed(CallPlan)
        case ringing(LegID)
        /// The leg sends early media.
        case progressed(LegID)
        case answered(LegID)
        /// The leg refused or could not be reached, before an answer.
        case failed(LegID, RingAttempt.Failure)
        /// The callee's phone sends the call to `target` (302).
        case redirected(LegID, target: String)
        /// The leg is over: its party hung up or gave up, or it was lost.
        case ended(LegID, EndCause)
        case held(LegID)
        case resumed(LegID)
        /// A party wants to leave and put somebody else in its place: blind transfer. A plan follows as ``routed(_:)``.
        case transferAsked(LegID, TransferWish)
        /// Attended transfer: `moved` takes the place of the transferrer.
        case joined(MovedLeg, inPlaceOf: LegID, TransferWish)
        /// `incoming` takes the place of `leg` (INVITE with Replaces): of a party that talks, or of one that rings.
        case replaced(LegID, by: MovedLeg)
        /// The peer of `leg` moves to another call; this one ends for `leg`.
        case surrendered(LegID)
        case digit(LegID, Character)
        case oneWayAudio(LegID, AudioFault)
        /// An administrator, an overload or the end of the server stops the call.
        case stopped(EndCause)
        case fired(Timer)
    }

    package enum Effect: Equatable, Sendable {
        /// Ring: the offer is made from what `toward` can do; from all that we can when there is nobody yet.
        case startLeg(Destination, toward: LegID?)
        /// Tell the waiting leg that somebody rings: 180 before its answer, ring-back tone after it.
        case showRinging(LegID)
        /// The waiting leg hears the early media of the other.
        case showProgress(LegID, from: LegID)
        /// Answer the caller with what `callee` answered, and let them talk.
        case answer(LegID, with: LegID)
        /// Let two answered legs talk.
        case connect(LegID, LegID)
        /// Answer the leg and let the service play.
        case serve(LegID, ServiceNumber)
        /// The leg hears hold music instead of its peer.
        case playMusic(LegID)
        /// End the leg in whatever state it is: reject, cancel or BYE. `status` is the SIP status to refuse with.
        case hangUp(LegID, EndCause, status: Int)
        /// Ask the router where `target` is, on behalf of `leg`'s party; the answer comes as ``Input/routed(_:)``.
        case plan(target: String, onBehalfOf: LegID)
        /// Tell the transferrer how it goes.
        case reportTransfer(LegID, status: Int)
        case arm(Timer, after: Duration)
        case cancel(Timer)
        case publish(Model.Event.Kind)
        /// The call is over; its driver forgets it.
        case end
    }

    struct Leg: Equatable, Sendable {
        var party: Party
        var isAnswered = false
        var isHolding = false
    }

    struct Ringing: Equatable, Sendable {
        var caller: LegID
        var attempt: RingAttempt
        var isShown = false
    }

    struct Talk: Equatable, Sendable {
        var one: LegID
        var other: LegID

        func peer(of leg: LegID) -> LegID? {
            leg == self.one ? self.other : leg == self.other ? self.one : nil
        }
    }

    struct Transferring: Equatable, Sendable {
        /// `nil` once it has hung up.
        var transferrer: LegID?
        /// Who waits to be connected.
        var waiting: LegID
        /// `nil` until the plan has come.
        var attempt: RingAttempt?
    }

    enum Phase: Equatable, Sendable {
        case new
        case routing(caller: LegID)
        case originating(Originating)
        case ringing(Ringing)
        case talking(Talk)
        case serving(LegID)
        case transferring(Transferring)
        case over
    }

    package let id: CallID
    var phase = Phase.new
    var legs: [LegID: Leg] = [:]
    var wasAnswered = false

    package init(id: CallID) {
        self.id = id
    }

    package var isOver: Bool { self.phase == .over }

    /// The leg that talks with `leg`, when both do.
    package func peer(of leg: LegID) -> LegID? {
        if case .talking(let talk) = self.phase { return talk.peer(of: leg) }
        return nil
    }

    /// What another call needs to know to take the leg over.
    package func party(of leg: LegID) -> Party? { self.legs[leg]?.party }

    package mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        switch input {
        case .started(let facts, let caller, let address):
            self.start(facts, caller: caller, address: address)
        case .originated(let facts, let plan):
            self.originate(facts, plan)
        case .routed(let plan):
            self.follow(plan)
        case .ringing(let leg):
            self.legRings(leg)
        case .progressed(let leg):
            self.legProgresses(leg)
        case .answered(let leg):
            self.legAnswers(leg)
        case .failed(let leg, let failure):
            self.legFails(leg, failure)
        case .redirected(let leg, let target):
            self.legRedirects(leg, to: target)
        case .ended(let leg, let cause):
            self.legEnds(leg, cause)
        case .held(let leg):
            self.hold(leg)
        case .resumed(let leg):
            self.resume(leg)
        case .transferAsked(let leg, let wish):
            self.transfer(leg, wish)
        case .joined(let moved, let transferrer, let wish):
            self.join(moved, inPlaceOf: transferrer, wish)
        case .replaced(let leg, let moved):
            self.replace(leg, by: moved)
        case .surrendered(let leg):
            self.surrender(leg)
        case .digit(let leg, let digit):
            self.legs[leg] == nil ? [] : [.publish(.digit(leg, digit))]
        case .oneWayAudio(let leg, let fault):
            self.legs[leg] == nil ? [] : [.publish(.oneWayAudio(leg, fault))]
        case .stopped(let cause):
            self.stop(cause)
        case .fired(.ringTime):
            self.ringTimePassed()
        }
    }

    // MARK: - Start

    private mutating func start(_ facts: CallStarted, caller: LegID, address: String) -> [Effect] {
        guard self.phase == .new else {
            assertionFailure("a call starts once")
            return []
        }
        self.phase = .routing(caller: caller)
        self.legs[caller] = Leg(party: facts.caller)
        let leg = LegStarted(leg: caller, role: .caller, party: facts.caller, trunk: facts.trunk, address: address)
        return [.publish(.callStarted(facts)), .publish(.legStarted(leg))]
    }

    private mutating func follow(_ plan: CallPlan) -> [Effect] {
        let steps = plan.steps.map { Effect.publish(.routed($0)) }
        switch self.phase {
        case .routing(let caller):
            return steps + self.followFirst(plan.outcome, caller: caller)
        case .ringing(var ringing):
            let answer = Self.stages(of: plan.outcome)
            let next = ringing.attempt.replanned(stages: answer.stages, failure: answer.failure)
            self.phase = .ringing(ringing)
            return steps + self.perform(next, toward: ringing.caller)
        case .transferring(let transferring):
            return steps + self.followTransfer(plan.outcome, transferring)
        case .new, .originating, .talking, .serving, .over:
            // The party that asked has gone in the meantime.
            return []
        }
    }

    private mutating func followFirst(_ outcome: CallPlan.Outcome, caller: LegID) -> [Effect] {
        switch outcome {
        case .ring(let stages, let ringTime):
            var attempt = RingAttempt(stages: stages)
            let steps = attempt.start()
            self.phase = .ringing(Ringing(caller: caller, attempt: attempt))
            return [.arm(.ringTime, after: ringTime)] + self.perform(steps, toward: caller)
        case .serve(let service):
            self.phase = .serving(caller)
            self.wasAnswered = true
            self.legs[caller]?.isAnswered = true
            return [.serve(caller, service), .publish(.legAnswered(caller))]
        case .refuse(let cause):
            return self.finish(cause, hangingUp: [(caller, cause)])
        }
    }

    /// A plan in the middle of a call can only ring; a service or a refusal counts as a failure there.
    static func stages(of outcome: CallPlan.Outcome) -> (stages: [[Destination]], failure: RingAttempt.Failure?) {
        switch outcome {
        case .ring(let stages, _): (stages, nil)
        case .serve: ([], RingAttempt.Failure(status: 404, cause: .noSuchNumber))
        case .refuse(let cause): ([], RingAttempt.Failure(status: cause.sipStatus, cause: cause))
        }
    }

    // MARK: - Shared by the decisions

    /// Turns what a ring attempt wants into effects; an exhausted attempt ends the ringing.
    /// - Parameter waiting: who waits for the answer; `nil` while the user is rung for whom the call is made.
    mutating func perform(_ steps: [RingAttempt.Step], toward waiting: LegID?) -> [Effect] {
        var effects: [Effect] = []
        for step in steps {
            switch step {
            case .start(let destination):
                self.legs[destination.leg] = Leg(party: destination.party)
                let started = LegStarted(
                    leg: destination.leg,
                    role: waiting == nil ? .caller : .callee,
                    party: destination.party,
                    trunk: destination.trunk,
                    address: destination.address
                )
                effects.append(.publish(.legStarted(started)))
                effects.append(.startLeg(destination, toward: waiting))
            case .stop(let leg, let cause):
                effects += self.drop(leg, cause)
            case .exhausted(let failure):
                effects += self.exhausted(failure)
            }
        }
        return effects
    }

    /// Hangs a leg up and forgets it. Its own end, when it comes, is no news then.
    mutating func drop(_ leg: LegID, _ cause: EndCause, status: Int? = nil) -> [Effect] {
        guard self.legs.removeValue(forKey: leg) != nil else { return [] }
        let status = status ?? cause.sipStatus
        return [.hangUp(leg, cause, status: status), .publish(.legEnded(LegEnded(leg: leg, cause: cause)))]
    }

    /// The leg ended by itself.
    mutating func forget(_ leg: LegID, _ cause: EndCause, status: Int = 0) -> [Effect] {
        guard self.legs.removeValue(forKey: leg) != nil else { return [] }
        return [.publish(.legEnded(LegEnded(leg: leg, cause: cause, status: status)))]
    }

    /// The last thing a call does: everybody who is left is hung up, once.
    mutating func finish(
        _ cause: EndCause,
        hangingUp: [(LegID, EndCause)] = [],
        endedBy: LegID? = nil,
        result: CallResult? = nil
    ) -> [Effect] {
        self.phase = .over
        var effects: [Effect] = [.cancel(.ringTime)]
        for (leg, cause) in hangingUp { effects += self.drop(leg, cause) }
        for leg in self.legs.keys.sorted() { effects += self.drop(leg, cause) }
        let result = result ?? (self.wasAnswered ? .answered : cause.result)
        effects.append(.publish(.callEnded(CallEnded(result: result, cause: cause, endedBy: endedBy))))
        effects.append(.end)
        return effects
    }

    private mutating func stop(_ cause: EndCause) -> [Effect] {
        switch self.phase {
        case .over: []
        case .new, .routing, .originating, .ringing, .talking, .serving, .transferring: self.finish(cause)
        }
    }
}
