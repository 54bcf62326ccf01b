import Kernel
import Model

/// What is dialled in place of a number: codes that the domain has chosen.
extension Router {
    func fromCode(_ command: CallCodes.Command, _ rest: String, _ caller: User) -> RoutingDecision {
        func decision(_ target: RoutingDecision.Target, _ outcome: String) -> RoutingDecision {
            let step = RoutingStep(rule: "code \(command.rawValue)", outcome: outcome)
            return RoutingDecision(target: target, domain: caller.domain, trace: [step])
        }
        switch command {
        case .pickup:
            let colleagues = self.colleagues(of: caller)
            return colleagues.isEmpty
                ? decision(.refused(.notAllowed), "the caller is in no pickup group")
                : decision(.pickupInGroups(colleagues), "\(colleagues.count) colleagues")
        case .park:
            return decision(.parked(slot: rest), "slot \(rest)")
        case .callback, .cancelCallback, .redial:
            return decision(.command(command), "for the caller")
        case .lampOn, .lampOff:
            let owner = rest.isEmpty ? caller : self.configuration.tenants[caller.domain]?.user(extension: rest)
            guard let owner, !owner.isBlocked else { return decision(.refused(.noSuchNumber), "nobody has \(rest)") }
            return decision(.lamp(owner.id, isLit: command == .lampOn), "user \(owner.login)")
        case .withholdNumber, .showNumber:
            return decision(.refused(.noSuchNumber), "no number behind it")
        case .transfer, .addToConference, .removeFromConference, .hold, .parkParty, .record, .pauseRecording:
            return decision(.refused(.noSuchNumber), "has no meaning here")
        }
    }

    /// The other members of the user's pickup groups, each once.
    private func colleagues(of user: User) -> [UserID] {
        let groups = self.configuration.entries(of: user.domain).compactMap { entry -> [UserID]? in
            guard case .pickupGroup(let group) = entry.content, group.members.contains(user.id) else { return nil }
            return group.members
        }
        return Set(groups.joined()).subtracting([user.id]).sorted()
    }
}
