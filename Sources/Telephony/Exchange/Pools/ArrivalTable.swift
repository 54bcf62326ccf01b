import Kernel
import Model

/// Who is on the way from one domain of a pool into another.
struct Arrival: Equatable, Sendable {
    var from: DomainID
    var into: DomainID
    /// What is dialled there.
    var `extension`: String
    /// As the callee's domain may know the caller: dialling the number calls back.
    var caller: Party
}

/// Those who are on the way, by the secret of their INVITE. Each secret is good once: whoever reads it in a trace has
/// nothing. Of more than ``limit`` the oldest are forgotten, and their INVITE is a stranger's.
struct ArrivalTable {
    static let limit = 4_096

    private var arrivals = BoundedTable<String, Arrival>(capacity: ArrivalTable.limit)

    mutating func expect(_ arrival: Arrival, by secret: String) { self.arrivals.put(arrival, for: secret) }

    /// - Parameter user: of the Request-URI.
    mutating func take(_ user: String?) -> Arrival? {
        guard let user, let arrival = self.arrivals[user] else { return nil }
        self.arrivals.remove(user)
        return arrival
    }
}
