import HTTPTypes
import Kernel
import Model

/// Many users at once, from a sheet and back into one (USR-04).
struct UserImportRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn

    private static let tag = "Users"
    private static let access = Endpoint.Access.role(.domainAdministrator)
    private static let file = UploadRule(
        limit: 4 << 20,
        types: SheetForm.types,
        tooLarge: "A file of users has at most 4 MB.",
        mayBeEmpty: true
    )

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/users/import/template",
                "getImportTemplate",
                "A sheet to fill in with new users",
                tag: Self.tag,
                access: Self.access,
                query: SheetForm.parameters,
                success: .file(SheetForm.types)
            ) { request in
                let (form, language) = try request.sheet(of: request.requireCaller().domain)
                return form.answer(UserSheet.template(form, language), "users-template")
            },
            Endpoint(
                .post,
                "/users/import/preview",
                "previewImport",
                "What a csv or xlsx file of new users would make, and what is wrong with it; nothing is stored",
                tag: Self.tag,
                access: Self.access,
                query: [Common.targetDomain],
                success: .json(.ok, UserImportBody.previewSchema),
                refusals: [.conflict]
            ) { request in
                let (rows, domain) = try await self.read(request)
                return APIAnswer(
                    UserImportBody.preview(UserImport(rows, into: domain, of: self.configuration.current))
                )
            }.taking(Self.file),
            Endpoint(
                .post,
                "/users/import",
                "importUsers",
                "Makes the users of a csv or xlsx file whose rows are ready: all of them or none",
                tag: Self.tag,
                access: Self.access,
                query: [Common.targetDomain],
                guarding: .repeats,
                success: .json(.created, UserImportBody.resultSchema),
                refusals: [.conflict, .taken, .unavailable],
                handle: self.create
            ).taking(Self.file),
            Endpoint(
                .get,
                "/users/export",
                "exportUsers",
                "The users of a domain as a sheet, without passwords",
                tag: Self.tag,
                access: Self.access,
                query: [Common.targetDomain] + SheetForm.parameters,
                success: .file(SheetForm.types),
                handle: self.export
            ),
        ]
    }

    // MARK: - In

    private func read(_ request: APIRequest) async throws -> ([Sheet<UserSheet.Column>.Row], DomainID) {
        let domain = try request.targetDomain(in: self.configuration.current)
        guard try request.requireCaller().mayManage(domain) else { throw APIError.notFound("domain", field: "domain") }
        guard !domain.isReserved else {
            throw APIError(.conflict, "The system administrators' domain has no phones.", field: "domain")
        }
        return (try await request.readSheet(Sheet<UserSheet.Column>.self, rowLimit: UserImport.rowLimit), domain)
    }

    @Sendable
    private func create(_ request: APIRequest) async throws -> APIAnswer {
        let (rows, domain) = try await self.read(request)
        let ready = UserImport(rows, into: domain, of: self.configuration.current).ready
        guard !ready.isEmpty else { throw APIError(.conflict, "No row of the file is ready.") }
        var credentials: [String: User.Credentials] = [:]
        // One after another: who signs in meanwhile waits for one password and not for a thousand.
        for row in ready {
            let user = User(id: UserID(""), domain: domain, login: row.login, extension: nil, shownName: "")
            credentials[row.login] = try await self.signIn.credentials(of: user, password: row.password)
        }
        // That took a while: what somebody has changed meanwhile counts.
        let configuration = self.configuration.current
        let plan = UserImport(rows, into: domain, of: configuration)
        guard plan.ready.map(\.number) == ready.map(\.number) else {
            throw APIError(.conflict, "Somebody has changed users in between. Please look at the file again.")
        }
        let users = plan.ready.map { row in
            User(
                id: UserID(self.signIn.newID()),
                domain: domain,
                login: row.login,
                extension: row.extension,
                shownName: row.shownName,
                email: row.email,
                callerID: row.callerID,
                credentials: credentials[row.login] ?? User.Credentials()
            )
        }
        var groups = GroupsOfNewUsers(of: domain, in: configuration)
        for (row, user) in zip(plan.ready, users) {
            for name in row.groups { groups.join(user.id, groupNamed: name) }
        }
        let author = try request.requireCaller().author(from: request.source)
        let changes =
            users.map { ConfigurationChange.putUser($0) }
            + groups.entries(newID: self.signIn.newID).map { .putEntry($0) }
        _ = try await self.configuration.apply(changes, by: author)
        let stored = users.map { self.configuration.current.user($0.id) ?? $0 }
        return APIAnswer(UserImportBody.result(stored, newGroups: plan.newGroups))
    }

    // MARK: - Out

    @Sendable
    private func export(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let domain = try request.targetDomain(in: configuration)
        guard try request.requireCaller().mayManage(domain) else { throw APIError.notFound("domain", field: "domain") }
        let (form, language) = request.sheet(of: configuration.tenants[domain]?.domain)
        let groups = configuration.entries(of: domain).compactMap(\.group)
        let users = (configuration.tenants[domain]?.users.values).map { $0.sorted { $0.login < $1.login } } ?? []
        let rows = users.map { user -> Sheet<UserSheet.Column>.Cells in
            let named = groups.filter { $0.members.contains(user.id) }.map(\.name).sorted()
            return [
                .login: user.login, .shownName: user.shownName, .extension: user.extension ?? "",
                .groups: named.joined(separator: ", "), .callerID: Self.national(user.callerID),
                .email: user.email ?? "",
            ]
        }
        return form.answer(UserSheet.file(form, language, rows), "users-\(domain)")
    }

    /// 10 digits, as the template wants them.
    private static func national(_ number: DialString?) -> String {
        guard let number else { return "" }
        let text = (NumberPlan.russia.normalised(number) ?? number).text
        return text.hasPrefix("+7") && text.count == 12 ? String(text.dropFirst(2)) : text
    }
}
