import Exchange
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Journal
import Kernel
import Logging
import Model
import ModelTesting
import NIOCore
import Testing
import Traces

@testable import Web

/// Two domains with their people, a web server over them, and nothing outside of memory.
struct TestWorld {
    static let password = "secret42"
    static let acme = DomainID("acme.example")
    private static let stop = TollStop(
        TollRules.usual[0],
        reached: .hourlyCalls,
        of: Person.acmeUser.id,
        since: Timestamp(seconds: 1_790_000_000),
        until: Timestamp(seconds: 1_790_086_400)
    )
    static let globex = DomainID("globex.example")
    /// The pool that Acme is in, in the sub-group ``south``; Globex is in none.
    static let holding = DomainID.pool("holding")
    static let south = EntryID("south")
    /// Cheap enough for a test, the same code.
    static let passwordCost = 4

    /// Somebody of the world, by role and domain.
    enum Person: String, CaseIterable, Sendable {
        case system = "root@system"
        case acmeAdministrator = "boss@acme.example"
        case acmeUser = "alice@acme.example"
        case acmeOther = "bob@acme.example"
        case globexAdministrator = "boss@globex.example"
        case globexUser = "carol@globex.example"
        case supervisor = "chief@pool:holding"
        /// Of the sub-group that Acme is in.
        case subgroupAdministrator = "deputy@pool:holding"

        var id: UserID { UserID("u-" + self.rawValue.replacing("@", with: "-")) }
        var login: String { String(self.rawValue.split(separator: "@")[0]) }
        var domain: DomainID { DomainID(String(self.rawValue.split(separator: "@")[1])) }

        var role: Role {
            switch self {
            case .system: .systemAdministrator
            case .acmeAdministrator, .globexAdministrator: .domainAdministrator
            case .acmeUser, .acmeOther, .globexUser: .user
            case .supervisor: .poolSupervisor
            case .subgroupAdministrator: .subgroupAdministrator
            }
        }

        /// The bearer token that the world gives everybody.
        var token: String { "token-of-" + self.rawValue }
        var bearer: HTTPFields { [.authorization: "Bearer \(self.token)"] }
    }

    /// Derived once for all worlds.
    private static let credentials: [Person: User.Credentials] = {
        var tokens = TokenSource(SeededGenerator(seed: 7))
        let derived = Person.allCases.compactMap { person -> (Person, User.Credentials)? in
            let credentials = try? User.Credentials.derive(
                login: person.login,
                domain: person.domain,
                password: Self.password,
                cost: Self.passwordCost,
                tokens: &tokens
            )
            return credentials.map { (person, $0) }
        }
        return Dictionary(uniqueKeysWithValues: derived)
    }()

    let time = TestTime()
    let configuration: FakeConfiguration
    let sessions = FakeSessions()
    let secondFactors = InMemorySecondFactorRepository()
    let passkeys = InMemoryPasskeyRepository()
    let providers = InMemorySignInProviderRepository()
    let identity: FakeIdentity
    let mobiles = FakeMobiles()
    let recoveries = InMemoryPasswordRecoveryRepository()
    let post: FakePost
    let history = FakeHistory()
    let recordings: RecordingWorld
    let traces: TraceKeeper
    let events: EventStream
    let control = FakeCallControl()
    let voice = FakeVoice()
    let signInGuard: GuardedSources
    let metrics = PrometheusRegistry()
    let web: WebApplication

    init(
        settings: WebSettings = WebSettings(),
        health: FakeHealth = FakeHealth(),
        post: FakePost = FakePost(),
        hasPost: Bool = true,
        firstSequence: Int64 = 0,
        seed: UInt64 = 1
    ) async throws {
        self.post = post
        self.identity = try FakeIdentity(time: self.time)
        self.configuration = FakeConfiguration(time: self.time)
        self.recordings = try await RecordingWorld(time: self.time)
        self.traces = TraceKeeper(
            InMemoryTraceRepository(),
            TraceSettings(),
            domain: { $0 == Self.acme.text ? Self.acme : nil },
            time: self.time,
            tokens: TokenSource(SeededGenerator(seed: seed)),
            logger: Self.logger
        )
        self.events = EventStream(lastSequence: firstSequence)
        self.signInGuard = GuardedSources(time: self.time, events: self.events)
        let parts = WebParts(
            configuration: self.configuration,
            sessions: self.sessions,
            secondFactors: self.secondFactors,
            passkeys: self.passkeys,
            providers: self.providers,
            fetching: self.identity,
            mobiles: self.mobiles,
            recoveries: self.recoveries,
            history: self.history,
            recordings: self.recordings.library,
            traces: self.traces,
            events: self.events,
            calls: self.control,
            voice: self.voice,
            menus: ScenarioWalker(),
            signInGuard: self.signInGuard,
            post: hasPost ? post : nil,
            health: health,
            metrics: self.metrics,
            counts: FixedCounts(),
            time: self.time,
            tokens: { TokenSource(SeededGenerator(seed: seed)) }
        )
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        self.web = try WebApplication(parts, settings: settings, passwordCost: Self.passwordCost, logger: logger)
        try await self.populate()
    }

