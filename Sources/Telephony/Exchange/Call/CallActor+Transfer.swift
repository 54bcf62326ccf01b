import Model
import NIOCore
import Routing
import SIP
import SIPTransport

/// REFER and INVITE with Replaces: what needs to know of other calls.
extension CallActor {
    func transferRequested(_ transfer: InviteSession.Transfer, _ leg: SIPLeg) {
        let exchange = self.exchange.value
        // A provider or an outside party has no right to send this domain's calls anywhere.
        guard leg.user != nil, let target = exchange.dialledUser(transfer.target.uri, in: self.domain) else {
            self.command(.rejectTransfer(status: 403), leg.id)
            return
        }
        guard self.machine.canTransfer(leg.id) else {
            self.command(.rejectTransfer(status: 481), leg.id)
            return
        }
        let wish = Call.TransferWish(target: target, isAttended: transfer.replaces != nil)
        guard let replaces = transfer.replaces else {
            self.command(.acceptTransfer, leg.id)
            self.decide(.transferAsked(leg.id, wish))
            return
        }
        self.attend(replaces, wish, leg)
    }

    /// The transferrer has another call with the target, in which it is replaced by this call's other party.
    private func attend(_ replaces: Replaces, _ wish: Call.TransferWish, _ leg: SIPLeg) {
        let key = SessionKey(callID: replaces.callID, localTag: replaces.toTag)
        guard let consulted = self.exchange.value.signalling.owner(of: key), consulted.call !== self,
            consulted.call.domain == self.domain, consulted.call.canTransfer(consulted.leg, replaces)
        else {
            self.command(.rejectTransfer(status: 481), leg.id)
            return
        }
        self.command(.acceptTransfer, leg.id)
        guard let given = consulted.call.give(peerOf: consulted.leg) else {
            // The target has not answered yet: it is rung again on behalf of this call, and no longer by the other.
            consulted.call.post(.stopped(.transferred))
            self.decide(.transferAsked(leg.id, wish))
            return
        }
        let moved = given.leg.value
        self.legs[moved.id] = moved
        self.exchange.value.signalling.move(moved.id, to: self)
        self.exchange.value.channels.moved(moved.id, to: self.id)
        self.traceMoved(moved.id)
        if given.isSilent { self.watchSilence(of: moved.id) }
        if given.isCut { self.watchFlow(of: moved, isAway: false) }
        self.decide(.joined(given.moved, inPlaceOf: leg.id, wish))
    }

    /// Whether the dialog that Replaces names is this leg's, and the leg is one of a user.
    nonisolated func canTransfer(_ leg: LegID, _ replaces: Replaces) -> Bool {
        self.assumeIsolated { call in
            guard let leg = call.legs[leg] else { return false }
            // Where three talk there is no one other party that could be given away; who still rings is rung anew.
            let hasOneOther = call.machine.canTransfer(leg.id) || !call.machine.hasTalk
            return leg.session.isNamed(by: replaces) && leg.user != nil && hasOneOther
        }
    }

    /// A leg on its way to another call, with what that call must know.
    struct GivenLeg: Sendable {
        let moved: Call.MovedLeg
        let leg: NIOLoopBound<SIPLeg>
        /// Nothing is heard from it; the new call goes on watching.
        let isSilent: Bool
        /// Its connection is gone, though it is heard.
        let isCut: Bool
    }

    /// Gives the other party of `leg` away, if the two talk; the call ends.
    nonisolated func give(peerOf leg: LegID) -> GivenLeg? {
        self.assumeIsolated { call in
            guard call.machine.canTransfer(leg), let peer = call.machine.peer(of: leg), call.legs[peer] != nil else {
                return nil
            }
            let isCut = call.endWatch(of: peer)
            guard let given = call.legs.removeValue(forKey: peer) else { return nil }
            let isSilent = call.endSilence(of: peer)
            call.forgetTones(of: given)
            call.decide(.surrendered(leg))
            let moved = Call.MovedLeg(
                leg: given.id,
                party: given.party,
                address: "\(given.peer.transport.parameter) \(given.peer.address)",
                trunk: given.trunk
            )
            let bound = NIOLoopBound(given, eventLoop: call.exchange.value.eventLoop)
            return GivenLeg(moved: moved, leg: bound, isSilent: isSilent, isCut: isCut)
        }
    }

    /// Whether the call is over, even if some of its legs still say goodbye.
    nonisolated var isOver: Bool { self.assumeIsolated { $0.machine.isOver } }

    /// Whether a new leg may take the place of `leg`.
    nonisolated func canReplace(_ leg: LegID) -> Bool { self.assumeIsolated { $0.machine.canReplace(leg) } }

    /// A new leg takes the place of `replaced` (RFC 3891). Its INVITE is in order and waits for an answer.
    nonisolated func replace(_ replaced: LegID, by leg: NIOLoopBound<SIPLeg>, address: String) {
        self.assumeIsolated { call in
            let incoming = leg.value
            call.add(incoming)
            guard call.machine.canReplace(replaced) else {
                call.command(.reject(status: 481, reason: nil, headers: []), incoming.id)
                return
            }
            guard call.machine.mayReplace(replaced, incoming.party) else {
                call.command(.reject(status: 403, reason: nil, headers: []), incoming.id)
                call.decide(.takeoverRefused(replaced, by: incoming.party))
                return
            }
            let moved = Call.MovedLeg(leg: incoming.id, party: incoming.party, address: address, trunk: incoming.trunk)
            call.decide(.replaced(replaced, by: moved))
        }
    }

    /// The server begins the call for a user.
    nonisolated func originate(_ facts: CallStarted, _ plan: CallPlan) {
        self.assumeIsolated { $0.decide(.originated(facts, plan)) }
    }

    /// The company's line that the call came by.
    nonisolated var line: LineID? { self.assumeIsolated { $0.arrivalLine } }

    /// Whom a call that the server begins is for, until the user has answered.
    nonisolated var originationTarget: String? { self.assumeIsolated { $0.machine.originationTarget } }

    /// The user of `leg` leaves, and its peer is connected with `target`: what REFER asks, without one.
    nonisolated func transfer(_ leg: LegID, to target: String) throws(CallRefusal) {
        let refusal: CallRefusal? = self.assumeIsolated { call in
            guard let leg = call.legs[leg] else { return CallRefusal(.unknownLeg, "There is no such leg in the call.") }
            guard let user = leg.user else {
                return CallRefusal(.notAllowed, "Only a user of the domain transfers; this is the outside party.")
            }
            guard call.machine.canTransfer(leg.id) else {
                return CallRefusal(.wrongState, "Only a call in which two parties talk can be transferred.")
            }
            // What leads nowhere is told now, and not after the other party has heard music.
            if let refusal = call.exchange.value.refusal(of: target, for: user) { return refusal }
            call.decide(.transferAsked(leg.id, Call.TransferWish(target: target, isAttended: false)))
            return nil
        }
        if let refusal { throw refusal }
    }

    /// The first leg of the call; its INVITE is in order.
    nonisolated func start(_ facts: CallStarted, with leg: NIOLoopBound<SIPLeg>, address: String, plan: CallPlan) {
        self.assumeIsolated { call in
            let caller = leg.value
            call.arrivalLine = facts.line
            call.add(caller)
            call.decide(.started(facts, caller: caller.id, address: address))
            call.decide(.routed(plan))
        }
    }
}
