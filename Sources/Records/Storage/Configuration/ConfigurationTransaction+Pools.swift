import Kernel
import Model

/// Pools: the rules between them and their domains that need the tables to be checked (TEN-04).
extension ConfigurationTransaction {
    func checkPool(of domain: Domain, before: Domain?) throws {
        if let rules = domain.pool {
            guard before?.pool != nil || before == nil else { throw ModelError(.invalid, "A domain becomes no pool.") }
            let other = try self.members(of: domain.id).first { !rules.isRight($0.routingNumber) }
            if let other {
                throw ModelError(.invalid, "The routing number \(other.routingNumber) in the pool has another length.")
            }
        } else if before?.pool != nil {
            throw ModelError(.invalid, "A pool stays one.")
        }
        // Asked when it changes only: what is stored already was asked about then.
        guard let place = domain.membership, place != before?.membership else { return }
        guard let rules = try self.domain(place.pool)?.pool else {
            throw ModelError(.notFound, "There is no pool \(place.pool).")
        }
        guard rules.isRight(place.routingNumber) else {
            throw ModelError(.invalid, "A routing number of this pool has \(rules.routingLength) digits.")
        }
        let others = try self.members(of: place.pool).filter { $0.domain != domain.id }
        guard !others.contains(where: { $0.routingNumber == place.routingNumber }) else {
            throw ModelError(.taken, "The routing number \(place.routingNumber) is taken in the pool.")
        }
        guard others.count < PoolRules.memberLimit else {
            throw ModelError(.invalid, "A pool has at most \(PoolRules.memberLimit) domains.")
        }
    }

    func requireNoMembers(of pool: DomainID) throws {
        guard let member = try self.members(of: pool).first else { return }
        throw ModelError(.invalid, "The domain \(member.domain) is in the pool: take it out first.")
    }

    private func members(of pool: DomainID) throws -> [(domain: DomainID, routingNumber: String)] {
        try self.connection.all(
            "SELECT id, routing_number FROM domains WHERE member_of = $1 ORDER BY id",
            [.text(pool.text)]
        ) { (DomainID($0.text(0)), $0.text(1)) }
    }
}
