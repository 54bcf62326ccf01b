import Hummingbird
import Kernel
import Model

/// Mailboxes and what is in them (VM-01, VM-02): one's own, and those of one's domain for administrators.
struct MailboxRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let voice: any VoiceControl

    private static let tag = "Voicemail"
    private static let format = Parameter("format", .choice(["wav", "mp3"]), note: "Default wav.")

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/users/{user}/mailbox",
                "getMailbox",
                "How a user's mailbox is set, and how many messages are in it",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, MailboxBody.schema)
            ) { self.answer(try self.owner($0)) },
            Endpoint(
                .patch,
                "/users/{user}/mailbox",
                "changeMailbox",
                "Changes what is named in the body",
                tag: Self.tag,
                access: .role(.user),
                guarding: .version,
                body: MailboxBody.changeSchema,
                success: .json(.ok, MailboxBody.schema),
                handle: self.change
            ),
            Endpoint(
                .put,
                "/users/{user}/mailbox/pin",
                "setMailboxPIN",
                "Sets or takes away the PIN that opens the mailbox from any phone",
                tag: Self.tag,
                access: .role(.user),
                body: MailboxBody.pinSchema,
                success: .noContent,
                refusals: [.conflict],
                handle: self.setPIN
            ),
            Endpoint(
                .put,
                "/users/{user}/mailbox/lamp",
                "setMailboxLamp",
                "Lights the message lamp of a colleague's phones, or puts it out, whatever is in the mailbox",
                tag: Self.tag,
                access: .role(.user),
                body: MailboxBody.lampSchema,
                success: .noContent,
                refusals: [.conflict],
                handle: self.setLamp
            ),
            Endpoint(
                .get,
                "/users/{user}/messages",
                "listMessages",
                "The messages of a mailbox, newest first",
                tag: Self.tag,
                access: .role(.user),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(MailboxBody.messageSchema, atMost: 10_000))
            ) { request in
                let user = try self.owner(request)
                let messages = try await self.voice.messages(of: user.id)
                return try ShortList.answer(request, messages.map { MailboxBody.json($0) })
            },
            Endpoint(
                .get,
                "/groups/{group}/messages",
                "listGroupMessages",
                "The messages that were left for a group, newest first; for its members and the administrators",
                tag: Self.tag,
                access: .role(.user),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(MailboxBody.messageSchema, atMost: 10_000))
            ) { request in
                let mailbox = try self.groupMailbox(request)
                let messages = try await self.voice.messages(of: mailbox.key)
                return try ShortList.answer(request, messages.map { MailboxBody.json($0) })
            },
            Endpoint(
                .get,
                "/messages/{message}",
                "getMessage",
                "One message",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, MailboxBody.messageSchema)
            ) { APIAnswer(MailboxBody.json(try await self.find($0))) },
            Endpoint(
                .patch,
                "/messages/{message}",
                "markMessage",
                "Marks a message as heard, or as new again",
                tag: Self.tag,
                access: .role(.user),
                body: MailboxBody.messageChangeSchema,
                success: .json(.ok, MailboxBody.messageSchema)
            ) { request in
                let message = try await self.find(request)
                let isHeard = request.body["isHeard"]?.boolean ?? true
                guard let marked = try await self.voice.mark(message.id, isHeard: isHeard) else {
                    throw APIError.notFound("message")
                }
                return APIAnswer(MailboxBody.json(marked))
            },
            Endpoint(
                .delete,
                "/messages/{message}",
                "removeMessage",
                "Removes a message and its sound",
                tag: Self.tag,
                access: .role(.user),
                success: .noContent
            ) { request in
                let message = try await self.find(request)
                guard try await self.voice.remove(message.id) else { throw APIError.notFound("message") }
                let note = HistoryNote(message, in: self.mailboxName(of: message))
                try await self.configuration.note(.removeNote(note), by: request)
                return .nothing
            },
            Endpoint(
                .get,
                "/messages/{message}/sound",
                "getMessageSound",
                "What was said",
                tag: Self.tag,
                access: .role(.user),
                query: [Self.format, PromptRoutes.download],
                success: .file(["audio/wav", "audio/mpeg"])
            ) { request in
                let message = try await self.find(request)
                let isMP3 = request.query["format"]?.text == "mp3"
                guard let sound = try await self.voice.sound(of: message, asMP3: isMP3) else {
                    throw APIError.notFound("sound")
                }
                let moment = "\(message.at)".prefix(19).replacing(":", with: "")
                let name = "voicemail_\(message.caller.number)_\(moment).\(isMP3 ? "mp3" : "wav")"
                return APIAnswer(FileAnswer(sound, name, request))
            },
        ]
    }

    /// The user in the path, when the caller may see what is theirs.
    private func owner(_ request: APIRequest) throws -> User {
        guard let user = self.configuration.current.user(UserID(request.id("user"))),
            try request.requireCaller().maySee(user.domain, users: [user.id])
        else { throw APIError.notFound("user") }
        return user
    }

    /// `login@domain` of its user, or the name of its group.
    private func mailboxName(of message: VoiceMessage) -> String {
        let configuration = self.configuration.current
        if let user = configuration.user(message.user) { return "\(user.login)@\(user.domain)" }
        return configuration.group(EntryID(message.user.text), of: message.domain)?.name ?? message.user.text
    }

    private func groupMailbox(_ request: APIRequest) throws -> RouteTarget.Mailbox {
        let id = EntryID(request.id("group"))
        guard let entry = self.configuration.current.entries[id], let group = entry.group,
            try request.requireCaller().maySee(entry.domain, users: group.members)
        else { throw APIError.notFound("group") }
        return .group(id)
    }

    private func find(_ request: APIRequest) async throws -> VoiceMessage {
        let caller = try request.requireCaller()
        guard let message = try await self.voice.message(VoiceMessageID(request.id("message"))),
            caller.maySee(message.domain, users: self.configuration.current.owners(of: message).map(\.id))
        else { throw APIError.notFound("message") }
        return message
    }

    private func answer(_ user: User) -> APIAnswer {
        let stored = self.configuration.current.user(user.id) ?? user
        return .versioned(MailboxBody.json(stored, self.voice.counts(of: user.id)), stored.version)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.owner(request)
        try request.requireVersion(of: former)
        var user = former
        if let isOn = request.body["isOn"]?.boolean { user.voicemail.isOn = isOn }
        if let greets = request.body["greets"]?.boolean { user.voicemail.greets = greets }
        if let notice = request.body["notice"]?.text.flatMap({ VoicemailRules.Notice(rawValue: $0) }) {
            user.voicemail.notice = notice
        }
        if let greeting = request.body["greeting"] {
            user.voicemail.greeting = try await self.greeting(greeting.text, for: user)
        }
        if user != former {
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply([.putUser(user)], by: author)
        }
        return self.answer(user)
    }

    /// A prompt that callers of the user may hear.
    private func greeting(_ id: String?, for user: User) async throws -> PromptID? {
        guard let id else { return nil }
        guard let prompt = try await self.voice.prompt(PromptID(id)), prompt.domain == user.domain,
            prompt.owner == nil || prompt.owner == user.id
        else { throw APIError.notFound("prompt", field: "greeting") }
        return prompt.id
    }

    /// Whoever may light it by a code may do so here.
    @Sendable
    private func setLamp(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        guard var user = self.configuration.current.user(UserID(request.id("user"))),
            caller.role == .systemAdministrator || caller.user.domain == user.domain
        else { throw APIError.notFound("user") }
        let isLit = request.body["isLit"]?.boolean ?? false
        guard user.voicemail.isLampLit != isLit else { return .nothing }
        user.voicemail.isLampLit = isLit
        _ = try await self.configuration.apply([.putUser(user)], by: caller.author(from: request.source))
        return .nothing
    }

    @Sendable
    private func setPIN(_ request: APIRequest) async throws -> APIAnswer {
        var user = try self.owner(request)
        let pin = request.body["pin"]?.text
        if let pin {
            user.voicemail.pinHash = try await self.voice.hash(ofPIN: pin)
        } else {
            user.voicemail.pinHash = ""
        }
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putUser(user)], by: author)
        return .nothing
    }
}