    private func populate() async throws {
        let author = ChangeAuthor(name: "test")
        var changes: [ConfigurationChange] = [
            .putDomain(Domain(id: Domain.system, shownName: "System")),
            .putDomain(Domain(id: Self.holding, shownName: "Holding", pool: PoolRules(routingLength: 4, between: "*"))),
            .putDomain(
                Domain(
                    id: Self.acme,
                    shownName: "Acme",
                    membership: PoolMembership(pool: Self.holding, routingNumber: "4455", subgroup: Self.south)
                )
            ),
            .putDomain(Domain(id: Self.globex, shownName: "Globex")),
        ]
        for (index, person) in Person.allCases.enumerated() {
            let user = User(
                id: person.id,
                domain: person.domain,
                login: person.login,
                extension: person.role == .user ? "\(101 + index)" : nil,
                shownName: "The " + person.login,
                role: person.role,
                credentials: try #require(Self.credentials[person]),
                administration: person.role.isOfPool ? PoolRights(subgroups: [Self.south]) : nil
            )
            changes.append(.putUser(user))
            let session = SignInSession(
                secretHash: Authenticator.hash(person.token),
                kind: .browser,
                user: person.id,
                label: "Test",
                createdAt: self.time.timestamp,
                expiresAt: self.time.timestamp.advanced(by: .seconds(86_400))
            )
            try await self.sessions.add(session)
        }
        let number = try #require(DialString("+74951234567"))
        changes.append(.putTrunk(Trunk(id: TrunkID("trunk-1"), name: "alpha", host: "sip.example.net")))
        let office = PrivateRoute(domain: Self.acme, shownName: "Office")
        changes.append(.putTrunk(Trunk(id: TrunkID("office"), name: "office", host: "pbx.example.net", route: office)))
        changes += [
            .putEntry(
                DomainEntry(id: Self.south, domain: Self.holding, .subgroup(Subgroup(name: "South")))
            ),
            .putEntry(
                DomainEntry(
                    id: EntryID("group-1"),
                    domain: Self.acme,
                    .pickupGroup(PickupGroup(name: "Sales", members: []))
                )
            ),
            .putEntry(
                DomainEntry(
                    id: EntryID("reminder-1"),
                    domain: Self.acme,
                    .reminder(Reminder(user: Person.acmeUser.id, at: Timestamp(seconds: 1_800_000_000)))
                )
            ),
            .putEntry(DomainEntry(id: EntryID("sales"), domain: Self.acme, .group(CallGroup(name: "Sales")))),
            .putEntry(
                DomainEntry(id: EntryID("greeting"), domain: Self.acme, .scenario(Scenario(name: "Greeting")))
            ),
            .putEntry(DomainEntry(id: EntryID("stop"), domain: Self.acme, .tollStop(Self.stop))),
            .putLine(
                Line(
                    id: LineID("line-1"),
                    domain: Self.acme,
                    number: number,
                    rules: [LineRule(to: .user(Person.acmeUser.id))]
                )
            ),
        ]
        _ = try await self.configuration.apply(changes, by: author)
    }

    // MARK: - Events

    /// Publishes events and waits for nothing: the live state takes them at once.
    func tell(_ kinds: [Event.Kind], domain: DomainID? = TestWorld.acme, call: CallID? = nil) {
        for kind in kinds { self.events.publish(kind, at: self.time.timestamp, domain: domain, call: call) }
        self.sync()
    }

    private func sync() {
        let events = self.events.events(after: self.web.live.sequence, limit: 10_000).events
        self.history.store(events)
        self.web.live.take(events)
    }

    /// Alice calls Bob, he answers.
    func talk(
        _ call: CallID,
        from: Person = .acmeUser,
        to: Person = .acmeOther,
        direction: CallDirection = .internal,
        isWithheld: Bool = false
    ) {
        let callee = Party(user: to.id, number: "102", name: to.login)
        let caller = Party(user: from.id, number: "101", name: from.login, isWithheld: isWithheld)
        let (callerLeg, calleeLeg) = (LegID("\(call)-a"), LegID("\(call)-b"))
        self.tell(
            [
                .callStarted(CallStarted(direction: direction, caller: caller, dialled: "102")),
                .legStarted(LegStarted(leg: callerLeg, role: .caller, party: caller, address: "udp 192.0.2.1:5060")),
                .legStarted(LegStarted(leg: calleeLeg, role: .callee, party: callee, address: "udp 192.0.2.2:5060")),
                .legRinging(calleeLeg), .legAnswered(calleeLeg), .legAnswered(callerLeg),
                .legsConnected(callerLeg, calleeLeg),
            ],
            domain: from.domain,
            call: call
        )
    }

