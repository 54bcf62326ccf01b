import Kernel
package import Model
import Routing

/// What others ask of the exchange about prompts and mailboxes.
extension Exchange {
    /// Rings the user's phones and, once one has answered, records the prompt (MED-01).
    func record(_ prompt: PromptID, by id: UserID) throws(CallRefusal) -> CallID {
        guard let user = self.configuration.user(id), !user.isBlocked,
            self.configuration.tenants[user.domain]?.domain.isBlocked == false
        else { throw CallRefusal(.notAllowed, "There is no such user, or the user is blocked.") }
        guard !self.registrar.bindings(of: id).isEmpty else {
            throw CallRefusal(.noPhone, "None of the user's phones is registered.")
        }
        guard self.hasFreeChannel(user.domain) else {
            throw CallRefusal(.tooManyCalls, "Every channel of the domain is busy; try again in a moment.")
        }
        guard self.rate.admits(self.settings.callRateLimit, at: self.time.now) else {
            self.counters.overloads += 1
            throw CallRefusal(.tooManyCalls, "The server has too many new calls; try again in a moment.")
        }
        let party = Party(user: id, number: user.extension ?? user.login, name: user.shownName)
        let call = self.makeCall(in: user.domain)
        let step = RoutingStep(rule: "call by API", outcome: "records a prompt")
        var plan = self.planOwnPhones(of: user, because: step)
        plan.afterAnswer = .record(prompt)
        call.originate(CallStarted(direction: .internal, caller: party, dialled: VoiceCode.mailbox), plan)
        return call.id
    }
}

extension ExchangeHandle {
    /// Rings the user's phones and records the prompt.
    package func record(_ prompt: PromptID, by user: UserID) async throws -> Result<CallID, CallRefusal> {
        try await self.run { exchange in
            Result { () throws(CallRefusal) -> CallID in try exchange.record(prompt, by: user) }
        }
    }

    /// The counts of a mailbox have changed: its lamps are told. Returns at once.
    package func mailboxChanged(_ user: UserID) {
        self.tell { $0.messageLamps.changed(user, in: $0) }
    }
}
