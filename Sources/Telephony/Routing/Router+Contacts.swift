import Model

/// `*15`: whoever has the short number 15, in the caller's own address book or the company's (CAL-01).
extension Router {
    func contact(_ dialled: String, _ caller: User) -> Contact? {
        guard dialled.utf8.first == 0x2a else { return nil }
        return self.configuration.books(of: caller.domain)
            .contact(shortNumber: String(dialled.dropFirst()), for: caller.id)
    }

    /// As if the caller had dialled the contact's first number, which holds no star: this ends.
    func fromContact(_ contact: Contact, _ caller: UserID, _ facts: CallFacts) -> RoutingDecision {
        guard let number = contact.numbers.first?.number else {
            return RoutingDecision(target: .refused(.noSuchNumber), domain: nil, trace: [])
        }
        var further = facts
        further.dialled = number.text
        var decision = self.fromUser(caller, further)
        // The step is told to everybody of the call; what one calls people in one's own book is nobody's business.
        let outcome = contact.owner == nil ? "\(contact.name), company address book" : "own address book"
        decision.trace.insert(
            RoutingStep(rule: "short number \(contact.shortNumber)", outcome: outcome),
            at: 0
        )
        return decision
    }
}
