package import Model

/// What the ended calls of a domain come to over a row of days (ADM-05).
package struct CallSummary: Equatable, Sendable {
    /// The calls that started on one day.
    package struct Day: Equatable, Sendable {
        package var incoming = 0
        package var outgoing = 0
        package var `internal` = 0
        /// Of the incoming ones those that nobody answered.
        package var missed = 0
        package var talkTime = Duration.zero

        package init() {}

        package var calls: Int { self.incoming + self.outgoing + self.internal }
        package var talkSeconds: Int { Int(self.talkTime.components.seconds) }

        /// Adds calls of one direction and one kind of ending.
        package mutating func add(_ count: Int, _ direction: CallDirection, isAnswered: Bool, talkTime: Duration) {
            switch direction {
            case .incoming: self.incoming += count
            case .outgoing: self.outgoing += count
            case .internal: self.internal += count
            }
            if direction == .incoming, !isAnswered { self.missed += count }
            self.talkTime += talkTime
        }
    }

    /// A user's answered calls, made and taken.
    package struct Talker: Equatable, Sendable {
        package var user: UserID
        package var calls = 0
        package var talkTime = Duration.zero

        package init(_ user: UserID) {
            self.user = user
        }
    }

    package var days: [Day]
    /// Who talked longest comes first; of equal ones who has more calls, then the lower id.
    package private(set) var talkers: [Talker]

    package init(days: [Day], talkers: [Talker], most: Int) {
        self.days = days
        let ordered = talkers.sorted { one, other in
            (other.talkTime, other.calls, one.user) < (one.talkTime, one.calls, other.user)
        }
        self.talkers = Array(ordered.prefix(most))
    }
}
