import HTTPTypes
import Kernel
import Model
import ModelTesting
import Recordings
import Testing

@testable import Web

/// Every endpoint for everybody: generated from the route table, so that a new endpoint cannot be forgotten.
@Suite("Permissions")
struct PermissionTests {
    /// Whose object an example is about.
    enum Owner: Equatable, Sendable {
        /// The caller's own, or of the whole installation.
        case anyone
        case domain(DomainID)
        /// Of one user of Acme.
        case user
        /// Alice's alone: her colleague Bob does not even learn that it is there.
        case alice
    }

    /// How an endpoint is tried on what belongs to Acme.
    struct Example: Sendable {
        var path: String
        var owner: Owner
        var body: JSONValue?
        /// A file.
        var raw: String?

        init(_ path: String, _ owner: Owner = .anyone, _ body: JSONValue? = nil, raw: String? = nil) {
            self.path = path
            self.owner = owner
            self.body = body
            self.raw = raw
        }
    }

    static let alice = TestWorld.Person.acmeUser.id
    /// The only one with a second factor.
    static let bob = TestWorld.Person.acmeOther.id
    static let acme = Owner.domain(TestWorld.acme)
    private static let own = Owner.alice
    private static let password: JSONValue = ["password": "another7"]

    static let examples = [
        Self.signingIn, Self.routing, Self.pools, Self.numbers, Self.contacts, Self.rest,
    ].reduce(into: [:]) {
        all,
        some in
        all.merge(some) { one, _ in one }
    }

