import Kernel
import Model
import NIOCore
import Routing

/// Where a voice scenario sends its caller: decided by the router, as for a call that has just come (IVR-04).
extension CallActor {
    func forward(to target: RouteTarget, _ run: DialogueRun) {
        guard let domain = self.domain else { return }
        let exchange = self.exchange.value
        let decision = Router(configuration: exchange.configuration)
            .toTarget(target, of: domain, self.facts(of: run, dialled: target.name ?? ""), because: "voice scenario")
        self.decide(.dialogueForwarded(run.leg, exchange.plan(decision)))
    }

    /// - Postcondition: the dialogue is over, or has been told that nobody has the extension.
    func dial(_ dialled: String, _ run: DialogueRun) {
        let exchange = self.exchange.value
        let facts = self.facts(of: run, dialled: dialled)
        guard let tenant = self.domain.flatMap({ exchange.configuration.tenants[$0] }),
            let decision = Router(configuration: exchange.configuration)
                .toExtension(dialled, of: tenant, facts, because: "extension \(dialled)")
        else {
            self.take(.dialled(false))
            return
        }
        self.take(.dialled(true))
        self.decide(.dialogueForwarded(run.leg, exchange.plan(decision)))
    }

    private func facts(of run: DialogueRun, dialled: String) -> CallFacts {
        let exchange = self.exchange.value
        let leg = self.legs[run.leg]
        return CallFacts(
            origin: leg?.user.map { .user($0) } ?? .trunk(leg?.trunk ?? TrunkID("")),
            dialled: dialled,
            at: exchange.time.timestamp,
            caller: leg?.party.number ?? "",
            draw: exchange.signalling.tokens.next()
        )
    }
}
