/// What differs between the configuration and the operator's list, and how it is put right (FWD-04). The configuration
/// says which numbers are joined; the operator says how each of them stands.
package struct MobileLedger: Equatable, Sendable {
    package enum Step: Hashable, Sendable {
        /// The operator does not have it: a new file, an undone change, an operator that forgot.
        case connect(DialString)
        /// Nobody wants it any more, or its owner's wish has been noted.
        case disconnect(DialString)
        case note(FMC, of: DialString, user: UserID)
    }

    package let steps: [Step]

    /// - Parameters:
    ///   - joined: the connected numbers of all domains.
    ///   - told: the operator's list, not older than `joined`'s last connection.
    package init(joined: [DialString: (user: UserID, state: FMC)], told: [DialString: FMC]) {
        var steps: [Step] = []
        for (number, state) in told.sorted(by: { $0.key.text < $1.key.text }) {
            guard let present = joined[number] else {
                steps.append(.disconnect(number))
                continue
            }
            guard state != present.state, state != .pending else { continue }
            steps.append(.note(state, of: number, user: present.user))
        }
        let missing = joined.keys.filter { told[$0] == nil }.sorted { $0.text < $1.text }
        self.steps = steps + missing.map { .connect($0) }
    }
}