    private static let rest: [String: Example] = [
        "listDomains": Example("/domains"),
        "addDomain": Example("/domains", .anyone, ["id": "new.example"]),
        "getDomain": Example("/domains/acme.example", Self.acme),
        "changeDomain": Example("/domains/acme.example", Self.acme, ["menuErrors": 5]),
        "getRecordingRules": Example("/domains/acme.example/recording", Self.acme),
        "changeRecordingRules": Example("/domains/acme.example/recording", Self.acme, ["storageTime": "year"]),
        "recordUsers": Example("/domains/acme.example/recording/users", Self.acme, ["recordsCalls": true]),
        "removeDomain": Example("/domains/globex.example", .domain(TestWorld.globex)),
        "listUsers": Example("/users?domain=acme.example", Self.acme),
        "getFreeExtension": Example("/users/free-extension?domain=acme.example", Self.acme),
        "addUser": Example(
            "/users?domain=acme.example",
            Self.acme,
            ["login": "dave", "password": "secret42", "extension": "200"]
        ),
        "getUser": Example("/users/\(Self.alice)", Self.acme),
        "changeUser": Example("/users/\(Self.alice)", Self.acme, ["shownName": "A"]),
        "removeUser": Example("/users/\(TestWorld.Person.acmeOther.id)", Self.acme),
        "setPassword": Example("/users/\(Self.alice)/password", Self.acme, Self.password),
        "listTrunks": Example("/trunks"),
        "listPrivateRoutes": Example("/private-routes?domain=acme.example", Self.acme),
        "addPrivateRoute": Example(
            "/private-routes",
            .anyone,
            ["domain": "acme.example", "name": "office-2", "host": "pbx.example.org"]
        ),
        "getPrivateRoute": Example("/private-routes/office", Self.acme),
        "changePrivateRoute": Example("/private-routes/office", Self.acme, ["strip": 1]),
        "removePrivateRoute": Example("/private-routes/office", .anyone),
        "addTrunk": Example("/trunks", .anyone, ["name": "beta", "host": "sip.example.org"]),
        "getTrunk": Example("/trunks/trunk-1"),
        "changeTrunk": Example("/trunks/trunk-1", .anyone, ["weight": 7]),
        "removeTrunk": Example("/trunks/trunk-1"),
        "listChanges": Example("/changes?domain=acme.example", Self.acme),
        "undoChange": Example("/changes/CHANGE/undo", Self.acme),
        "listRegistrations": Example("/registrations?domain=acme.example", .user),
        "removeRegistration": Example("/registrations/REGISTRATION", .user),
        "listCalls": Example("/calls?domain=acme.example", .user),
        "getCall": Example("/calls/call-1", .user),
        "originateCall": Example("/calls", .user, ["number": "102", "user": .string(Self.alice.text)]),
        "transferLeg": Example("/calls/call-1/legs/call-1-a/transfer", .user, ["target": "103"]),
        "inviteMember": Example("/calls/call-1/members", .user, ["target": "103"]),
        "muteMember": Example("/calls/call-1/legs/call-1-a/muted", .user, ["muted": true]),
        "superviseLeg": Example("/calls/call-2/legs/call-2-a/supervision", .user, ["mode": "listen"]),
        "listPickupGroups": Example("/pickup-groups?domain=acme.example", Self.acme),
        "addPickupGroup": Example("/pickup-groups?domain=acme.example", Self.acme, ["name": "Support"]),
        "getPickupGroup": Example("/pickup-groups/group-1", Self.acme),
        "changePickupGroup": Example("/pickup-groups/group-1", Self.acme, ["name": "S"]),
        "removePickupGroup": Example("/pickup-groups/group-1", Self.acme),
        "listReminders": Example("/reminders?domain=acme.example", .user),
        "addReminder": Example(
            "/reminders?domain=acme.example",
            .user,
            ["user": .string(Self.alice.text), "at": "2027-01-01T09:00:00Z"]
        ),
        "getReminder": Example("/reminders/reminder-1", .user),
        "changeReminder": Example("/reminders/reminder-1", .user, ["label": "Tea"]),
        "removeReminder": Example("/reminders/reminder-1", .user),
        "listCallbacks": Example("/callbacks"),
        "addCallback": Example("/callbacks", .anyone, ["number": "102"]),
        "cancelCallback": Example("/callbacks/callback-1"),
        "getCalling": Example("/domains/acme.example/calling", Self.acme),
        "changeCalling": Example("/domains/acme.example/calling", Self.acme, ["outgoing": "internal-only"]),
        "getMelodySound": Example("/melodies/waltz/sound"),
        "getSounds": Example("/domains/acme.example/sounds", Self.acme),
        "changeSounds": Example("/domains/acme.example/sounds", Self.acme, ["hold": ["melody": "waltz"]]),
        "getUserSounds": Example("/users/\(Self.alice)/sounds", Self.own),
        "changeUserSounds": Example("/users/\(Self.alice)/sounds", Self.own, ["ringBack": ["melody": "bright"]]),
        "getCodes": Example("/domains/acme.example/codes", Self.acme),
        "changeCodes": Example("/domains/acme.example/codes", Self.acme, ["hold": "77"]),
        "holdLeg": Example("/calls/call-1/legs/call-1-a/hold", .user),
        "unholdLeg": Example("/calls/call-1/legs/call-1-a/unhold", .user),
        "consultParty": Example("/calls/call-1/legs/call-1-a/consult", .user, ["target": "103"]),
        "completeConsultation": Example("/calls/call-1/legs/call-1-a/complete", .user),
        "returnToParty": Example("/calls/call-1/legs/call-1-a/return", .user),
        "parkParty": Example("/calls/call-1/legs/call-1-a/park", .user, ["slot": "1"]),
        "retrieveParked": Example("/parking/1/retrieve"),
        "sendDigits": Example("/calls/call-1/legs/call-1-a/dtmf", .user, ["digits": "1#"]),
        "hangUpCall": Example("/calls/call-1", .user),
        "hangUpLeg": Example("/calls/call-1/legs/call-1-a", .user),
        "recordCall": Example("/calls/call-1/recording", .user, ["wish": "pause"]),
        "listRecordings": Example("/recordings?domain=acme.example", .user),
        "getRecording": Example("/recordings/recording-1", .user),
        "playRecording": Example("/recordings/recording-1/sound", .user),
        "downloadRecording": Example("/recordings/recording-1/download", .user),
        "deleteRecording": Example("/recordings/recording-1", Self.acme),
        "listRecordingAccesses": Example("/recordings/recording-1/accesses", Self.acme),
        "addRecordingLink": Example("/recordings/recording-1/links", .user, ["minutes": 5]),
        "playRecordingLink": Example("/recording-links/LINK"),
        "listHistory": Example("/history?domain=acme.example", .user),
        "getHistory": Example("/history/call-0", .user),
        "getCallProtocol": Example("/history/call-0/steps", .user),
        "getCallTrace": Example("/history/call-0/trace", Self.acme),
        "downloadCallTrace": Example("/history/call-0/trace.pcap", Self.acme),
        "listCallTraceAccesses": Example("/history/call-0/trace/accesses", Self.acme),
        "listRefusedCalls": Example("/refused-calls?domain=acme.example", Self.acme),
        "getRefusedCallTrace": Example("/refused-calls/refused-1/trace", Self.acme),
        "downloadRefusedCallTrace": Example("/refused-calls/refused-1/trace.pcap", Self.acme),
        "listRefusedCallTraceAccesses": Example("/refused-calls/refused-1/trace/accesses", Self.acme),
        "listPrompts": Example("/prompts?domain=acme.example", .user),
        "addPrompt": Example("/prompts", .anyone, ["name": "Hello", "purpose": "greeting"]),
        "getPrompt": Example("/prompts/prompt-1", Self.own),
        "renamePrompt": Example("/prompts/prompt-1", Self.own, ["name": "Hi"]),
        "removePrompt": Example("/prompts/prompt-1", Self.own),
        "uploadPrompt": Example("/prompts/prompt-1/sound", Self.own, ["some": "bytes"]),
        "getPromptSound": Example("/prompts/prompt-1/sound", Self.own),
        "getSpeech": Example("/speech"),
        "trySpeech": Example("/speech", .anyone, ["text": "Hello", "voice": "en-male"]),
        "speakPrompt": Example("/prompts/prompt-1/speech", Self.own, ["text": "Hello", "voice": "en-male"]),
        "recordPrompt": Example("/prompts/prompt-1/recording", Self.own, ["user": .string(Self.alice.text)]),
        "getMailbox": Example("/users/\(Self.alice)/mailbox", Self.own),
        "changeMailbox": Example("/users/\(Self.alice)/mailbox", Self.own, ["isOn": true]),
        "setMailboxPIN": Example("/users/\(Self.alice)/mailbox/pin", Self.own, ["pin": "4711"]),
        "setMailboxLamp": Example("/users/\(Self.alice)/mailbox/lamp", Self.acme, ["isLit": true]),
        "listMessages": Example("/users/\(Self.alice)/messages", Self.own),
        "getMessage": Example("/messages/message-1", Self.own),
        "markMessage": Example("/messages/message-1", Self.own, ["isHeard": true]),
        "removeMessage": Example("/messages/message-1", Self.own),
        "getMessageSound": Example("/messages/message-1/sound?format=mp3", Self.own),
        "listBlocks": Example("/blocks"),
        "liftBlock": Example("/blocks/alice@acme.example", Self.acme),
        "getHealth": Example("/health"),
        "getDocument": Example("/openapi.json"),
    ]

