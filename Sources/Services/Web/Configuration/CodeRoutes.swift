import HTTPTypes
import Kernel
import Model

/// What is dialled for features, chosen by each domain's own administrators.
struct CodeRoutes: EndpointGroup {
    let configuration: any LiveConfiguration

    private static let tag = "Domains"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/domains/{domain}/codes",
                "getCodes",
                "What is dialled for features",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .json(.ok, CodesBody.schema)
            ) { self.answer(try self.find($0)) },
            Endpoint(
                .get,
                "/domains/{domain}/calling",
                "getCalling",
                "Where users may call who have no limit of their own",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .json(.ok, CallingBody.schema)
            ) {
                let domain = try self.find($0)
                return .versioned(CallingBody.json(domain), domain.version)
            },
            Endpoint(
                .patch,
                "/domains/{domain}/calling",
                "changeCalling",
                "Changes what is named in the body",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .version,
                body: CallingBody.changeSchema,
                success: .json(.ok, CallingBody.schema),
                handle: self.changeCalling
            ),
            Endpoint(
                .patch,
                "/domains/{domain}/codes",
                "changeCodes",
                "Changes the codes that are named; null switches one off",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .version,
                body: CodesBody.changeSchema,
                success: .json(.ok, CodesBody.schema),
                refusals: [.taken],
                handle: self.change
            ),
        ]
    }

    private func find(_ request: APIRequest) throws -> Domain {
        try request.managedTenant(in: self.configuration.current).domain
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.find(request)
        try request.requireVersion(of: former)
        var domain = former
        for command in CallCodes.Command.allCases {
            if let code = request.body[command.rawValue] { domain.codes[command] = code.text }
        }
        do {
            try domain.codes.validate()
        } catch {
            throw APIError(.taken, error.detail, field: Self.blamed(request.body, former.codes, domain.codes))
        }
        // A short number that somebody has been dialling does not turn into a code unnoticed (ADM-02).
        let contacts = self.configuration.current.books(of: domain.id).entries.values.compactMap(\.contact)
        if let contact = contacts.first(where: { domain.codes.isDialled(byShortNumber: $0.shortNumber) }) {
            // Which one is not said: it may be in somebody's own book.
            let sentence = "*\(contact.shortNumber) is the short number of a contact: choose another code."
            let command = CallCodes.Command.allCases.first { domain.codes[$0] == "*\(contact.shortNumber)" }
            throw APIError(.taken, sentence, field: command?.rawValue ?? "park")
        }
        if domain != former {
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply([.putDomain(domain)], by: author)
        }
        return self.answer(self.configuration.current.tenants[domain.id]?.domain ?? domain)
    }

    @Sendable
    private func changeCalling(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.find(request)
        try request.requireVersion(of: former)
        var domain = former
        if let limit = request.body["outgoing"] {
            domain.calling.outgoing = limit.text.flatMap { OutgoingLimit(rawValue: $0) }
        }
        if domain != former {
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply([.putDomain(domain)], by: author)
        }
        let stored = self.configuration.current.tenants[domain.id]?.domain ?? domain
        return .versioned(CallingBody.json(stored), stored.version)
    }

    /// The named code without which the others would do.
    private static func blamed(_ body: JSONValue, _ former: CallCodes, _ codes: CallCodes) -> String? {
        let named = CallCodes.Command.allCases.filter { body[$0.rawValue] != nil }
        let alone = named.first { command in
            var others = codes
            others[command] = former[command]
            return (try? others.validate()) != nil  // Whether they do is all that is asked.
        }
        return (alone ?? named.first)?.rawValue
    }

    private func answer(_ domain: Domain) -> APIAnswer { .versioned(CodesBody.json(domain), domain.version) }
}

/// The codes of a domain on the wire.
enum CodesBody {
    /// What is dialled in talk.
    private static let inTalk = Schema.text(
        1...4,
        pattern: TextPattern("[0-9]{1,4}"),
        complaint: "A code dialled in talk has 1 to 4 digits.",
        example: "1"
    )

    /// What is dialled in place of a number.
    private static let dialled = Schema.text(
        2...5,
        pattern: TextPattern("[*][0-9]{1,4}"),
        complaint: "A code dialled in place of a number is a star and 1 to 4 digits.",
        example: "*8"
    )

    /// What is dialled before a number.
    private static let prefix = Schema.text(
        3...6,
        pattern: TextPattern("[*#][0-9]{1,4}#"),
        complaint: "A code dialled before a number is a star or a hash, 1 to 4 digits and a hash.",
        example: "#31#"
    )

    private static func code(_ command: CallCodes.Command) -> Schema {
        .optional(command.isInTalk ? Self.inTalk : command.isPrefix ? Self.prefix : Self.dialled)
    }

    static let changeSchema = Schema.named(
        "CodesChange",
        .object(
            CallCodes.Command.allCases.map { .maybe($0.rawValue, Self.code($0), note: "Usual: `\($0.usualCode)`.") }
        )
    )

    static let schema = Schema.named(
        "Codes",
        .object(
            CallCodes.Command.allCases.map { SchemaField($0.rawValue, Self.code($0)) }
                + [SchemaField("version", Common.version)]
        )
    )

    static func json(_ domain: Domain) -> JSONValue {
        let codes = CallCodes.Command.allCases.map {
            JSONMember(name: $0.rawValue, value: .text(domain.codes[$0]))
        }
        return .object(codes + [JSONMember(name: "version", value: .whole(domain.version))])
    }
}

/// Where users may call, on the wire (CAL-02).
enum CallingBody {
    static let limit = Schema.choice(OutgoingLimit.allCases.map(\.rawValue))

    static let changeSchema = Schema.named(
        "CallingChange",
        .object([.maybe("outgoing", .optional(Self.limit), note: "null: no limit.")])
    )

    static let schema = Schema.named(
        "Calling",
        .object([SchemaField("outgoing", .optional(Self.limit)), SchemaField("version", Common.version)])
    )

    static func json(_ domain: Domain) -> JSONValue {
        ["outgoing": .text(domain.calling.outgoing?.rawValue), "version": .whole(domain.version)]
    }
}
