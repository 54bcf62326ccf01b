import Kernel
import Model

@testable import Web

/// How the endpoints of pools are tried for everybody.
extension PermissionTests {
    private static let holding = Owner.domain(TestWorld.holding)
    private static let pool = "/pools/pool:holding"
    private static let deputy = TestWorld.Person.subgroupAdministrator.id

    static let pools: [String: Example] = [
        "listPools": Example("/pools"),
        "addPool": Example(
            "/pools",
            .anyone,
            ["name": "new", "shownName": "New", "routingLength": 3]
        ),
        "getPool": Example(Self.pool, Self.holding),
        "changePool": Example(Self.pool, .anyone, ["shownName": "H"]),
        "removePool": Example(Self.pool),
        "putPoolDomain": Example(Self.pool + "/domains/globex.example", .anyone, ["routingNumber": "4456"]),
        "removePoolDomain": Example(Self.pool + "/domains/acme.example"),
        "listPoolDomains": Example(Self.pool + "/domains", Self.holding),
        "getPoolDomain": Example(Self.pool + "/domains/acme.example", Self.holding),
        "changePoolDomain": Example(Self.pool + "/domains/acme.example", Self.holding, ["shownName": "A"]),
        "movePoolDomains": Example(
            Self.pool + "/domains/move",
            Self.holding,
            ["domains": ["acme.example"], "newSubgroup": "North"]
        ),
        "listSubgroups": Example(Self.pool + "/subgroups", Self.holding),
        "addSubgroup": Example(Self.pool + "/subgroups", Self.holding, ["name": "North"]),
        "renameSubgroup": Example(Self.pool + "/subgroups/south", Self.holding, ["name": "North"]),
        "removeSubgroup": Example(Self.pool + "/subgroups/south", Self.holding),
        "listPoolAdministrators": Example(Self.pool + "/administrators", Self.holding),
        "addPoolAdministrator": Example(
            Self.pool + "/administrators",
            Self.holding,
            ["login": "new", "shownName": "N", "email": "n@acme.example", "password": "secret42"]
        ),
        "getPoolAdministrator": Example(Self.pool + "/administrators/\(Self.deputy)", Self.holding),
        "changePoolAdministrator": Example(
            Self.pool + "/administrators/\(Self.deputy)",
            Self.holding,
            ["shownName": "D"]
        ),
        "removePoolAdministrator": Example(Self.pool + "/administrators/\(Self.deputy)", Self.holding),
        "removePoolAdministratorSecondFactor": Example(
            Self.pool + "/administrators/\(Self.deputy)/second-factor",
            Self.holding
        ),
        "listPoolChanges": Example(Self.pool + "/changes", Self.holding),
        "listDomainsOfPool": Example("/pool/domains"),
        "listUsersOfPool": Example("/pool/users?domain=acme.example", Self.acme),
    ]
}