    /// What is answered where the thing of the example is not there, or there already.
    private static func absent(_ name: String, _ person: TestWorld.Person?) -> Int? {
        switch name {
        case "endSession", "removeToken", "recoverPassword", "renamePasskey", "removePasskey": 404
        case "confirmSecondFactor", "addPasskey": 409
        // The pool has domains, and its deputy no second factor.
        case "removePool": 409
        case "removePoolAdministratorSecondFactor": 404
        // The system administrator's own domain is in no pool.
        case "listUsersOfPool": person == .system ? 404 : nil
        // The world has no public address.
        case "beginPasskey", "askForPasskey": 409
        case "beginProviderLink": 404
        case "signInByPasskey", "askForProviderFactors", "finishProviderLink": 401
        // Pages only.
        case "beginProviderSignIn", "finishProviderSignIn", "giveProviderFactor": 403
        case "switchOffSecondFactor": person == .acmeOther ? nil : 404
        case "beginSecondFactor": person == .acmeOther ? 409 : nil
        // For members and administrators only, and the group has no members.
        case "listGroupMessages": person == .acmeUser || person == .acmeOther ? 404 : nil
        default: nil
        }
    }

    @Test("TEN-01 every endpoint is tried here", .timeLimit(.minutes(12)))
    func isComplete() async throws {
        let world = try await TestWorld()
        #expect(Set(world.web.table.endpoints.map(\.name)) == Set(Self.examples.keys))
    }