    func end(_ call: CallID, domain: DomainID = TestWorld.acme) {
        let (callerLeg, calleeLeg) = (LegID("\(call)-a"), LegID("\(call)-b"))
        self.tell(
            [
                .legEnded(LegEnded(leg: callerLeg, cause: .hungUp)),
                .legEnded(LegEnded(leg: calleeLeg, cause: .hungUp)),
                .callEnded(CallEnded(result: .answered, cause: .hungUp, endedBy: callerLeg)),
            ],
            domain: domain,
            call: call
        )
    }

    func register(_ person: Person, contact: String = "sip:alice@192.0.2.1:5060") {
        let change = RegistrationChange(
            user: person.id,
            contact: contact,
            source: "udp 192.0.2.1:5060",
            userAgent: "Phone/1",
            expires: self.time.timestamp.advanced(by: .seconds(600)),
            reason: .registered
        )
        self.tell([.registered(change)], domain: person.domain)
    }
}

/// An answer with its body read.
struct Answer {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    var bytes: [UInt8] = []
    let text: String
    let json: JSONValue

    var errorCode: String? { self.json["error"]?["code"]?.text }
    var errorField: String? { self.json["error"]?["field"]?.text }
    var items: [JSONValue] { self.json["items"]?.elements ?? [] }
}

extension TestWorld {
    /// Sends a request straight to the responder, and checks what comes back against the document.
    func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        as person: Person? = nil,
        body: JSONValue? = nil,
        raw: String? = nil,
        file: [UInt8]? = nil,
        headers extra: HTTPFields = [:],
        isConforming: Bool = true
    ) async throws -> Answer {
        let text = raw ?? body.map { String(decoding: $0.compact, as: UTF8.self) }
        let headers = Self.headers(person, hasBody: text != nil || file != nil, extra)
        let isOfAPI =
            !path.hasPrefix("/metrics") && !path.hasPrefix("//") && !PhonebookResponder.isAsked(String(path))
        let uri = isOfAPI ? "/api/v1" + path : path
        let group = MultiThreadedGroup.shared
        let application = self.web.application(eventLoopGroup: group, certificates: nil, logger: Self.logger)
        let response = try await application.test(.router) { client in
            try await client.execute(
                uri: uri,
                method: method,
                headers: headers,
                body: file.map { ByteBuffer(bytes: $0) } ?? text.map { ByteBuffer(string: $0) }
            )
        }
        let answered = String(buffer: response.body)
        let answer = Answer(
            status: response.status,
            headers: response.headers,
            bytes: Array(response.body.readableBytesView),
            text: answered,
            json: (try? JSONParser.parse(Array(answered.utf8))) ?? .null
        )
        if isConforming { self.checkConformance(answer, method, path) }
        return answer
    }

    private static func headers(_ person: Person?, hasBody: Bool, _ extra: HTTPFields) -> HTTPFields {
        var headers = person?.bearer ?? [:]
        if hasBody { headers[.contentType] = "application/json" }
        for field in extra { headers[field.name] = field.value }
        return headers
    }

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// What the API answers is what its document says.
    private func checkConformance(_ answer: Answer, _ method: HTTPRequest.Method, _ path: String) {
        let plain = path.split(separator: "?").first.map(String.init) ?? path
        guard case .endpoint(let endpoint, _) = self.web.table.match(method, plain) else { return }
        switch endpoint.success {
        case .json(let status, let schema) where answer.status == status:
            let breach = schema.breach(in: answer.json)
            #expect(breach == nil, "\(method) \(path): \(String(describing: breach))")
        case .noContent where answer.status == .noContent:
            #expect(answer.text.isEmpty)
        case .file where [.ok, .partialContent, .rangeNotSatisfiable].contains(answer.status):
            break
        case .json, .noContent, .file:
            guard answer.status.code != 503 || answer.json["checks"] == nil else { return }
            #expect(APIError.schema.breach(in: answer.json) == nil, "\(method) \(path): \(answer.text)")
            let isDocumented = endpoint.allRefusals.contains { $0.rawValue == answer.errorCode }
            #expect(isDocumented, "\(method) \(path) answers \(answer.errorCode ?? "?") which is not documented")
        }
    }
}

/// What the other parts of the server would have counted.
struct FixedCounts: CountSource {
    func counts() async -> [Count] {
        [
            Count("sip_messages_received", 7, .total, labels: [("transport", "udp"), ("message", "invite")]),
            Count("media_streams", 2, .level),
        ]
    }
}
