package import Model

/// What the server itself talks about with a caller.
package enum Dialogue: Hashable, Sendable {
    /// Somebody leaves a message for a user or a group (VM-01).
    case leaveMessage(for: RouteTarget.Mailbox)
    /// Somebody listens to messages: the owner at a phone of theirs or a member of the group, or `nil`: who has an extension and its PIN (VM-02).
    case mailbox(of: RouteTarget.Mailbox?)
    /// A prompt is recorded by phone (MED-01).
    case record(PromptID)
    /// Menus by keys (IVR).
    case scenario(EntryID)
}

/// Goes through the menus of voice scenarios as a caller would (RTE-10). What the menus do is known where calls are held, so
/// whoever asks is given somebody who can.
package protocol MenuWalker: Sendable {
    /// - Parameters:
    ///   - decision: where the call goes at first; one that comes into no scenario is returned as it is.
    ///   - facts: those of the decision.
    /// - Returns: where the keys lead, with the steps behind those of the decision; the scenario itself when the caller is
    ///   in one of its menus still.
    func walk(
        _ decision: RoutingDecision,
        _ facts: CallFacts,
        _ keys: MenuKeys,
        in configuration: Configuration
    ) -> RoutingDecision
}

/// What a caller who is only thought of does in menus.
package struct MenuKeys: Equatable, Sendable {
    /// `0` to `9`, `*` and `#`, each after what is said was heard; a comma is time in which nothing is pressed.
    package var text: String
    /// The scenario that is gone through as its draft has it, instead of what is published (IVR-07).
    package var draft: EntryID?

    package init(_ text: String, draft: EntryID? = nil) {
        self.text = text
        self.draft = draft
    }
}
