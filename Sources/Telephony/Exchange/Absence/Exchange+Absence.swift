import Model
import SIP
import SIPTransport

/// Whom a phone that registers may concern: those who are rung, and those whose connection is lost (BYD-11).
///
/// It may name calls that ring nobody any more; those take no notice.
struct AbsenceTable {
    private var callsOfRung: [UserID: Set<CallID>] = [:]
    private var rungOfCalls: [CallID: Set<UserID>] = [:]
    private var cutLegs: [UserID: Set<LegID>] = [:]

    /// The call rings a phone of the user.
    mutating func ring(_ user: UserID, by call: CallID) {
        guard self.rungOfCalls[call, default: []].insert(user).inserted else { return }
        self.callsOfRung[user, default: []].insert(call)
    }

    mutating func forget(_ call: CallID) {
        for user in self.rungOfCalls.removeValue(forKey: call) ?? [] {
            self.callsOfRung[user]?.remove(call)
            if self.callsOfRung[user]?.isEmpty == true { self.callsOfRung[user] = nil }
        }
    }

    func callsThatRing(_ user: UserID) -> Set<CallID> { self.callsOfRung[user] ?? [] }

    /// The leg's connection is gone.
    mutating func cut(_ leg: LegID, of user: UserID) { self.cutLegs[user, default: []].insert(leg) }

    mutating func mend(_ leg: LegID, of user: UserID) {
        self.cutLegs[user]?.remove(leg)
        if self.cutLegs[user]?.isEmpty == true { self.cutLegs[user] = nil }
    }

    func cutLegs(of user: UserID) -> Set<LegID> { self.cutLegs[user] ?? [] }

    /// Entries, for leak checks.
    var count: Int { self.callsOfRung.count + self.rungOfCalls.count + self.cutLegs.count }
}

extension Exchange {
    /// A connection is gone: what was registered over it, and the legs that it carried.
    func connectionLost(_ flow: SIPFlow) {
        self.registrar.remove(flow: flow)
        for leg in self.signalling.legs(over: flow) { self.signalling.owner(of: leg)?.connectionClosed(of: leg) }
    }

    /// Whether a registration of the user may concern a call.
    func isMissed(_ user: UserID) -> Bool {
        !self.absence.callsThatRing(user).isEmpty || !self.absence.cutLegs(of: user).isEmpty
    }

    /// A phone of the user is there again, or for the first time: its lost legs are reached by it, and it rings for whoever
    /// calls the user at this moment.
    func phonesCame(_ bindings: [Binding], of user: User, besides former: Set<String>) {
        for binding in bindings {
            for leg in self.absence.cutLegs(of: user.id) {
                let owner = self.signalling.owner(of: leg)
                owner?.registered(binding.contact, at: binding.destination, of: leg)
            }
        }
        for binding in bindings where !former.contains(binding.contact) {
            for id in self.absence.callsThatRing(user.id) {
                self.calls[id]?.post(.phoneCame(self.destination(of: binding, of: user)))
            }
        }
    }

    /// A leg to one phone of the user.
    func destination(of binding: Binding, of user: User) -> Destination {
        Destination(
            leg: self.newLeg(),
            party: Party(user: user.id, number: user.extension ?? user.login, name: user.shownName),
            reach: .contact(uri: binding.contact, to: binding.destination, path: binding.path),
            address: "\(binding.destination.transport.parameter) \(binding.destination.address)"
        )
    }
}
