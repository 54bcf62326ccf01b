/// What happens in the early dialogs of our INVITE besides its own responses: UPDATE in both directions (RFC 3311).
extension InviteSession {
    mutating func receive(request: SIPMessage, during calling: inout Calling, _ effects: inout [Effect]) {
        guard request.method != .ack else { return }
        guard let index = calling.branches.firstIndex(where: { $0.dialog.isPeer(of: request) }) else {
            return self.respond(481, to: request, &effects)
        }
        guard self.admit(request, to: &calling.branches[index], &effects) else { return }
        switch request.method {
        case .update:
            self.receive(update: request, in: &calling.branches[index], isEarly: true, &effects)
        case .bye, .cancel, .invite:
            // The called side has its final response to say no (§15), and one INVITE is enough.
            self.respond(403, to: request, reason: "Not before the answer", &effects)
        default:
            self.receive(other: request, &effects)
        }
    }

    /// A response to a PRACK or UPDATE of ours.
    mutating func receiveEarly(_ response: SIPMessage, in calling: inout Calling, _ effects: inout [Effect]) {
        let tag = response.toTag ?? ""
        guard let index = calling.branches.firstIndex(where: { $0.dialog.id.remoteTag == tag }) else { return }
        self.receive(response: response, in: &calling.branches[index], isEarly: true, &effects)
    }

    /// The transaction of a PRACK or UPDATE of ours failed.
    mutating func fail(
        _ request: SIPMessage,
        _ failure: TransactionFailure,
        in calling: inout Calling,
        _ effects: inout [Effect]
    ) {
        let tag = request.toTag ?? ""
        guard let index = calling.branches.firstIndex(where: { $0.dialog.id.remoteTag == tag }) else { return }
        self.fail(request, failure, in: &calling.branches[index], isEarly: true, &effects)
    }
}
