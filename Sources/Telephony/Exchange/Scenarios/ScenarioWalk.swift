import Kernel
package import Model
package import Routing

/// The menus of live calls and the router of live calls, asked without one (RTE-10).
package struct ScenarioWalker: MenuWalker {
    package init() {}

    package func walk(
        _ decision: RoutingDecision,
        _ facts: CallFacts,
        _ keys: MenuKeys,
        in configuration: Configuration
    ) -> RoutingDecision {
        var walk = ScenarioWalk(decision: decision, facts: facts, draft: keys.draft, configuration: configuration)
        walk.run(keys.text)
        return walk.decision
    }
}

/// One caller who is only thought of, on the way through one scenario after another.
private struct ScenarioWalk {
    /// Where the caller has come to, and how.
    private(set) var decision: RoutingDecision
    let facts: CallFacts
    let draft: EntryID?
    let configuration: Configuration
    /// The scenario that the caller is in; `nil`: none, or no more.
    private var present: (scenario: Scenario, dialogue: ScenarioDialogue)?

    /// From one scenario to another.
    private var forwards = 0

    init(decision: RoutingDecision, facts: CallFacts, draft: EntryID?, configuration: Configuration) {
        self.decision = decision
        self.facts = facts
        self.draft = draft
        self.configuration = configuration
    }

    /// Each key is pressed once, so the walk ends.
    mutating func run(_ keys: String) {
        self.enter()
        for key in keys {
            self.hearOut()
            self.take(key == "," ? .waited : .digit(key))
        }
        self.hearOut()
        // Nobody types on: what was typed is the extension.
        if case .typing(let typed)? = self.present?.dialogue.state, !typed.isEmpty { self.take(.waited) }
        self.hearOut()
    }

    private mutating func enter() {
        guard case .dialogue(.scenario(let id)) = self.decision.target,
            let domain = self.decision.domain.flatMap({ self.configuration.tenants[$0]?.domain }),
            var scenario = self.configuration.scenario(id, of: domain.id)
        else { return }
        if id == self.draft, let menus = scenario.draft {
            scenario.menus = menus
            self.add("voice scenario \(scenario.name)", "by its draft")
        }
        self.present = (scenario, ScenarioDialogue(id, scenario, limits: domain.menus))
        self.take(.begun)
    }

    /// Whatever is said is heard to its end.
    private mutating func hearOut() {
        while let state = self.present?.dialogue.state, [.playing, .message, .closing].contains(state) {
            self.take(.said)
        }
    }

    private mutating func take(_ input: DialogueInput) {
        for effect in self.present?.dialogue.handle(input) ?? [] { self.perform(effect) }
    }

    private mutating func perform(_ effect: DialogueEffect) {
        switch effect {
        case .note(let rule, let outcome): self.add(rule, outcome)
        case .menu(_, let menu, nil): self.add("menu \(self.present?.scenario.menu(menu)?.name ?? menu)", "is heard")
        case .forward(let target): self.forward(to: target)
        case .dial(let dialled): self.dial(dialled)
        case .hangUp:
            self.add("voice scenario \(self.present?.scenario.name ?? "")", "hangs up")
            self.decision.target = .refused(.hungUp)
            self.present = nil
        case .say, .wait, .menu:
            break  // Time passes.
        case .record, .finish, .confirm, .discard, .check, .list, .markHeard, .remove, .tell:
            break  // Of mailboxes and prompts, never of a scenario.
        }
    }

    // MARK: - Out of the scenario, as a call goes

    private mutating func forward(to target: RouteTarget) {
        guard let domain = self.decision.domain else { return }
        let router = Router(configuration: self.configuration)
        self.go(router.toTarget(target, of: domain, self.facts(target.name ?? ""), because: "voice scenario"))
    }

    private mutating func dial(_ dialled: String) {
        let tenant = self.decision.domain.flatMap { self.configuration.tenants[$0] }
        let rule = "extension \(dialled)"
        let next = tenant.flatMap {
            Router(configuration: self.configuration).toExtension(dialled, of: $0, self.facts(dialled), because: rule)
        }
        guard let next else {
            self.add(rule, "nobody has it")
            return self.take(.dialled(false))
        }
        self.take(.dialled(true))
        self.go(next)
    }

    private mutating func go(_ next: RoutingDecision) {
        self.decision.target = next.target
        self.decision.trace += next.trace
        self.present = nil
        if case .dialogue(.scenario) = next.target {
            self.forwards += 1
            guard self.forwards < Call.scenarioLimit else {
                self.decision.target = .refused(.tooManyHops)
                return
            }
        }
        self.enter()
    }

    private func facts(_ dialled: String) -> CallFacts {
        var facts = self.facts
        facts.dialled = dialled
        return facts
    }

    private mutating func add(_ rule: String, _ outcome: String) {
        self.decision.trace.append(RoutingStep(rule: rule, outcome: outcome))
    }
}
