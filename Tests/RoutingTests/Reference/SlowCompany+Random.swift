import Foundation
import Kernel
import Model

/// Companies, callers and moments by chance, from few enough parts that rules meet callers and edges are hit.
extension SlowCompany {
    private static let zones = [
        "Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
    ]
    private static let edges = [0, 1, 119, 120, 150, 180, 540, 600, 1_080, 1_140, 1_439, 1_440]
    private static let targets: [(RouteTarget, String)] = [
        (.user(UserID("anna")), "user anna"), (.group(EntryID("Service")), "group Service"),
        (.group(EntryID("Moscow")), "group Moscow"), (.scenario(EntryID("Welcome")), "scenario Welcome"),
        (.voicemail(.group(EntryID("Service"))), "message for Service"), (.end, "busy"),
    ]

    static func random(using random: inout SeededGenerator) -> SlowCompany {
        var company = SlowCompany(zone: Self.zone(using: &random))
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            company.holidays.insert(company.date(of: Self.moment(using: &random)))
        }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let date = company.date(of: Self.moment(using: &random))
            if !company.holidays.contains(date) { company.moved[date] = Int.random(in: 0..<7, using: &random) }
        }
        if Int.random(in: 0..<4, using: &random) == 0 { company.closedUntil = Self.moment(using: &random) }
        company.rules = (0..<Int.random(in: 0...6, using: &random)).map { _ in Self.rule(using: &random) }
        let callers = (0..<Int.random(in: 0...4, using: &random)).map { _ in Caller.random(using: &random) }
            .filter { $0.identity != nil }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: company.list = .off
        case 1: company.list = .black(callers)
        default: company.list = .white(callers)
        }
        company.numbers = (0..<Int.random(in: 1...6, using: &random)).map { index in
            Number(
                mobile: index == 0 ? nil : "+7903111223\(index)",
                priority: [1, 5, 10, 10, 11, 99].randomElement(using: &random) ?? 10,
                seconds: Int.random(in: 5...120, using: &random),
                isActive: Int.random(in: 0..<5, using: &random) > 0,
                schedule: Self.schedule(using: &random)
            )
        }
        return company
    }

    private static func zone(using random: inout SeededGenerator) -> TimeZone {
        Self.zones.randomElement(using: &random).flatMap { TimeZone(identifier: $0) } ?? .gmt
    }

    private func date(of moment: Int64) -> String {
        let local = moment + Int64(self.zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(moment))))
        return CivilTime(localSeconds: local).date.description
    }

    private static func rule(using random: inout SeededGenerator) -> Rule {
        let (target, words) = Self.targets.randomElement(using: &random) ?? (.end, "busy")
        let prefixes = ["495", "49", "4", "812", "8", "903", "1"].shuffled(using: &random)
        return Rule(
            isActive: Int.random(in: 0..<5, using: &random) > 0,
            schedule: Self.schedule(using: &random),
            prefixes: Bool.random(using: &random)
                ? [] : Array(prefixes.prefix(Int.random(in: 1...3, using: &random))),
            target: target,
            words: words
        )
    }

    private static func schedule(using random: inout SeededGenerator) -> [Hours]? {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: nil
        case 1: [Hours(days: Set(0..<7), from: 0, to: 1_440)]
        default:
            (0..<Int.random(in: 1...4, using: &random)).map { _ in
                let days = (0..<7).shuffled(using: &random).prefix(Int.random(in: 1...7, using: &random))
                let from = Self.edges.dropLast().randomElement(using: &random) ?? 0
                let to = Self.edges.filter { $0 > from }.randomElement(using: &random) ?? 1_440
                return Hours(days: Set(days), from: from, to: to)
            }
        }
    }

    /// In two weeks about a change of the clocks, often to the second on an edge of a minute.
    static func moment(using random: inout SeededGenerator) -> Int64 {
        // 2026-03-29 and 2026-10-25 in Europe, 2026-03-08 and 2026-11-01 in New York, 2026-04-05 on Lord Howe.
        let changes: [Int64] = [1_774_746_000, 1_792_890_000, 1_772_953_200, 1_793_512_800, 1_775_314_800]
        let near = changes.randomElement(using: &random) ?? 0
        let width: Int64 = Bool.random(using: &random) ? 7 * 86_400 : 3 * 3_600
        let seconds = near + Int64.random(in: -width...width, using: &random)
        guard Bool.random(using: &random) else { return seconds }
        // On the half hour or one second before it.
        return seconds - seconds % 1_800 - (Bool.random(using: &random) ? 1 : 0)
    }
}

extension SlowCompany.Caller {
    static func random(using random: inout SeededGenerator) -> Self {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return Self(written: ["", "anonymous"].randomElement(using: &random) ?? "", national: nil)
        case 1:
            // Abroad: looked at with the country code. The first looks like a number of Russia without its code.
            let digits = ["4930123456", "4951234567", "14951234567"].randomElement(using: &random) ?? ""
            return Self(written: "+" + digits, national: digits, identity: "abroad " + digits)
        default:
            let area = ["495", "812", "903", "800", "493"].randomElement(using: &random) ?? ""
            let rest = ["1234567", "0123456", "7770000"].randomElement(using: &random) ?? ""
            let prefix = ["+7", "7", "8", ""].randomElement(using: &random) ?? ""
            return Self(written: prefix + area + rest, national: area + rest, identity: "inland " + area + rest)
        }
    }
}
