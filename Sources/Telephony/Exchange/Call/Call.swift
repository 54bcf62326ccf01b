package import Audio
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
///             │  ^  \── asks a third ──> consulting ────────┤
///             │  ^                         │   │          │
///             │  └──── target answered ────┘   │          │
///             │  └──── failed, transferrer there          │
///             └─────── one side hangs up ──────┴──────────┘
///
/// While it talks somebody may be asked in: `talking ── the invited answers ──> conferring ── two are left ──> talking`.
package struct Call: StateMachine, Sendable {
    package enum Timer: Hashable, Sendable {
        case ringTime
        case parkTime
        /// A greeting has an end even when nobody can hear it.
        case greeting
        /// How long somebody who was asked in is rung.
        case invitation(Int)
        /// How long a party whose connection is lost is waited for.
        case absence(LegID)
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
        /// The leg's connection is gone without a goodbye: its party may come back (BYD-11).
        case lost(LegID)
        /// The party of a lost leg is there again, in the same dialog.
        case cameBack(LegID)
        /// A phone of somebody who is rung has registered anew, and is to ring as well.
        case phoneCame(Destination)
        case held(LegID)
        case resumed(LegID)
        /// A party wants to leave and put somebody else in its place: blind transfer. A plan follows as ``routed(_:)``.
        case transferAsked(LegID, TransferWish)
        /// Attended transfer: `moved` takes the place of the transferrer.
        case joined(MovedLeg, inPlaceOf: LegID, TransferWish)
        /// `incoming` takes the place of `leg` (INVITE with Replaces): of a party that talks, or of one that rings.
        case replaced(LegID, by: MovedLeg)
        /// Somebody who may not wanted to take the leg's place.
        case takeoverRefused(LegID, by: Party)
        /// The peer of `leg` moves to another call; this one ends for `leg`.
        case surrendered(LegID)
        case digit(LegID, Character)
        /// A party dialled a command, or asks for the same by API. For a consultation a plan follows as ``routed(_:)``.
        case asked(LegID, LegWish)
        /// Somebody dialled the slot in which a party waits, and is to talk with it.
        case retrieved(MovedLeg)
        /// A user's phones are to ring for the party that waits in a slot.
        case parkedWanted(by: UserID)
        /// A command that could not be done.
        case commandRefused(LegID, CallRefusal.Code)
        /// The callee's greeting has been heard.
        case greetingEnded(LegID)
        /// A sound that was chosen is gone or not ready.
        case soundMissing(LegID, CallSound)
        /// The dialogue sends its party to somebody else.
        case dialogueForwarded(LegID, CallPlan)
        /// What a service plays to the leg has come to its end.
        case servicePlayed(LegID)
        case oneWayAudio(LegID, AudioFault)
        /// A tone came from the leg that is ``Call/aloneWithServer``.
        case toneHeard(LegID, CallTone)
        /// Somebody is asked into the talk or the conference.
        case invited(Invite, CallPlan)
        case memberMuted(LegID, Bool)
        case roleChanged(LegID, ConferenceRole)
        /// A member is taken out of the conference.
        case memberDropped(LegID, EndCause)
        /// Who talks in the conference at present.
        case talkersChanged([LegID])
        /// An administrator, an overload or the end of the server stops the call.
        case stopped(EndCause)
        case fired(Timer)
    }

    package enum Effect: Equatable, Sendable {
        /// Ring: the offer is made from what `toward` can do; from all that we can when there is nobody yet.
        case startLeg(Destination, toward: LegID?)
        /// Tell the waiting leg that somebody rings: 180 before its answer, ring-back tone after it.
        case showRinging(LegID)
        /// As ``showRinging(_:)``, with music instead of tones.
        case playRingBack(LegID, SoundChoice)
        /// The caller hears a greeting before its answer; its end comes as ``Input/greetingEnded(_:)``.
        case greet(LegID, PromptID)
        /// The waiting leg hears the early media of the other.
        case showProgress(LegID, from: LegID)
        /// Answer the caller with what `callee` answered, and let them talk.
        case answer(LegID, with: LegID)
        /// Let two answered legs talk.
        case connect(LegID, LegID)
        /// Answer the leg and let the service play.
        case serve(LegID, ServiceNumber)
        /// Answer the leg and talk with it; its keys go to the dialogue, until its party has gone.
        case converse(LegID, Dialogue)
        case tellDialogue(Character)
        case endDialogue
        /// The leg hears hold music instead of its peer.
        case playMusic(LegID)
        /// The leg hears what it is connected with again.
        case stopPlaying(LegID)
        /// The leg sits in the call's room in this role: it comes in, or changes.
        case enterRoom(LegID, ConferenceRole)
        /// A member of the room is not heard, or is again.
        case mute(LegID, Bool)
        /// Nobody sits in the room any more.
        case closeRoom
        /// Answer a leg that takes somebody's place in a room, with codecs that suit `like`.
        case acceptInto(LegID, like: LegID)
        /// The leg hears nothing, and its way through a NAT stays open.
        case playSilence(LegID)
        /// The leg hears for a moment that something went wrong.
        case signalError(LegID)
        /// End the leg in whatever state it is: reject, cancel or BYE. `status` is the SIP status to refuse with.
        case hangUp(LegID, EndCause, status: Int)
        /// Ask the router where `target` is, on behalf of `leg`'s party; the answer comes as ``Input/routed(_:)``.
        case plan(target: String, onBehalfOf: LegID)
        /// Ask how the user is rung now that the greeting is over.
        case planAfterGreeting(UserID)
        /// Ask where the user's own phones are.
        case planForUser(UserID)
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
        var role = LegStarted.Role.callee
        var isAnswered = false
        /// By its phone.
        var isHolding = false
        /// By a command, see ``LegWish/hold``.
        var isHoldingByCommand = false
        /// Its connection is lost, and it is waited for.
        var isAway = false

        var isOnHold: Bool { self.isHolding || self.isHoldingByCommand }
        /// Whether the other one hears music in its place.
        var holds: Bool { self.isOnHold || self.isAway }
    }

    enum Phase: Equatable, Sendable {
        case new
        case routing(caller: LegID)
        case originating(Originating)
        case ringing(Ringing)
        case talking(Talk)
        case conferring(Conference)
        case serving(LegID)
        case transferring(Transferring)
        case consulting(Consulting)
        case parked(Parked)
        case over
    }

    package let id: CallID
    var phase = Phase.new
    var legs: [LegID: Leg] = [:]
    var wasAnswered = false
    var answering = Answering()
    /// Who is rung to join the talk.
    var invitations: [Invitation] = []
    var lastInvitation = 0
    /// Voice scenarios that have sent the caller to another one.
    var scenarios = 0

    package init(id: CallID) {
        self.id = id
    }

    package var isOver: Bool { self.phase == .over }

    /// The leg that talks with `leg`, when both do and no third party does.
    package func peer(of leg: LegID) -> LegID? {
        switch self.phase {
        case .talking(let talk):
            return talk.peer(of: leg)
        case .conferring(let conference):
            let participants = conference.participants
            guard participants.count == 2, participants.contains(leg) else { return nil }
            return participants.first { $0 != leg }
        case .consulting(let consulting):
            return consulting.peer(of: leg)
        case .new, .routing, .originating, .ringing, .serving, .transferring, .parked, .over:
            return nil
        }
    }

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
        case .lost(let leg):
            self.lose(leg)
        case .cameBack(let leg):
            self.comeBack(leg)
        case .phoneCame(let destination):
            self.phoneCame(destination)
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
        case .takeoverRefused(let leg, let party):
            self.legs[leg] == nil ? [] : [.publish(.feature(.takeoverRefused(leg, by: party.number)))]
        case .surrendered(let leg):
            self.surrender(leg)
        case .digit(let leg, let digit):
            self.digit(leg, digit)
        case .retrieved(let moved):
            self.retrieve(moved)
        case .parkedWanted(let user):
            self.offerParked(to: user)
        case .dialogueForwarded(let leg, let plan):
            self.dialogueForwards(leg, plan)
        case .servicePlayed(let leg):
            self.phase == .serving(leg) ? self.finish(.hungUp) : []
        case .greetingEnded(let leg):
            self.greetingEnds(leg)
        case .soundMissing(let leg, let sound):
            self.miss(sound, leg)
        case .asked(let leg, let wish):
            self.fulfil(wish, of: leg)
        case .commandRefused(let leg, let code):
            self.legs[leg] == nil ? [] : [.publish(.feature(.commandRefused(leg, code))), .signalError(leg)]
        case .oneWayAudio(let leg, let fault):
            self.legs[leg] == nil ? [] : [.publish(.oneWayAudio(leg, fault))]
        case .toneHeard(let leg, let tone):
            self.hearTone(tone, from: leg)
        case .stopped(let cause):
            self.stop(cause)
        case .fired(.ringTime):
            self.ringTimePassed()
        case .fired(.greeting):
            self.greetingLasts()
        case .fired(.parkTime):
            self.parkTimePassed()
        case .fired(.invitation(let number)):
            self.invitationTimePassed(number)
        case .fired(.absence(let leg)):
            self.absenceTimePassed(leg)
        case .invited(let invite, let plan):
            self.invite(invite, plan)
        case .memberMuted(let leg, let isMuted):
            self.mute(leg, isMuted)
        case .roleChanged(let leg, let role):
            self.changeRole(leg, to: role)
        case .memberDropped(let leg, let cause):
            self.dropMember(leg, cause)
        case .talkersChanged(let talkers):
            self.members.isEmpty ? [] : [.publish(.conference(.talkers(talkers)))]
        }
    }

    // MARK: - Start

    private mutating func start(_ facts: CallStarted, caller: LegID, address: String) -> [Effect] {
        guard self.phase == .new else {
            assertionFailure("a call starts once")
            return []
        }
        self.phase = .routing(caller: caller)
        self.legs[caller] = Leg(party: facts.caller, role: .caller)
        let leg = LegStarted(leg: caller, role: .caller, party: facts.caller, trunk: facts.trunk, address: address)
        return [.publish(.callStarted(facts)), .publish(.legStarted(leg))]
    }

    private mutating func follow(_ plan: CallPlan) -> [Effect] {
        let steps = plan.steps.map { Effect.publish(.routed($0)) }
        switch self.phase {
        case .routing(let caller):
            self.answering.fallback = plan.fallback
            return steps + (self.greet(caller, plan) ?? self.followFirst(plan.outcome, caller: caller))
        case .ringing(var ringing):
            let answer = Self.stages(of: plan.outcome)
            let next = ringing.attempt.replanned(stages: answer.stages, failure: answer.failure)
            self.phase = .ringing(ringing)
            return steps + self.perform(next, toward: ringing.caller)
        case .transferring(let transferring):
            self.answering.fallback = plan.fallback
            return steps + self.followTransfer(plan.outcome, transferring)
        case .consulting(let consulting):
            return steps + self.followConsultation(plan.outcome, consulting)
        case .parked(let parked):
            return steps + self.followParking(plan.outcome, parked)
        case .new, .originating, .talking, .conferring, .serving, .over:
            // The party that asked has gone in the meantime.
            return []
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
                self.legs[destination.leg] = Leg(party: destination.party, role: waiting == nil ? .caller : .callee)
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
            case .wait(let time):
                effects.append(.arm(.ringTime, after: time))
            case .exhausted(let failure):
                effects += self.exhausted(failure)
            }
        }
        return effects
    }
}
