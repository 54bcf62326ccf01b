import DomainFiles
import HTTPTypes
import Kernel
import Model

/// Domains as files: out for their administrators, in for the system's (issue 4, docs/domain-file.md).
struct DomainTransferRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let voice: any VoiceControl
    let signIn: SignIn
    let post: (any AccountPost)?
    let time: any TimeSource
    let tokens: @Sendable () -> TokenSource

    private static let tag = "Domains"
    private static let file = UploadRule(
        limit: DomainFile.byteLimit,
        types: [DomainFile.type],
        tooLarge: "A domain's file has at most 16 MB.",
        mayBeEmpty: true
    )
    private static let wishes = [
        Parameter("name", Common.domain, note: "What the domain is to be called; default: as the file says."),
        Parameter(
            "withoutLines",
            .boolean,
            note: "Without numbers and private routes, of which there is one here: for a copy beside the original."
        ),
    ]

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/domains/{domain}/export",
                "exportDomain",
                "A domain as one YAML file, without any secret",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .file([DomainFile.type]),
                handle: self.export
            ),
            Endpoint(
                .post,
                "/domains/import/preview",
                "previewDomainImport",
                "What a domain's file would make, and everything that is wrong with it; nothing is stored",
                tag: Self.tag,
                access: .role(.systemAdministrator),
                query: Self.wishes,
                success: .json(.ok, DomainTransferBody.previewSchema)
            ) { request in
                let file = try await self.bytes(request)
                do throws(DomainFileError) {
                    return APIAnswer(DomainTransferBody.preview(try self.plan(request, file)))
                } catch {
                    return APIAnswer(DomainTransferBody.preview(error))
                }
            }.taking(Self.file),
            Endpoint(
                .post,
                "/domains/import",
                "importDomain",
                "Makes a domain from its file: all of it or nothing",
                tag: Self.tag,
                access: .role(.systemAdministrator),
                query: Self.wishes + [
                    Parameter("sendCredentials", .boolean, note: "Mails new passwords to users who have an address.")
                ],
                guarding: .repeats,
                success: .json(.created, DomainTransferBody.resultSchema),
                refusals: [.conflict, .taken, .invalid, .unavailable],
                handle: self.make
            ).taking(Self.file),
        ]
    }

    // MARK: - Out

    /// How the office is reached and by which trunks numbers come is the system administrator's to know.
    @Sendable
    private func export(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let configuration = self.configuration.current
        let id = try request.managedTenant(in: configuration).domain.id
        let prompts = try await self.voice.prompts(of: id)
        guard var contents = DomainContents(of: id, in: configuration, prompts: prompts) else {
            throw APIError.notFound("domain")
        }
        if caller.role != .systemAdministrator {
            contents.routes = []
            contents.trunks = [:]
        }
        // Whatever is answered here can be had with a token that may only read: it never holds a secret.
        let file = DomainFile.write(contents)
        return APIAnswer(
            FileAnswer(type: DomainFile.type, byteCount: file.count, downloadName: "\(id).yaml") {
                Array(file.dropFirst($0).prefix($1))
            }
        )
    }

    // MARK: - In

    private func bytes(_ request: APIRequest) async throws -> [UInt8] {
        guard let upload = request.upload else { throw APIError(.malformedRequest, "There is no file.") }
        return try await upload.read()
    }

    private func plan(_ request: APIRequest, _ file: [UInt8]) throws(DomainFileError) -> DomainImport {
        var tokens = self.tokens()
        let wish = DomainImport.Wish(
            name: request.query["name"]?.text,
            withoutLines: request.query["withoutLines"]?.boolean ?? false
        )
        return try DomainImport(
            file,
            as: wish,
            into: self.configuration.current,
            at: self.time.timestamp,
            tokens: &tokens
        )
    }

    @Sendable
    private func make(_ request: APIRequest) async throws -> APIAnswer {
        let file = try await self.bytes(request)
        let plan: DomainImport
        do throws(DomainFileError) {
            plan = try self.plan(request, file)
        } catch {
            let more = error.problems.count > 1 ? " (\(error.problems.count) problems in all)" : ""
            throw APIError(.conflict, String("\(error.problems.first?.description ?? "")\(more)".prefix(1_000)))
        }
        let letters = request.query["sendCredentials"]?.boolean == true
        guard !letters || self.post != nil else {
            throw APIError(.conflict, "This server sends no mail.", field: "sendCredentials")
        }
        let new = plan.usersWithoutPassword
        guard new.count <= DomainImport.passwordLimit else {
            throw APIError(.conflict, "So many new passwords take long: import the file by the command line.")
        }
        var tokens = self.tokens()
        var passwords: [(user: User, password: String)] = []
        var credentials: [UserID: User.Credentials] = [:]
        // One after another: who signs in meanwhile waits for one password and not for a thousand.
        for user in new {
            let password = DomainImport.newPassword(&tokens)
            credentials[user.id] = try await self.signIn.credentials(of: user, password: password)
            passwords.append((user, password))
        }
        try await self.store(plan, credentials, by: request.requireCaller().author(from: request.source))
        if letters { self.send(passwords, plan.contents.domain) }
        return APIAnswer(DomainTransferBody.result(plan, passwords: passwords.map { ($0.user.login, $0.password) }))
    }

    /// Prompts first: without their domain nobody sees them, and they go again when it cannot be made.
    private func store(
        _ plan: DomainImport,
        _ credentials: [UserID: User.Credentials],
        by author: ChangeAuthor
    ) async throws {
        let prompts = plan.contents.prompts
        // Of a domain of this name that was removed: they are nobody's, and the new one's by their name alone.
        let former = try await self.voice.prompts(of: plan.contents.domain.id)
        do {
            for prompt in prompts { try await self.voice.add(prompt) }
            _ = try await self.configuration.apply(plan.changes(credentials), by: author)
        } catch {
            for prompt in prompts { try await self.voice.remove(prompt.id) }
            throw error
        }
        for prompt in former { try await self.voice.remove(prompt.id) }
    }

    private func send(_ passwords: [(user: User, password: String)], _ domain: Domain) {
        for (user, password) in passwords {
            guard let address = user.email else { continue }
            let letter = AccountLetter.credentials(
                login: user.login,
                domain: user.domain,
                password: password,
                extension: user.extension
            )
            self.post?.send(letter, to: address, in: domain.language)
        }
    }
}
