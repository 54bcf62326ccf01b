import Kernel
import Model

/// How the demo company's people share their work: who answers for whom, where one is reached in the evening, and the PBX
/// in the old office.
struct DemoOffice {
    let domain: DomainID
    /// Anna, Boris, Clara.
    let people: [User]

    static let pickup = EntryID("demo-pickup")
    static let route = TrunkID("demo-office")
    /// People of the office, who have phones there.
    static let keepers = [Party(number: "204"), Party(number: "211"), Party(number: "230")]

    var changes: [ConfigurationChange] { [self.pickupGroup, self.privateRoute] }

    private var pickupGroup: ConfigurationChange {
        let group = PickupGroup(name: "Соседи по кабинету", members: self.people.prefix(2).map(\.id))
        return .putEntry(DomainEntry(id: Self.pickup, domain: self.domain, .pickupGroup(group)))
    }

    /// To an address that nobody has (RFC 5737), so it is not asked whether it is there.
    private var privateRoute: ConfigurationChange {
        // Behind all routes that somebody makes: theirs are asked first.
        var route = PrivateRoute(domain: self.domain, shownName: "АТС на складе", order: 900)
        route.strip = 1
        route.outgoingNumbers = Array(DemoTelephony.numbers.prefix(1))
        return .putTrunk(
            Trunk(id: Self.route, name: "demo-office", host: "192.0.2.50", probeSeconds: 0, route: route)
        )
    }

    /// The accountant's own phones first; in the evening the mobile, on Saturday the number at home, over lunch a colleague.
    static let forwarding: Forwarding = {
        let evening = WeeklySchedule([
            .init([.monday, .tuesday, .wednesday, .thursday, .friday], from: 18 * 60, to: 21 * 60)
        ])
        let saturday = WeeklySchedule([.init([.saturday], from: 10 * 60, to: 16 * 60)])
        let lunch = WeeklySchedule([
            .init([.monday, .tuesday, .wednesday, .thursday, .friday], from: 13 * 60, to: 14 * 60)
        ])
        return Forwarding(
            own: Forwarding.Terms(priority: 10, seconds: 25),
            others: [
                Forwarding.Number(
                    .mobile,
                    "+79161112244",
                    Forwarding.Terms(priority: 20, seconds: 30, schedule: evening)
                ),
                Forwarding.Number(
                    .landline,
                    "+74957770909",
                    Forwarding.Terms(priority: 20, seconds: 30, schedule: saturday)
                ),
                Forwarding.Number(.sip, "102", Forwarding.Terms(priority: 30, seconds: 20, schedule: lunch)),
            ]
        )
    }()
}
