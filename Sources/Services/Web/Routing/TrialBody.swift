import Kernel
import Model
import Routing

/// A routing decision on the wire, as people read it.
enum TrialBody {
    static let requestSchema = Schema.named(
        "RoutingTrial",
        .object([
            .maybe("domain", Common.domain, note: "Whose line, user or scenario it is."),
            .maybe("line", Common.id, note: "The line that the call comes by."),
            .maybe("caller", Common.line(0...64), note: "Who calls by the line, as the network tells it."),
            .maybe("user", Common.id, note: "The user who calls, in place of a line."),
            .maybe("dialled", Common.line(0...64), note: "What the user dials."),
            .maybe(
                "number",
                Common.line(0...64),
                note: "In place of both: where the domain's rules and menus lead by it."
            ),
            .maybe("scenario", Common.id, note: "The voice scenario that the caller is in, in place of a line."),
            .maybe(
                "keys",
                Self.keys,
                note: "What the caller presses in voice scenarios; a comma: nothing, for a while."
            ),
            .maybe("draft", Common.id, note: "The voice scenario that is gone through by its draft."),
            .maybe("at", .timestamp, note: "When; default: now."),
        ])
    )

    private static let keys = Schema.text(
        0...32,
        pattern: TextPattern("[0-9*#,]*"),
        complaint: "Keys are 0 to 9, * and #; a comma is time in which nothing is pressed.",
        example: "2,101"
    )

    private static let kinds = ["ring", "scenario", "voicemail", "outside", "refused", "other"]

    private static let branch = Schema.named(
        "TrialBranch",
        .object([
            SchemaField("title", .text(0...200)), SchemaField("number", .optional(.text(1...64))),
            SchemaField("seconds", .integer(0...600), note: "How long it rings."),
        ])
    )

    static let schema = Schema.named(
        "RoutingTrialResult",
        .object([
            SchemaField("at", .timestamp),
            SchemaField("localTime", .text(10...24), note: "On the domain's clock, as in 2026-11-23 12:00."),
            SchemaField("weekday", ScheduleBody.day),
            SchemaField("rule", .optional(.integer(0...LineRule.limit)), note: "Which of the line's rules decided."),
            SchemaField(
                "steps",
                .list(
                    .object([SchemaField("rule", .text(0...1_000)), SchemaField("outcome", .text(0...10_000))]),
                    atMost: 1_000
                )
            ),
            SchemaField(
                "outcome",
                .object([
                    SchemaField("kind", .choice(Self.kinds)),
                    SchemaField("name", .optional(.text(0...128)), note: "Id of what is reached, or the number."),
                    SchemaField("title", .text(0...200)),
                    SchemaField("cause", .optional(.choice(EndCause.allCases.map(\.rawValue)))),
                    SchemaField(
                        "privateRoute",
                        .optional(.text(1...100)),
                        note: "The name of the private route by which it leaves (TRK-02)."
                    ),
                    SchemaField(
                        "chain",
                        .list(.list(Self.branch, atMost: 1_000), atMost: 100),
                        note: "What rings, step by step; of one step together."
                    ),
                ])
            ),
        ])
    )

    static func json(
        _ decision: RoutingDecision,
        at: Timestamp,
        of domain: DomainID,
        in configuration: Configuration
    ) -> JSONValue {
        let local = configuration.workingTime(of: domain).civilTime(at: at)
        return [
            "at": .string("\(at)"), "localTime": .string("\(local.date) \(ScheduleBody.text(local.minute))"),
            "weekday": .string(ScheduleBody.name(local.date.weekday)), "rule": .whole(decision.rule),
            "steps": .array(decision.trace.map { ["rule": .string($0.rule), "outcome": .string($0.outcome)] }),
            "outcome": Self.outcome(decision.target, of: domain, in: configuration)
                .merging(["privateRoute": .text(Self.privateRoute(decision, in: configuration))]),
        ]
    }

    private static func privateRoute(_ decision: RoutingDecision, in configuration: Configuration) -> String? {
        guard decision.isPrivate, case .trunks(let trunks, _, _) = decision.target else { return nil }
        return trunks.first.flatMap { configuration.trunks[$0]?.route?.shownName }
    }

    private static func outcome(
        _ target: RoutingDecision.Target,
        of domain: DomainID,
        in configuration: Configuration
    ) -> JSONValue {
        switch target {
        case .ring(let plan): Self.outcome(plan)
        case .dialogue(.scenario(let id)):
            Self.outcome("scenario", id.text, configuration.scenario(id, of: domain)?.name ?? id.text)
        case .dialogue(.leaveMessage(let mailbox)):
            Self.outcome("voicemail", mailbox.key.text, Self.title(of: mailbox, domain, configuration))
        case .trunks(_, let number, _): Self.outcome("outside", number.text, number.text)
        case .neighbour(let neighbour):
            Self.outcome("other", neighbour.number, "\(neighbour.name), \(neighbour.domain)")
        case .refused(let cause): Self.outcome("refused", nil, cause.rawValue, cause: cause)
        case .dialogue(.mailbox), .dialogue(.record): Self.outcome("other", nil, "mailbox")
        case .service(let number): Self.outcome("other", number.rawValue, "service \(number)")
        case .pickup(let user): Self.outcome("other", user.id.text, "pickup \(user.title)")
        case .pickupInGroups: Self.outcome("other", nil, "pickup")
        case .parked(let slot): Self.outcome("other", slot, "parking slot \(slot)")
        case .command(let command): Self.outcome("other", nil, command.rawValue)
        case .lamp(let user, let isLit): Self.outcome("other", user.text, isLit ? "lampOn" : "lampOff")
        }
    }

    private static func outcome(
        _ kind: String,
        _ name: String?,
        _ title: String,
        cause: EndCause? = nil,
        chain: [JSONValue] = []
    ) -> JSONValue {
        [
            "kind": .string(kind), "name": .text(name), "title": .string(title), "cause": .text(cause?.rawValue),
            "chain": .array(chain),
        ]
    }

    private static func outcome(_ plan: RingPlan) -> JSONValue {
        let chain = plan.steps.map { JSONValue.array($0.map(Self.json)) }
        return switch plan.callee {
        case .user(let user): Self.outcome("ring", user.id.text, user.title, chain: chain)
        case .group(let id, let group): Self.outcome("ring", id.text, group.name, chain: chain)
        }
    }

    private static func json(_ branch: RingPlan.Branch) -> JSONValue {
        let (title, number) =
            switch branch.reach {
            case .phones(let user): (user.title, user.extension)
            case .outside(_, let number, _): (number.text, number.text)
            case .mobile(_, _, let number): (number.text, number.text)
            }
        return ["title": .string(title), "number": .text(number), "seconds": .whole(branch.seconds)]
    }

    private static func title(
        of mailbox: RouteTarget.Mailbox,
        _ domain: DomainID,
        _ configuration: Configuration
    ) -> String {
        switch mailbox {
        case .user(let id): configuration.user(id)?.title ?? id.text
        case .group(let id): configuration.group(id, of: domain)?.name ?? id.text
        }
    }
}

extension User {
    /// What people call the user.
    fileprivate var title: String { self.shownName.isEmpty ? self.login : self.shownName }
}
