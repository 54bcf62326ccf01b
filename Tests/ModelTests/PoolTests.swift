import Kernel
import ModelTesting
import Testing

@testable import Model

@Suite("Pools of domains")
struct PoolTests {
    @Test(
        "TEN-04 the dial expression is read as it is written, and nothing else is one",
        arguments: [
            (PoolRules(routingLength: 4), "4456101", "4456", "101"),
            (PoolRules(routingLength: 2), "441", "44", "1"),
            (PoolRules(routingLength: 4, before: "*"), "*445610112", "4456", "10112"),
            (PoolRules(routingLength: 1, before: "##", between: "*"), "##7*101", "7", "101"),
        ]
    )
    func expression(_ rules: PoolRules, _ dialled: String, _ routingNumber: String, _ extension: String) throws {
        let read = try #require(rules.read(dialled))
        #expect(read == (routingNumber, `extension`))
        #expect(rules.expression(read.routingNumber, read.extension) == dialled)
    }

    @Test(
        "TEN-04 what is no expression",
        arguments: [
            "", "*", "*4456", "*4456*", "4456*101", "*445*101", "*4456101", "*4456*1012345", "*4456*1o1", "*44 6*1",
        ]
    )
    func others(_ dialled: String) {
        #expect(PoolRules(routingLength: 4, before: "*", between: "*").read(dialled) == nil)
    }

    @Test(
        "TEN-04 no domain can be named like a pool, nor a pool like a domain",
        arguments: [("pool:acme", true), ("pool:", false), ("pool:a.b", false), ("pool:A", false), ("acme", false)]
    )
    func names(_ name: String, isPool: Bool) {
        var domain = Domain(id: DomainID(name), shownName: "A", pool: PoolRules(routingLength: 4))
        #expect(((try? domain.validate()) != nil) == isPool)
        domain.pool = nil
        #expect(((try? domain.validate()) != nil) == (name == "acme"))
    }

    @Test("TEN-08 who manages which domain")
    func managing() {
        let pool = DomainID.pool("holding")
        var configuration = Configuration()
        func put(_ change: ConfigurationChange) { configuration.apply(change, version: configuration.version + 1) }
        put(.putDomain(Domain(id: pool, shownName: "H", pool: PoolRules(routingLength: 1))))
        put(.putEntry(DomainEntry(id: EntryID("south"), domain: pool, .subgroup(Subgroup(name: "South")))))
        let domains = [("a.example", "1", "south"), ("b.example", "2", nil), ("c.example", "3", "gone")].map { place in
            var domain = Domain.sample(place.0)
            let subgroup = place.2.map { EntryID($0) }
            domain.membership = PoolMembership(pool: pool, routingNumber: place.1, subgroup: subgroup)
            return domain
        }
        for domain in domains { put(.putDomain(domain)) }
        func managed(_ role: Role, _ subgroups: Set<EntryID> = [], in home: DomainID = pool) -> [Bool] {
            var user = User.sample("x", in: home)
            user.role = role
            user.administration = PoolRights(subgroups: subgroups)
            return domains.map { configuration.mayManage($0, by: user) }
        }
        #expect(managed(.poolSupervisor) == [true, true, true])
        #expect(managed(.subgroupAdministrator, [EntryID("south")]) == [true, false, false])
        // A sub-group that is gone is nobody's.
        #expect(managed(.subgroupAdministrator, [EntryID("gone")]) == [false, false, false])
        #expect(managed(.poolSupervisor, in: .pool("other")) == [false, false, false])
        #expect(managed(.domainAdministrator) == [false, false, false])
    }

    @Test("TEN-10 a login alone is enough where one pool has it, and the pool where two do")
    func accounts() {
        var configuration = Configuration()
        func administrator(_ login: String, _ pool: DomainID) -> User {
            User(id: UserID("\(login)-\(pool)"), domain: pool, login: login, extension: nil, shownName: "")
        }
        func put(_ change: ConfigurationChange) { configuration.apply(change, version: configuration.version + 1) }
        for pool in [DomainID.pool("a"), .pool("b")] {
            put(.putDomain(Domain(id: pool, shownName: "", pool: PoolRules(routingLength: 1))))
            put(.putUser(administrator("both", pool)))
        }
        put(.putUser(administrator("one", .pool("b"))))
        #expect(configuration.account(login: "one", of: Domain.groups)?.domain == .pool("b"))
        #expect(configuration.account(login: "both", of: Domain.groups) == nil)
        #expect(configuration.account(login: "both", of: .pool("a"))?.domain == .pool("a"))
        #expect(configuration.account(login: "one", of: .pool("a")) == nil)
        #expect(configuration.account(login: "one", of: DomainID("acme.example")) == nil)
    }
}
