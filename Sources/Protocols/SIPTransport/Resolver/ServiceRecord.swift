/// One SRV record: a host that offers a service, with its place in the order (RFC 2782).
struct ServiceRecord: Hashable, Sendable {
    /// Lower ones are tried first.
    let priority: UInt16
    /// The share among those of one priority.
    let weight: UInt16
    let port: UInt16
    /// Without the dot at its end; empty when the service is decidedly not offered.
    let target: String

    /// The order to try records in: by priority, and within one at random by weight.
    static func ordered(
        _ records: [ServiceRecord],
        using random: inout some RandomNumberGenerator
    ) -> [ServiceRecord] {
        var result: [ServiceRecord] = []
        result.reserveCapacity(records.count)
        for priority in Set(records.map(\.priority)).sorted() {
            // Weightless ones come first, so that they are drawn only when nothing else is left to draw.
            var rest = records.filter { $0.priority == priority }.sorted { $0.weight < $1.weight }
            while !rest.isEmpty {
                let total = rest.reduce(0) { $0 + Int($1.weight) }
                let drawn = Int(random.next(upperBound: UInt64(total + 1)))
                var sum = 0
                let index = rest.firstIndex { record in
                    sum += Int(record.weight)
                    return sum >= drawn
                }
                result.append(rest.remove(at: index ?? 0))
            }
        }
        return result
    }
}
