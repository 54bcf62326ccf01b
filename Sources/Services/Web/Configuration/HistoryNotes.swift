import Kernel
import Model

extension LiveConfiguration {
    /// Says in the history that something was made, changed or removed which is kept apart from the configuration (ACT-01).
    func note(_ change: ConfigurationChange, by request: APIRequest) async throws {
        _ = try await self.apply([change], by: request.requireCaller().author(from: request.source))
    }
}

extension HistoryNote {
    /// Of a sign-in or an access token: where from or what for, never its secret.
    init(_ session: SignInSession, of user: User) {
        let scopes = session.scopes.map(\.rawValue).sorted().joined(separator: ", ")
        self.init(
            session.kind == .token ? .token : .session,
            id: SessionBody.id(session),
            domain: user.domain,
            objectName: "\(user.login)@\(user.domain)",
            fields: session.kind == .token
                ? ["name": session.label, "scopes": scopes, "expiresAt": "\(session.expiresAt)"]
                : ["label": session.label]
        )
    }

    init(_ prompt: Prompt) {
        self.init(
            .prompt,
            id: prompt.id.text,
            domain: prompt.domain,
            objectName: prompt.name,
            fields: [
                "name": prompt.name, "purpose": prompt.purpose.rawValue, "byteCount": "\(prompt.byteCount)",
                "changedAt": "\(prompt.changedAt)",
            ]
        )
    }

    /// - Parameter mailbox: whose, for people.
    init(_ message: VoiceMessage, in mailbox: String) {
        self.init(
            .message,
            id: message.id.text,
            domain: message.domain,
            objectName: mailbox,
            fields: [
                "caller": message.caller.shown.number, "at": "\(message.at)",
                "seconds": "\(message.duration.components.seconds)",
            ]
        )
    }

    /// Who withheld their number is not named (CAL-01): the recording is told apart by its time.
    init(_ recording: Recording) {
        self.init(
            .recording,
            id: recording.id.text,
            domain: recording.domain,
            objectName: "\(recording.login)@\(recording.domain)",
            fields: [
                "peer": recording.peer.shown.number, "startedAt": "\(recording.startedAt)",
                "seconds": "\(recording.duration.components.seconds)",
            ]
        )
    }

    /// - Parameter address: of the network, or `login@domain`.
    init(liftedBlockOf address: String) {
        self.init(
            .block,
            id: address,
            domain: BlockBody.domain(of: address) ?? Domain.system,
            objectName: address,
            fields: ["address": address]
        )
    }
}
