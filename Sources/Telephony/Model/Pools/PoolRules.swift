import Kernel

/// What makes a reserved domain a pool: how the domains of one company call each other (TEN-04).
///
/// A pool is kept as a domain of its own, as the installation's administrators are: its people sign in there, its
/// sub-groups are its entries, and it has no phones.
package struct PoolRules: Equatable, Sendable, Codable {
    /// Digits of every routing number. 1 to 10.
    package var routingLength: Int
    /// Dialled before the routing number: at most 4 of `*` and `#`.
    package var before: String
    /// Dialled between the routing number and the extension: at most 4 of `*` and `#`.
    package var between: String

    package init(routingLength: Int, before: String = "", between: String = "") {
        self.routingLength = routingLength
        self.before = before
        self.between = between
    }

    /// Domains of one pool.
    package static let memberLimit = 1_000

    package func isRight(_ routingNumber: String) -> Bool {
        Validity.isDigits(routingNumber, self.routingLength...self.routingLength)
    }

    /// What people of the pool dial for a user of another domain.
    package func expression(_ routingNumber: String, _ extension: String) -> String {
        self.before + routingNumber + self.between + `extension`
    }

    /// The two numbers of an expression; `nil` when it is none.
    package func read(_ dialled: String) -> (routingNumber: String, extension: String)? {
        guard dialled.hasPrefix(self.before) else { return nil }
        let rest = dialled.dropFirst(self.before.count)
        let routingNumber = String(rest.prefix(self.routingLength))
        let tail = rest.dropFirst(self.routingLength)
        guard self.isRight(routingNumber), tail.hasPrefix(self.between) else { return nil }
        let dialledThere = String(tail.dropFirst(self.between.count))
        return Validity.isDigits(dialledThere, 1...5) ? (routingNumber, dialledThere) : nil
    }

    func validate() throws(ModelError) {
        try Validity.require((1...10).contains(self.routingLength), "A routing number has 1 to 10 digits.")
        for part in [self.before, self.between] {
            try Validity.require(
                part.utf8.count <= 4 && part.utf8.allSatisfy { $0 == 0x2a || $0 == 0x23 },
                "What is dialled around a routing number is at most 4 of * and #."
            )
        }
    }
}

/// The pool that a domain belongs to, and its place there.
package struct PoolMembership: Equatable, Sendable, Codable {
    package var pool: DomainID
    /// Unique in the pool, as long as the pool says.
    package var routingNumber: String
    /// The sub-group that it is in. One that is gone is none: its domains are in no group then (TEN-07).
    package var subgroup: EntryID?

    package init(pool: DomainID, routingNumber: String, subgroup: EntryID? = nil) {
        self.pool = pool
        self.routingNumber = routingNumber
        self.subgroup = subgroup
    }
}

/// Domains of a pool that are listed, and given to administrators, together (TEN-05).
package struct Subgroup: Equatable, Sendable, Codable {
    /// 1 to 100 characters.
    package var name: String

    package init(name: String) {
        self.name = name
    }

    func validate() throws(ModelError) {
        try Validity.requireShownName(self.name, of: "sub-group", length: 1...100)
    }
}

/// What an administrator of a pool has besides what everybody has (TEN-10).
package struct PoolRights: Equatable, Sendable, Codable {
    package var phone: DialString?
    /// Whose domains a sub-group administrator manages; of a supervisor without meaning. At most 1 000.
    package var subgroups: Set<EntryID>

    package init(phone: DialString? = nil, subgroups: Set<EntryID> = []) {
        self.phone = phone
        self.subgroups = subgroups
    }

    func validate() throws(ModelError) {
        try Validity.require(
            self.subgroups.count <= PoolRules.memberLimit,
            "An administrator has at most \(PoolRules.memberLimit) sub-groups."
        )
    }
}

extension DomainID {
    private static let poolPrefix = "pool:"

    /// The identity of a pool: no host name holds a colon, so that no domain can be called so, nor be meant by it.
    package static func pool(_ name: String) -> DomainID { DomainID(Self.poolPrefix + name) }

    package var isPool: Bool { self.text.hasPrefix(Self.poolPrefix) }
    /// Has neither phones nor lines: of pools, and of the installation's administrators.
    package var isReserved: Bool { self == Domain.system || self.isPool }

    /// `pool:` and a label of 1 to 32 lower-case letters, digits and hyphens.
    var isValidPool: Bool {
        let name = self.text.dropFirst(Self.poolPrefix.count)
        return self.isPool && name.utf8.count <= 32 && !name.contains(".") && Domain.isValid(name: String(name))
    }
}
