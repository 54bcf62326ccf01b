/// A caller comes into a menu of a voice scenario, or leaves it (IVR-07).
package struct MenuStep: Hashable, Sendable, Codable {
    package var leg: LegID
    package var scenario: EntryID
    /// ``Scenario/Menu/id``.
    package var menu: String
    /// `nil`: the menu begins to be heard.
    package var exit: MenuExit?

    package init(leg: LegID, scenario: EntryID, menu: String, exit: MenuExit? = nil) {
        self.leg = leg
        self.scenario = scenario
        self.menu = menu
        self.exit = exit
    }
}

/// By which way a caller leaves a menu. Hearing it again is another visit.
package enum MenuExit: String, CaseIterable, Hashable, Sendable, Codable {
    case one = "1"
    case two = "2"
    case three = "3"
    case four = "4"
    case five = "5"
    case six = "6"
    case seven = "7"
    case eight = "8"
    case nine = "9"
    case zero = "0"
    case star = "*"
    case hash = "#"
    /// A key without an action of its own, an extension that begins among them.
    case otherKeys = "other-keys"
    /// Nothing was pressed.
    case timeout
    /// One mistake or silence too many: the caller is hung up on (ADM-03).
    case limit
    /// The caller hung up, or somebody ended or fetched the call.
    case hungUp = "hung-up"
}

/// How often callers left a menu by one way, and how long they had been in it.
package struct MenuTally: Hashable, Sendable {
    package var menu: String
    package var exit: MenuExit
    package var visits: Int
    /// Of all of them together.
    package var time: Duration

    package init(menu: String, exit: MenuExit, visits: Int, time: Duration) {
        self.menu = menu
        self.exit = exit
        self.visits = visits
        self.time = time
    }
}
