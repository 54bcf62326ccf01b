import Journal
import Kernel
import Model
import Testing

@testable import Web

@Suite("Live state and its watchers")
struct LiveProjectionTests {
    private static func caller(_ world: TestWorld, _ person: TestWorld.Person) async throws -> Caller {
        try #require(try await world.web.responder.api.authenticator.caller(of: person.bearer))
    }

    /// The messages that wait for a watcher.
    private static func messages(_ watcher: Watcher, _ live: LiveState) async throws -> [JSONValue] {
        live.dismiss(watcher)
        var messages: [JSONValue] = []
        for await text in watcher.texts { messages.append(try JSONParser.parse(text)) }
        return messages
    }

    @Test("a watcher gets a snapshot, then each change once, in the order of sequence numbers")
    func snapshotAndChanges() async throws {
        let world = try await TestWorld()
        world.register(.acmeUser)
        world.talk(CallID("call-1"))
        let caller = try await Self.caller(world, .acmeAdministrator)
        let watcher = try #require(world.web.live.watch(caller, domain: TestWorld.acme, since: nil, limit: 10))
        world.end(CallID("call-1"))
        world.register(.acmeOther, contact: "sip:bob@192.0.2.2")
        let messages = try await Self.messages(watcher, world.web.live)
        #expect(messages.map { $0["type"]?.text } == ["snapshot", "call-ended", "registration"])
        #expect(messages[0]["calls"]?.elements?.count == 1)
        #expect(messages[0]["registrations"]?.elements?.count == 1)
        #expect(messages[1]["result"]?.text == "answered")
        let sequences = messages.compactMap { $0["sequence"]?.whole }
        #expect(sequences == sequences.sorted())
    }

