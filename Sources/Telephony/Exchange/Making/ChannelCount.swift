import Model

/// How many channels each domain takes (CAL-03): one for a call, and one more for each outside leg beyond a call's first.
struct ChannelCount {
    private var channels: [DomainID: Int] = [:]
    private var domains: [CallID: DomainID] = [:]
    private var outsideLegs: [CallID: Set<LegID>] = [:]
    private var callsOfLegs: [LegID: CallID] = [:]
    private var waysOfLegs: [LegID: Outside] = [:]
    private var outside: [Outside: Int] = [:]

    enum Way: Hashable {
        case fromThere, toThere
    }

    /// Legs of a domain to the public network, or from it.
    private struct Outside: Hashable {
        var domain: DomainID
        var way: Way
    }

    /// How many legs the domain has from the public network, or to it (TEN-03).
    func count(of domain: DomainID, _ way: Way) -> Int { self.outside[Outside(domain: domain, way: way), default: 0] }

    func count(of domain: DomainID) -> Int { self.channels[domain, default: 0] }

    /// Whether another outside leg of the call takes a channel more than the call itself does.
    func takesOneMore(_ call: CallID) -> Bool { !(self.outsideLegs[call] ?? []).isEmpty }

    mutating func began(_ call: CallID, in domain: DomainID) {
        self.domains[call] = domain
        self.channels[domain, default: 0] += 1
    }

    mutating func ended(_ call: CallID) {
        for leg in self.outsideLegs[call] ?? [] { self.legEnded(leg) }
        guard let domain = self.domains.removeValue(forKey: call) else { return }
        self.add(-1, to: domain)
    }

    mutating func legStarted(_ leg: LegID, of call: CallID, _ way: Way) {
        guard self.callsOfLegs[leg] == nil else { return }
        if let domain = self.domains[call] {
            let outside = Outside(domain: domain, way: way)
            self.waysOfLegs[leg] = outside
            self.outside[outside, default: 0] += 1
        }
        if self.takesOneMore(call), let domain = self.domains[call] { self.add(1, to: domain) }
        self.callsOfLegs[leg] = call
        self.outsideLegs[call, default: []].insert(leg)
    }

    mutating func legEnded(_ leg: LegID) {
        guard let call = self.callsOfLegs.removeValue(forKey: leg) else { return }
        if let outside = self.waysOfLegs.removeValue(forKey: leg) {
            let count = self.outside[outside, default: 1] - 1
            self.outside[outside] = count > 0 ? count : nil
        }
        self.outsideLegs[call]?.remove(leg)
        if self.takesOneMore(call) {
            if let domain = self.domains[call] { self.add(-1, to: domain) }
        } else {
            self.outsideLegs[call] = nil
        }
    }

    /// The leg goes on in another call.
    mutating func moved(_ leg: LegID, to call: CallID) {
        guard self.callsOfLegs[leg] != nil else { return }
        let way = self.waysOfLegs[leg]?.way ?? .toThere
        self.legEnded(leg)
        self.legStarted(leg, of: call, way)
    }

    private mutating func add(_ change: Int, to domain: DomainID) {
        let count = self.channels[domain, default: 0] + change
        self.channels[domain] = count > 0 ? count : nil
    }
}
