import Model

/// Codes that lead to mailboxes (VM-01, VM-02).
extension Router {
    /// `nil` when what was dialled is none of them.
    func voice(_ dialled: String, _ caller: User, _ tenant: Configuration.Tenant) -> RoutingDecision? {
        let (target, outcome): (RoutingDecision.Target, String)
        switch dialled {
        case VoiceCode.mailbox:
            (target, outcome) = (.dialogue(.mailbox(of: .user(caller.id))), "mailbox of \(caller.login)")
        case VoiceCode.foreignMailbox:
            (target, outcome) = (.dialogue(.mailbox(of: nil)), "mailbox by extension and PIN")
        case _ where dialled.hasPrefix(VoiceCode.mailbox):
            // Of a group whose member one is.
            let called = String(dialled.dropFirst(VoiceCode.mailbox.count))
            guard let (id, group) = self.configuration.group(extension: called, of: caller.domain),
                group.members.contains(caller.id)
            else { return nil }
            (target, outcome) = (.dialogue(.mailbox(of: .group(id))), "mailbox of \(group.name)")
        case _ where dialled.hasPrefix(VoiceCode.leaveMessage):
            let called = String(dialled.dropFirst(VoiceCode.leaveMessage.count))
            let user = tenant.user(extension: called) ?? tenant.user(login: called.lowercased())
            if let user, user.voicemail.isOn, !user.isBlocked {
                (target, outcome) = (.dialogue(.leaveMessage(for: .user(user.id))), "mailbox of \(user.login)")
            } else if let (id, group) = self.configuration.group(extension: called, of: caller.domain),
                group.voicemail.isOn
            {
                (target, outcome) = (.dialogue(.leaveMessage(for: .group(id))), "mailbox of \(group.name)")
            } else {
                (target, outcome) = (.refused(.noSuchNumber), "nobody has a mailbox there")
            }
        default:
            return nil
        }
        return RoutingDecision(
            target: target,
            domain: caller.domain,
            trace: [RoutingStep(rule: "voicemail \(dialled)", outcome: outcome)]
        )
    }
}
