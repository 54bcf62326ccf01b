import Kernel
import Model
import NIOCore
import Routing

/// What is asked of a call from outside SIP.
extension CallActor {
    nonisolated func carryOut(_ wish: CallWish) throws(CallRefusal) {
        let refusal: CallRefusal? = self.assumeIsolated { call in
            do throws(CallRefusal) {
                switch wish {
                case .invite(let target, let leg, let user): try call.invite(target, by: leg, as: user)
                case .mute(let leg, let isMuted): try call.setMuted(isMuted, leg)
                case .leg(let leg, let wish): try call.fulfil(wish, of: leg)
                case .supervise(let leg, let supervision, let user): try call.supervise(leg, supervision, by: user)
                case .record(let wish): try call.record(wish)
                }
                return nil
            } catch {
                return error
            }
        }
        if let refusal { throw refusal }
    }

    // MARK: - Conference

    /// Rings `target` with the user's rights. What leads nowhere is told at once.
    func invite(_ target: String, by leg: LegID?, as user: UserID) throws(CallRefusal) {
        try self.checkRoom()
        let exchange = self.exchange.value
        let facts = CallFacts(origin: .user(user), dialled: target, at: exchange.time.timestamp)
        switch exchange.decision(facts).target {
        case .refused(let cause):
            throw CallRefusal(.badNumber, "This number cannot be called: \(cause.rawValue).")
        case .service, .dialogue, .pickup, .pickupInGroups, .parked, .command, .lamp:
            throw CallRefusal(.badNumber, "Only people can be asked into a talk, not a service of the server.")
        case .ring, .trunks, .neighbour:
            let invite = Call.Invite(target: target, by: leg)
            let announced = self.announced(self.machine.host(of: invite))
            self.decide(.invited(invite, exchange.plan(target, onBehalfOf: user, announcing: announced)))
        }
    }

    private func setMuted(_ isMuted: Bool, _ leg: LegID) throws(CallRefusal) {
        guard self.machine.party(of: leg) != nil else {
            throw CallRefusal(.unknownLeg, "There is no such leg in the call.")
        }
        guard self.machine.members[leg] != nil else {
            throw CallRefusal(.wrongState, "Only a member of a conference can be muted.")
        }
        self.decide(.memberMuted(leg, isMuted))
    }

    // MARK: - Supervision

    private func supervise(_ leg: LegID, _ supervision: Supervision, by user: UserID) throws(CallRefusal) {
        guard let operatorParty = self.machine.party(of: leg) else {
            throw CallRefusal(.unknownLeg, "There is no such leg in the call.")
        }
        guard operatorParty.user != nil, operatorParty.user != user else {
            throw CallRefusal(.notAllowed, "Only the talk of another user can be joined.")
        }
        let role = ConferenceRole(supervision, of: leg)
        if let own = self.machine.supervisors.first(where: { self.machine.party(of: $0)?.user == user }) {
            self.decide(.roleChanged(own, role))
            return
        }
        try self.checkRoom()
        let exchange = self.exchange.value
        guard let supervisor = exchange.configuration.user(user), !exchange.registrar.bindings(of: user).isEmpty else {
            throw CallRefusal(.noPhone, "None of the supervisor's phones is registered.")
        }
        // The supervisor's own phones ring even when others may not disturb.
        let step = RoutingStep(rule: "supervision", outcome: "\(supervision.rawValue) \(supervisor.login)")
        let invite = Call.Invite(target: supervisor.extension ?? supervisor.login, by: nil, supervising: role)
        self.decide(.invited(invite, exchange.planOwnPhones(of: supervisor, because: step)))
    }

    private func checkRoom() throws(CallRefusal) {
        guard self.machine.isTalk else {
            throw CallRefusal(.wrongState, "Somebody can join only while two or more parties talk.")
        }
        guard self.machine.canInvite else {
            throw CallRefusal(.wrongState, "A conference has at most \(Call.memberLimit) members.")
        }
    }
}

extension ConferenceRole {
    fileprivate init(_ supervision: Supervision, of leg: LegID) {
        switch supervision {
        case .listen: self = .listener
        case .whisper: self = .whisperer(to: leg)
        case .barge: self = .participant
        }
    }
}