    @Test(
        "TEN-01 AUTH-03 nobody reaches what is not theirs",
        arguments: [nil] + TestWorld.Person.allCases.map { Optional($0) }
    )
    func everyEndpoint(for person: TestWorld.Person?) async throws {
        let first = try await Self.preparedWorld()
        for name in first.world.web.table.endpoints.map(\.name) {
            let endpoint = try #require(first.world.web.table.endpoints.first { $0.name == name })
            let example = try #require(Self.examples[name])
            let expected = Self.expected(endpoint, example, person)
            // A world of its own for each that may remove something; what is refused changes nothing.
            let isHarmless = endpoint.method == .get || expected != nil
            let (world, change) = isHarmless ? first : try await Self.preparedWorld()
            let registration = RegistrationBody.id(user: Self.alice, contact: "sip:alice@192.0.2.1:5060")
            let link = try await Self.link(in: world)
            let scenario = try await Self.scenarioVersion(in: world)
            let path = example.path.replacing("CHANGE", with: "\(change)").replacing("REGISTRATION", with: registration)
                .replacing("LINK", with: link).replacing("SCENARIO", with: "\(scenario)").replacing(
                    "OWN",
                    with: person.map { "own-\($0.login)-\($0.domain)" } ?? "none"
                )
            let answer = try await world.ask(
                endpoint.method,
                path,
                as: person,
                body: example.body,
                raw: example.raw
            )
            let absent = Self.absent(name, person)
            let isAbsent = expected == nil && absent != nil
            let status = expected ?? absent ?? answer.status.code
            #expect(answer.status.code == status, "\(name) for \(person?.rawValue ?? "nobody"): \(answer.text)")
            if expected == nil, !isAbsent {
                #expect(
                    (200..<300).contains(answer.status.code),
                    "\(name) for \(person?.rawValue ?? "nobody"): \(answer.text)"
                )
            }
        }
    }

    /// The status of the refusal that is due, or `nil` when the answer must be a good one.
    private static func expected(_ endpoint: Endpoint, _ example: Example, _ person: TestWorld.Person?) -> Int? {
        guard endpoint.access != .anyone else { return nil }
        guard let person else { return 401 }
        guard endpoint.admits(person.role) else { return 403 }
        guard person.role != .systemAdministrator else { return nil }
        switch example.owner {
        case .anyone: return nil
        case .domain(let domain): return person.domain == domain ? nil : 404
        case .alice:
            return person.domain == TestWorld.acme && person != .acmeOther ? nil : 404
        case .user:
            if person.domain != TestWorld.acme { return 404 }
            // Lists show everybody their own part; Bob takes part in Alice's calls but not in her registration, and may
            // not throw her out.
            if person == .acmeOther, example.path.contains("REGISTRATION") || example.path.contains("reminder-") {
                return 404
            }
            if person == .acmeOther, example.path.hasPrefix("/reminders?"), example.body != nil { return 404 }
            if person == .acmeOther, example.path.contains("legs") { return 403 }
            // Alice was given the right to control the recording of her calls.
            if person == .acmeOther, example.path.contains("/calls/call-1/recording") { return 403 }
            // A call for Alice rings her phones: only she and her administrators may ask for it.
            if person == .acmeOther, example.path == "/calls", example.body != nil { return 404 }
            return nil
        }
    }

    /// A temporary link to the recording, as a user of Acme would make it.
    private static func link(in world: TestWorld) async throws -> String {
        guard let recording = await world.recordings.repository.find(RecordingWorld.id) else { return "none" }
        let link = try await world.recordings.library.makeLink(
            recording,
            by: TestWorld.Person.acmeUser.id,
            named: "alice@acme.example",
            lasting: .seconds(60)
        )
        return link.secret
    }

    /// A world with what the examples are about, and the number of a change of Alice.
    private static func preparedWorld() async throws -> (world: TestWorld, change: Int64) {
        let world = try await TestWorld()
        world.register(.acmeUser)
        world.talk(CallID("call-0"))
        world.end(CallID("call-0"))
        world.talk(CallID("call-1"))
        world.talk(CallID("call-2"), direction: .incoming)
        try await world.leaveVoice()
        try await world.leaveTraces()
        for _ in 0..<10 { world.signInGuard.failed("alice@acme.example", account: "x@acme.example") }
        await world.secondFactors.put(SecondFactor(user: Self.bob, secret: [1]))
        _ = await world.secondFactors.confirm(Self.bob, at: world.time.timestamp, step: 1, recoveryCodes: [])
        await world.leaveSignIn()
        var alice = try #require(world.configuration.current.user(Self.alice))
        alice.shownName = "Changed"
        alice.controlsRecording = true
        try await Self.addContacts(to: world)
        try await world.fillStock()
        try await world.leaveNumber()
        try await Self.leaveDraft(in: world)
        let changes = try await world.configuration.apply([.putUser(alice)], by: ChangeAuthor(name: "test"))
        return (world, try #require(changes.first).version)
    }

    private static func leaveDraft(in world: TestWorld) async throws {
        var entry = try #require(world.configuration.current.entries[EntryID("greeting")])
        var scenario = try #require(entry.scenario)
        scenario.draft = [Scenario.Menu(id: "main", name: "Draft")]
        entry.content = .scenario(scenario)
        _ = try await world.configuration.apply([.putEntry(entry)], by: ChangeAuthor(name: "test"))
    }

    /// How the scenario began.
    private static func scenarioVersion(in world: TestWorld) async throws -> Int64 {
        var filter = ChangeFilter(of: TestWorld.acme)
        filter.objectID = "greeting"
        return try #require(try await world.configuration.history(filter, before: nil, limit: 100).last).version
    }

    /// One of Acme's, and everybody's own.
    private static func addContacts(to world: TestWorld) async throws {
        let number = Contact.Number(.work, try #require(DialString("+74951234567")))
        func entry(_ id: String, _ domain: DomainID, _ owner: UserID?) -> ConfigurationChange {
            let contact = Contact(owner: owner, name: "C", shortNumber: "15", numbers: [number], group: "Partners")
            return .putEntry(DomainEntry(id: EntryID(id), domain: domain, .contact(contact)))
        }
        let own = TestWorld.Person.allCases.map { entry("own-\($0.login)-\($0.domain)", $0.domain, $0.id) }
        let changes = [entry("contact", TestWorld.acme, nil)] + own
        _ = try await world.configuration.apply(changes, by: ChangeAuthor(name: "test"))
    }

    @Test("TEN-01 lists of one domain hold nothing of another", arguments: TestWorld.Person.allCases)
    func listsAreNarrow(for person: TestWorld.Person) async throws {
        let world = try await TestWorld()
        world.register(.acmeUser)
        world.register(.globexUser, contact: "sip:carol@192.0.2.3")
        for (index, pair) in [(TestWorld.Person.acmeUser, TestWorld.Person.acmeOther), (.globexUser, .globexUser)]
            .enumerated()
        {
            world.talk(CallID("live-\(index)"), from: pair.0, to: pair.1)
            world.talk(CallID("over-\(index)"), from: pair.0, to: pair.1)
            world.end(CallID("over-\(index)"), domain: pair.0.domain)
        }
        for path in ["/users", "/lines", "/changes", "/registrations", "/calls", "/history"] {
            let answer = try await world.ask(.get, path, as: person)
            guard answer.status != .forbidden else { continue }
            let domains = Set(answer.items.compactMap { $0["domain"]?.text })
            switch person.role {
            case .systemAdministrator: #expect(domains.count >= (path == "/lines" ? 1 : 2), "\(path)")
            case .poolSupervisor, .subgroupAdministrator: Issue.record("pools have lists of their own")
            case .domainAdministrator, .user: #expect(domains.isSubset(of: [person.domain.text]), "\(path): \(domains)")
            }
        }
    }
}
