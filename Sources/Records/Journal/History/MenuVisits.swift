package import Kernel
package import Model

/// A caller was in a menu of a voice scenario.
package struct MenuVisit: Hashable, Sendable {
    package var scenario: EntryID
    package var menu: String
    package var enteredAt: Timestamp
    package var time: Duration
    package var exit: MenuExit

    /// What visits are added up in, by when they began: no time zone of today begins its days within one.
    package static let quarter: Int64 = 900_000_000

    package var quarterNumber: Int64 { Self.quarterNumber(of: self.enteredAt) }

    package static func quarterNumber(of moment: Timestamp) -> Int64 {
        let (quotient, remainder) = moment.microseconds.quotientAndRemainder(dividingBy: Self.quarter)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// Makes visits from events: one for each time a menu was entered, once it has been left. Whoever is in a menu when the
/// call ends, or when the server did, has hung up there.
package struct MenuVisitProjector: Sendable {
    private struct Open: Sendable {
        var step: MenuStep
        var at: Timestamp
        /// When something last happened in the call.
        var last: Timestamp
    }

    private var open: [CallID: Open] = [:]

    package init() {}

    /// - Precondition: the event is of a call that goes on; its last event is among them.
    package mutating func apply(_ event: Event) -> MenuVisit? {
        guard let call = event.call else { return nil }
        switch event.kind {
        case .menu(let step):
            let former = self.open.removeValue(forKey: call)
            guard let exit = step.exit else {
                self.open[call] = Open(step: step, at: event.at, last: event.at)
                // A menu that nobody was seen to leave.
                return former.map { Self.visit($0, .hungUp, until: event.at) }
            }
            return former.map { Self.visit($0, exit, until: event.at) }
        case .callEnded(let end):
            // What a server that had stopped says of its calls, it says when it is back: nobody was in a menu meanwhile.
            return self.open.removeValue(forKey: call)
                .map { Self.visit($0, .hungUp, until: end.cause == .restart ? $0.last : event.at) }
        default:
            self.open[call]?.last = event.at
            return nil
        }
    }

    /// The clock may have been set back meanwhile; nobody is in a menu for less than no time.
    private static func visit(_ open: Open, _ exit: MenuExit, until end: Timestamp) -> MenuVisit {
        MenuVisit(
            scenario: open.step.scenario,
            menu: open.step.menu,
            enteredAt: open.at,
            time: .microseconds(max(0, end.microseconds - open.at.microseconds)),
            exit: exit
        )
    }
}

extension [MenuVisit] {
    /// Added up by menu and exit, in that order.
    package var tallies: [MenuTally] {
        Dictionary(grouping: self) { [$0.menu, $0.exit.rawValue] }.values
            .compactMap { visits in
                visits.first.map { first in
                    MenuTally(
                        menu: first.menu,
                        exit: first.exit,
                        visits: visits.count,
                        // Each in whole milliseconds, as a store keeps them.
                        time: .milliseconds(visits.reduce(0) { $0 + $1.time.wholeMilliseconds })
                    )
                }
            }
            .sorted { ($0.menu, $0.exit.rawValue) < ($1.menu, $1.exit.rawValue) }
    }
}