    @Test(
        "CAL-09 who listens to a talk is shown to administrators, not to those who talk",
        arguments: [TestWorld.Person.acmeUser, .acmeAdministrator]
    )
    func supervisors(_ person: TestWorld.Person) async throws {
        let world = try await TestWorld()
        let watcher = try #require(
            world.web.live.watch(try await Self.caller(world, person), domain: person.domain, since: nil, limit: 10)
        )
        let call = CallID("acme")
        world.talk(call)
        let leg = LegID("acme-s")
        let party = Party(user: TestWorld.Person.acmeAdministrator.id, number: "100", name: "")
        world.tell(
            [
                .legStarted(LegStarted(leg: leg, role: .callee, party: party, address: "udp 192.0.2.3:5060")),
                .conference(.joined(leg, .listener)),
            ],
            call: call
        )
        let messages = try await Self.messages(watcher, world.web.live).dropFirst()
        let last = try #require(messages.last { $0["type"]?.text == "call" })
        #expect(last["call"]?["legs"]?.elements?.count == (person == .acmeUser ? 2 : 3))
    }

    @Test(
        "TEN-01 a watcher sees its own domain only, a user what they are part of",
        arguments: TestWorld.Person.allCases
    )
    func visibility(_ person: TestWorld.Person) async throws {
        let world = try await TestWorld()
        let caller = try await Self.caller(world, person)
        let domain = person.role == .systemAdministrator ? nil : person.domain
        let watcher = try #require(world.web.live.watch(caller, domain: domain, since: nil, limit: 10))
        world.talk(CallID("acme"))
        world.talk(CallID("globex"), from: .globexUser, to: .globexUser)
        world.register(.acmeUser)
        world.tell([.trunkStateChanged(TrunkID("trunk-1"), isAvailable: true, reason: "")], domain: nil)
        let messages = try await Self.messages(watcher, world.web.live).dropFirst()
        let types = messages.compactMap { $0["type"]?.text }
        let calls = messages.compactMap { $0["call"]?["id"]?.text }
        switch person {
        case .system:
            #expect(calls == ["acme", "globex"])
            #expect(types.contains("trunk") && types.contains("registration"))
        case .acmeAdministrator, .acmeUser:
            #expect(calls == ["acme"])
            #expect(types == ["call", "registration"])
        case .acmeOther:
            #expect(types == ["call"])
        case .globexAdministrator, .globexUser:
            #expect(calls == ["globex"])
            #expect(types == ["call"])
        case .supervisor, .subgroupAdministrator:
            #expect(types.isEmpty)
        }
    }

    @Test("one who comes back gets what they missed, and a snapshot where that is gone", arguments: [true, false])
    func resume(isKnown: Bool) async throws {
        let world = try await TestWorld(firstSequence: 1_000)
        world.talk(CallID("call-1"))
        world.register(.acmeUser)
        let since = world.web.live.sequence
        world.end(CallID("call-1"))
        world.talk(CallID("call-2"))
        let caller = try await Self.caller(world, .acmeAdministrator)
        let place = isKnown ? since : 12
        let watcher = try #require(world.web.live.watch(caller, domain: TestWorld.acme, since: place, limit: 10))
        let messages = try await Self.messages(watcher, world.web.live)
        let types = messages.map { $0["type"]?.text }
        #expect(types == (isKnown ? ["call-ended", "call"] : ["snapshot"]))
        let future = try #require(world.web.live.watch(caller, domain: TestWorld.acme, since: 99_999, limit: 10))
        #expect(try await Self.messages(future, world.web.live).first?["type"]?.text == "snapshot")
    }

    @Test("a slow watcher is sent away, and there is a limit to their number")
    func bounded() async throws {
        let world = try await TestWorld()
        let caller = try await Self.caller(world, .acmeAdministrator)
        let watcher = try #require(world.web.live.watch(caller, domain: nil, since: nil, limit: 1))
        #expect(world.web.live.watch(caller, domain: nil, since: nil, limit: 1) == nil)
        for index in 0...LiveState.bufferLimit {
            world.register(.acmeUser, contact: "sip:\(index)@192.0.2.1")
        }
        #expect(watcher.isTooSlow)
        world.web.live.dismiss(watcher)
        #expect(world.web.live.watcherCount == 0)
    }

    @Test("the state follows the stream; what the stream forgot comes from the store")
    func follows() async throws {
        let world = try await TestWorld()
        let small = EventStream(lastSequence: 0, capacity: 4)
        let live = LiveState(
            stream: small,
            history: world.history,
            configuration: world.configuration,
            logger: TestWorld.logger
        )
        let party = Party(number: "1")
        for index in 0..<20 {
            let call = CallID("c\(index)")
            let start = CallStarted(direction: .internal, caller: party, dialled: "2")
            small.publish(.callStarted(start), at: .epoch, domain: TestWorld.acme, call: call)
            world.history.store(small.events(after: small.lastSequence - 1, limit: 1).events)
        }
        small.finish()
        await live.run()
        #expect(live.callCount == 20)
        #expect(live.sequence == 20)
    }

    /// Whoever applies what they are told has what everybody else has.
    @Test("a page that resumes at any point ends with the same state", arguments: 0..<30 as Range<UInt64>)
    func convergence(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let world = try await TestWorld()
        let caller = try await Self.caller(world, .acmeAdministrator)
        var page = Page()
        var since: Int64?
        for _ in 0..<6 {
            let watcher = try #require(world.web.live.watch(caller, domain: TestWorld.acme, since: since, limit: 10))
            for _ in 0..<Int.random(in: 0..<6, using: &generator) { Self.something(world, &generator) }
            for message in try await Self.messages(watcher, world.web.live) { page.apply(message) }
            since = page.sequence
            for _ in 0..<Int.random(in: 0..<6, using: &generator) { Self.something(world, &generator) }
        }
        let last = try #require(world.web.live.watch(caller, domain: TestWorld.acme, since: since, limit: 10))
        for message in try await Self.messages(last, world.web.live) { page.apply(message) }
        var fresh = Page()
        let new = try #require(world.web.live.watch(caller, domain: TestWorld.acme, since: nil, limit: 10))
        for message in try await Self.messages(new, world.web.live) { fresh.apply(message) }
        #expect(page.calls == fresh.calls)
        #expect(page.registrations == fresh.registrations)
    }

    private static func something(_ world: TestWorld, _ generator: inout SeededGenerator) {
        let call = CallID("call-\(Int.random(in: 0..<4, using: &generator))")
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: world.talk(call)
        case 1: world.end(call)
        case 2: world.tell([.held(LegID("\(call)-a"))], call: call)
        case 3: world.register(.acmeUser, contact: "sip:\(Int.random(in: 0..<3, using: &generator))@192.0.2.1")
        default:
            let change = RegistrationChange(
                user: TestWorld.Person.acmeUser.id,
                contact: "sip:\(Int.random(in: 0..<3, using: &generator))@192.0.2.1",
                source: "",
                userAgent: "",
                expires: world.time.timestamp,
                reason: .expired
            )
            world.tell([.unregistered(change)])
        }
    }

    /// What a page keeps of what it was told.
    private struct Page {
        var calls: [String: JSONValue] = [:]
        var registrations: [String: JSONValue] = [:]
        var sequence: Int64 = 0

        mutating func apply(_ message: JSONValue) {
            self.sequence = Int64(message["sequence"]?.whole ?? 0)
            func keyed(_ list: JSONValue?) -> [String: JSONValue] {
                Dictionary(uniqueKeysWithValues: (list?.elements ?? []).map { ($0["id"]?.text ?? "", $0) })
            }
            let id = message["id"]?.text ?? ""
            switch message["type"]?.text {
            case "snapshot":
                self.calls = keyed(message["calls"])
                self.registrations = keyed(message["registrations"])
            case "call": self.calls[message["call"]?["id"]?.text ?? ""] = message["call"]
            case "call-ended": self.calls[id] = nil
            case "registration":
                self.registrations[message["registration"]?["id"]?.text ?? ""] = message["registration"]
            case "registration-removed": self.registrations[id] = nil
            default: Issue.record("\(message)")
            }
        }
    }
}
