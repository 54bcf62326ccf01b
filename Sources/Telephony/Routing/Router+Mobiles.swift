import Kernel
package import Model

/// Whose mobile phone calls, and what it dials behind the star (FWD-04).
package struct MobileCaller: Equatable, Sendable {
    package var user: User
    package var dialled: String
    package var step: RoutingStep
}

/// Mobile phones that are joined with an extension call as if the user dialled at the phone on the desk. Only the
/// operator's own trunk says who such a caller is: anybody can write a number into From.
extension Router {
    package static let mobileSign = "*"

    /// `nil`: no call of this kind, or one that is refused.
    package func mobileCaller(_ facts: CallFacts) -> MobileCaller? {
        guard case .success(let caller) = self.readMobile(facts) else { return nil }
        return caller
    }

    /// `nil`: nothing that mobile phones with FMC dial.
    func fromMobile(_ facts: CallFacts) -> RoutingDecision? {
        switch self.readMobile(facts) {
        case nil: return nil
        case .failure(let obstacle):
            return RoutingDecision(target: .refused(.notAllowed), domain: obstacle.domain, trace: [obstacle.step])
        case .success(let caller):
            var own = facts
            own.origin = .user(caller.user.id)
            own.dialled = caller.dialled
            own.caller = ""
            own.alternatives = []
            var decision = self.presented(caller.user.id, own)
            decision.trace.insert(caller.step, at: 0)
            return decision
        }
    }

    private struct MobileObstacle: Error {
        /// Whose history shows the refusal; `nil`: nobody's.
        var domain: DomainID?
        var step: RoutingStep
    }

    private func readMobile(_ facts: CallFacts) -> Result<MobileCaller, MobileObstacle>? {
        guard case .trunk(let id) = facts.origin, let trunk = self.configuration.trunks[id], trunk.isMobileOperators,
            facts.dialled.hasPrefix(Self.mobileSign)
        else { return nil }
        func refused(_ outcome: String, in domain: DomainID? = nil) -> Result<MobileCaller, MobileObstacle> {
            let step = RoutingStep(rule: "mobile phone \(facts.caller)", outcome: outcome)
            return .failure(MobileObstacle(domain: domain, step: step))
        }
        guard let number = FMC.number(facts.caller), let mobile = self.configuration.mobile(number) else {
            return refused("FMC is off")
        }
        guard mobile.state == .on else { return refused(mobile.state.rawValue, in: mobile.user.domain) }
        return .success(
            MobileCaller(
                user: mobile.user,
                dialled: String(facts.dialled.dropFirst(Self.mobileSign.count)),
                step: RoutingStep(rule: "mobile phone \(number)", outcome: "user \(mobile.user.login)")
            )
        )
    }

    /// By the operator's own trunk, where the callee sees the extension of who calls; `nil`: as any other mobile number.
    func reach(ofMobile number: Forwarding.Number, _ callee: User) -> RingPlan.Reach? {
        guard number.fmc == .on, let mobile = FMC.number(number.dialled) else { return nil }
        let trunks = self.configuration.operatorTrunks.map(\.id)
        return trunks.isEmpty ? nil : .mobile(callee, trunks, number: mobile)
    }
}
