import Hummingbird
import Kernel
import Model

/// Greetings and melodies of a domain and of its users (MED-01, MED-02).
struct PromptRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let voice: any VoiceControl
    let signIn: SignIn
    let time: any TimeSource

    private static let tag = "Prompts"
    static let download = Parameter("download", .boolean, note: "Saves the file instead of playing it.")
    static let soundTypes = ["audio/wav", "audio/mpeg", "application/octet-stream"]

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/prompts",
                "listPrompts",
                "One's own prompts and those of the domain; all of them for administrators",
                tag: Self.tag,
                access: .role(.user),
                query: [Common.targetDomain] + ShortList.parameters,
                success: .json(.ok, ShortList.schema(PromptBody.schema, atMost: 10_000)),
                handle: self.list
            ),
            Endpoint(
                .post,
                "/prompts",
                "addPrompt",
                "Makes a prompt, whose sound is uploaded or recorded next",
                tag: Self.tag,
                access: .role(.user),
                query: [Common.targetDomain],
                guarding: .repeats,
                body: PromptBody.requestSchema,
                success: .json(.created, PromptBody.schema),
                refusals: [.conflict],
                handle: self.add
            ),
            Endpoint(
                .get,
                "/prompts/{prompt}",
                "getPrompt",
                "One prompt",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, PromptBody.schema)
            ) { .versioned(PromptBody.json(try await self.find($0)), try await self.find($0).version) },
            Endpoint(
                .patch,
                "/prompts/{prompt}",
                "renamePrompt",
                "Gives a prompt another name",
                tag: Self.tag,
                access: .role(.user),
                guarding: .version,
                body: PromptBody.changeSchema,
                success: .json(.ok, PromptBody.schema)
            ) { request in
                let prompt = try await self.findOwn(request)
                try request.requireVersion(prompt.version)
                let renamed = try await self.voice.rename(prompt, to: request.body["name"]?.text ?? prompt.name)
                try await self.configuration.note(.putNote(HistoryNote(renamed)), by: request)
                return .versioned(PromptBody.json(renamed), renamed.version)
            },
            Endpoint(
                .delete,
                "/prompts/{prompt}",
                "removePrompt",
                "Removes a prompt and its sound; where it was used the built-in one is heard",
                tag: Self.tag,
                access: .role(.user),
                guarding: .version,
                success: .noContent,
                refusals: [.conflict]
            ) { request in
                let prompt = try await self.findOwn(request)
                try request.requireVersion(prompt.version)
                // A menu without its words leaves callers in silence; greetings have built-in ones in their place.
                let usages = self.configuration.current.usages(of: .prompt(prompt.id), in: prompt.domain)
                    .filter { if case .scenario = $0 { true } else { false } }
                try UsageBody.requireNone(usages, of: "prompt")
                try await self.voice.remove(prompt.id)
                try await self.configuration.note(.removeNote(HistoryNote(prompt)), by: request)
                return .nothing
            },
            Endpoint(
                .put,
                "/prompts/{prompt}/sound",
                "uploadPrompt",
                "Sets the sound: a wav or mp3 file of at most 20 MB, which is checked by decoding",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, PromptBody.schema),
                handle: self.upload
            ).taking(
                UploadRule(
                    limit: self.voice.fileLimit,
                    types: Self.soundTypes,
                    tooLarge: "A sound has at most 20 MB. Save it as mp3, or make it shorter."
                )
            ),
            Endpoint(
                .get,
                "/prompts/{prompt}/sound",
                "getPromptSound",
                "The sound as it came",
                tag: Self.tag,
                access: .role(.user),
                query: [Self.download],
                success: .file(Self.soundTypes)
            ) { request in
                let prompt = try await self.find(request)
                guard let sound = try await self.voice.sound(of: prompt) else { throw APIError.notFound("sound") }
                let ending = prompt.container?.rawValue ?? "bin"
                return APIAnswer(FileAnswer(sound, "\(prompt.name).\(ending)", request))
            },
            Endpoint(
                .post,
                "/prompts/{prompt}/recording",
                "recordPrompt",
                "Rings a user's phones, records, and lets them listen, confirm or repeat by keys",
                tag: Self.tag,
                access: .role(.user),
                guarding: .repeats,
                body: PromptBody.recordingSchema,
                success: .json(.created, OriginationBody.answer),
                refusals: [.notAllowed, .noPhone, .tooManyCalls, .badNumber, .unavailable],
                handle: self.record
            ),
        ]
    }

    // MARK: - Whose

    /// Everybody hears what is the domain's or their own.
    private func find(_ request: APIRequest) async throws -> Prompt {
        let caller = try request.requireCaller()
        guard let prompt = try await self.voice.prompt(PromptID(request.id("prompt"))),
            prompt.owner == nil
                ? caller.maySee(prompt.domain, users: [caller.user.id])
                : caller.maySee(prompt.domain, users: [prompt.owner].compactMap { $0 })
        else { throw APIError.notFound("prompt") }
        return prompt
    }

    /// One's own, or an administrator's to change.
    func findOwn(_ request: APIRequest) async throws -> Prompt {
        let prompt = try await self.find(request)
        let caller = try request.requireCaller()
        guard prompt.owner == caller.user.id || caller.mayManage(prompt.domain) else {
            throw APIError(.notAllowed, "Only administrators change what belongs to the whole domain.")
        }
        return prompt
    }

    // MARK: - What is done

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let domain = try request.targetDomain(in: self.configuration.current)
        let prompts = try await self.voice.prompts(of: domain).filter { prompt in
            caller.mayManage(domain) || prompt.owner == nil || prompt.owner == caller.user.id
        }
        return try ShortList.answer(request, prompts.map(PromptBody.json))
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let domain = try request.targetDomain(in: self.configuration.current)
        let owner: UserID?
        switch request.body["owner"] {
        case nil: owner = caller.user.domain == domain && caller.principal == nil ? caller.user.id : nil
        case .null?: owner = nil
        case let named?: owner = UserID(named.text ?? "")
        }
        if let owner, owner != caller.user.id {
            guard let user = self.configuration.current.user(owner), user.domain == domain, caller.mayManage(domain)
            else { throw APIError.notFound("user", field: "owner") }
        }
        if owner == nil, !caller.mayManage(domain) {
            throw APIError(.notAllowed, "Only administrators make prompts of the whole domain.", field: "owner")
        }
        let prompt = Prompt(
            id: PromptID(self.signIn.newID()),
            domain: domain,
            owner: owner,
            purpose: request.body["purpose"]?.text.flatMap { Prompt.Purpose(rawValue: $0) } ?? .greeting,
            name: request.body["name"]?.text ?? "",
            changedAt: self.time.timestamp
        )
        try await self.voice.add(prompt)
        try await self.configuration.note(.putNote(HistoryNote(prompt)), by: request)
        return .versioned(PromptBody.json(prompt), prompt.version)
    }

    @Sendable
    private func upload(_ request: APIRequest) async throws -> APIAnswer {
        let prompt = try await self.findOwn(request)
        guard let upload = request.upload else { throw APIError(.malformedRequest, "There is no file.") }
        let path = self.voice.newUpload()
        do {
            _ = try await upload.store(at: path)
            let taken = try await self.voice.take(prompt, file: path)
            try await self.configuration.note(.putNote(HistoryNote(taken)), by: request)
            return .versioned(PromptBody.json(taken), taken.version)
        } catch {
            await self.voice.discard(path)
            throw error
        }
    }

    @Sendable
    private func record(_ request: APIRequest) async throws -> APIAnswer {
        let prompt = try await self.findOwn(request)
        let caller = try request.requireCaller()
        let id = request.body["user"]?.text.map { UserID($0) } ?? caller.user.id
        guard let user = self.configuration.current.user(id), user.domain == prompt.domain,
            caller.maySee(user.domain, users: [user.id])
        else { throw APIError.notFound("user", field: "user") }
        do {
            return APIAnswer(["id": .string(try await self.voice.record(prompt.id, by: user.id).text)])
        } catch let refusal as CallRefusal {
            throw APIError(refusal)
        }
    }
}

extension FileAnswer {
    /// - Parameter name: what a browser saves it as, when the request wants that.
    init(_ sound: SoundFileAnswer, _ name: String, _ request: APIRequest) {
        self.init(
            path: sound.path,
            byteCount: sound.byteCount,
            type: sound.type,
            downloadName: request.query["download"]?.boolean == true ? name : nil
        )
    }
}
