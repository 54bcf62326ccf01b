import Kernel
import Logging
import Model
import NIOCore
import Routing
import SIP
import SIPTransport

/// Lamps that are lit by command (CAL-12).
extension Exchange {
    /// Lights the lamp of waiting messages, or puts it out, and then answers whoever dialled the code: with the tone that
    /// confirms it, or with an error when it could not be done. The change is one of the configuration: phones hear of it
    /// when it is in force.
    func light(
        _ owner: UserID,
        _ isLit: Bool,
        by user: User,
        _ facts: CallFacts,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        var facts = facts
        facts.dialled = ServiceNumber.confirmation.rawValue
        let decision = self.decision(facts)
        var party = Party(user: user.id, number: user.extension ?? user.login, name: user.shownName)
        party.isWithheld = decision.isCallerWithheld
        let started = CallStarted(direction: .internal, caller: party, dialled: facts.dialled, line: decision.line)
        guard self.admits(request, transaction) else { return }
        guard self.hasFreeChannel(user.domain) else {
            // Refused as any call, with its reason in the history; nothing is lit.
            self.beginAdmitted(started, decision, in: user.domain, request, transaction, source)
            return
        }
        guard self.lampCodes.admits(user.id, at: self.time.now) else {
            self.refuse(request, in: transaction, 503, headers: [(.retryAfter, "60")])
            return
        }
        self.set(owner, isLit, by: user.id) { [weak self] isDone in
            guard let self else { return }
            guard isDone else {
                self.refuse(request, in: transaction, 500)
                return
            }
            self.beginAdmitted(started, decision, in: user.domain, request, transaction, source)
        }
    }

    /// - Parameter answer: called on the loop, with whether it is done.
    private func set(
        _ owner: UserID,
        _ isLit: Bool,
        by author: UserID,
        then answer: @escaping (Bool) -> Void
    ) {
        let (setLamp, logger, eventLoop) = (self.voice.setLamp, self.logger, self.eventLoop)
        let former = self.lampCodes.last
        let bound = NIOLoopBound(answer, eventLoop: eventLoop)
        self.lampCodes.last = Task {
            await former?.value
            var isDone = true
            do {
                try await setLamp(isLit, owner, author)
            } catch {
                isDone = false
                logger.error(
                    "a message lamp could not be set",
                    metadata: [LogKey.user: "\(owner)", LogKey.reason: "\(error)"]
                )
            }
            let result = isDone
            eventLoop.execute { bound.value(result) }
        }
    }
}
