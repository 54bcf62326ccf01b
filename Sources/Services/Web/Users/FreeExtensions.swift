import Kernel
import Model
import Routing

/// Extensions that nobody has, given out one after another (USR-03, USR-04).
struct FreeExtensions {
    /// Where a domain without users begins; below are the numbers of emergency services.
    private static let first = 200
    private static let most = 99_999

    private var taken: Set<String>
    private var next: Int

    init(of domain: DomainID, in configuration: Configuration) {
        let users = configuration.tenants[domain]?.users.values.compactMap(\.extension) ?? []
        let groups = configuration.entries(of: domain).compactMap { $0.group?.extension }
        // A number may be somebody's login as well: who dials it would reach the other one.
        let logins = configuration.tenants[domain]?.users.values.map(\.login) ?? []
        self.taken = Set(users + groups)
        // On from the largest, as people count; numbers with zeros in front are none of a row.
        let largest = self.taken.filter { !$0.hasPrefix("0") }.compactMap { Int($0) }.max()
        self.next = max(Self.first, (largest ?? Self.first - 1) + 1)
        self.taken.formUnion(logins)
        self.taken.formUnion(NumberPlan.russia.emergencyNumbers)
        self.taken.formUnion(ServiceNumber.allCases.map(\.rawValue))
    }

    func isTaken(_ dialled: String) -> Bool { self.taken.contains(dialled) }

    /// - Parameter user: who is to have it.
    /// - Throws: ``APIError/Code/taken`` when somebody else is reached by it.
    static func require(
        _ dialled: String,
        in domain: DomainID,
        of configuration: Configuration,
        for user: UserID? = nil
    ) throws {
        guard dialled != NumberPlan.help else {
            throw APIError(.taken, "\(dialled) calls the emergency services.", field: "extension")
        }
        guard ServiceNumber(rawValue: dialled) == nil else {
            throw APIError(.taken, "\(dialled) is a number of the server's own.", field: "extension")
        }
        guard Self.isFree(dialled, in: domain, of: configuration, for: user) else {
            throw APIError(.taken, "This extension is taken.", field: "extension")
        }
    }

    static func isFree(
        _ dialled: String,
        in domain: DomainID,
        of configuration: Configuration,
        for user: UserID? = nil
    ) -> Bool {
        let tenant = configuration.tenants[domain]
        let holders = [tenant?.user(extension: dialled), tenant?.user(login: dialled)].compactMap { $0?.id }
        return dialled != NumberPlan.help && holders.allSatisfy { $0 == user }
            && configuration.group(extension: dialled, of: domain) == nil
    }

    /// Somebody gets this one by name.
    mutating func take(_ dialled: String) { self.taken.insert(dialled) }

    /// `nil` when all are taken.
    mutating func draw() -> String? {
        // Beyond the last it begins again: what was freed long ago may be given out.
        for start in [self.next, Self.first] {
            var number = start
            while number <= Self.most {
                if self.taken.insert("\(number)").inserted {
                    self.next = number + 1
                    return "\(number)"
                }
                number += 1
            }
        }
        return nil
    }
}
