import Kernel
import Logging
import Model
import ModelTesting
import Synchronization
import Testing

@testable import MartletServer

/// A mobile operator in memory.
private final class FakeOperator: MobileOperator {
    struct State {
        var sims: [DialString: FMC] = [:]
        var connected: [DialString: FMC] = [:]
        var isAway = false
    }

    let state = Mutex(State())

    func set(_ change: (inout State) -> Void) { self.state.withLock { change(&$0) } }

    var connected: [DialString: FMC] { self.state.withLock(\.connected) }

    private func reach() throws(MobileFault) {
        if self.state.withLock(\.isAway) { throw MobileFault(.unreachable, "away") }
    }

    func find(_ number: DialString) async throws(MobileFault) -> MobileSIM? {
        try self.reach()
        return self.state.withLock { $0.sims[number] }.map { MobileSIM(owner: .personal, state: $0) }
    }

    func connect(_ number: DialString) async throws(MobileFault) -> FMC {
        try self.reach()
        let sim = self.state.withLock { state in
            state.connected[number] = state.sims[number]
            return state.sims[number]
        }
        guard let sim else { throw MobileFault(.refused, "not ours") }
        return sim
    }

    func disconnect(_ number: DialString) async throws(MobileFault) {
        try self.reach()
        self.state.withLock { $0.connected[number] = nil }
    }

    func subscriptions() async throws(MobileFault) -> [DialString: FMC] {
        try self.reach()
        return self.connected
    }
}

@Suite("FWD-04 The mobile operator's list and the configuration")
struct MobileDeskTests {
    private struct World {
        let mobileOperator = FakeOperator()
        let repository = InMemoryConfigurationRepository()
        let keeper: ConfigurationKeeper
        let desk: MobileDesk
        let number: DialString

        init(_ state: FMC?) async throws {
            self.number = try #require(FMC.number("89161234567"))
            let domain = Domain.sample()
            var alice = User.sample("alice", extension: "101")
            alice.forwarding.others = [.init(.mobile, "89161234567", fmc: state)]
            _ = try await self.repository.apply(
                [.putDomain(domain), .putUser(alice)],
                by: ChangeAuthor(name: "test"),
                at: .epoch
            )
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            self.keeper = ConfigurationKeeper(
                repository: self.repository,
                initial: await self.repository.load(),
                time: SystemTimeSource(),
                logger: logger
            )
            self.desk = MobileDesk(
                self.mobileOperator,
                keeper: self.keeper,
                mailer: nil,
                webAddress: nil,
                every: .milliseconds(5),
                logger: logger
            )
        }

        var state: FMC? {
            self.keeper.current.user(UserID("alice-acme.example"))?.forwarding.others.first?.fmc
        }

        /// Rounds until it holds; the test's own limit of time ends what never does.
        func settles(_ condition: @Sendable @escaping () -> Bool) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await self.desk.run() }
                while !condition() { try await Task.sleep(for: .milliseconds(2)) }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    @Test("a wish is connected, and refused where the number is another operator's", .timeLimit(.minutes(12)))
    func wishes() async throws {
        let known = try await World(.pending)
        known.mobileOperator.set { $0.sims[known.number] = .on }
        try await known.settles { known.state == .on && known.mobileOperator.connected == [known.number: .on] }
        let unknown = try await World(.pending)
        try await unknown.settles { unknown.state == .refused }
        #expect(unknown.mobileOperator.connected.isEmpty && unknown.keeper.current.mobiles.isEmpty)
    }

    @Test(
        "blocks and their end are noted, with the operator as author",
        .timeLimit(.minutes(12)),
        arguments: [
            (FMC.on, FMC.voluntaryBlock), (.on, .financialBlock), (.financialBlock, .on), (.on, .administrativeBlock),
        ]
    )
    func blocks(former: FMC, told: FMC) async throws {
        let world = try await World(former)
        world.mobileOperator.set { state in
            state.sims[world.number] = told
            state.connected[world.number] = told
        }
        try await world.settles { world.state == told }
        let last = try await world.repository.history(of: nil, before: nil, limit: 1).first
        #expect(last?.author.name == "mobile operator" && last?.domain == Domain.sample().id)
    }

    @Test("of two who join one number at once the second does not take it from the first", .timeLimit(.minutes(12)))
    func twice() async throws {
        let world = try await World(nil)
        world.mobileOperator.set { $0.sims[world.number] = .on }
        let (keeper, number) = (world.keeper, world.number)
        @Sendable func join(_ version: Int) async -> Bool {
            do {
                try await world.desk.connect([number]) { states in
                    guard var alice = keeper.current.user(UserID("alice-acme.example")) else { return }
                    alice.version = version
                    alice.forwarding.others = [.init(.mobile, "89161234567", fmc: states[number])]
                    _ = try await keeper.apply([.putUser(alice)], by: ChangeAuthor(name: "test"))
                }
                return true
            } catch {
                return false
            }
        }
        let version = try #require(keeper.current.user(UserID("alice-acme.example"))?.version)
        async let one = join(version)
        async let other = join(version)
        #expect(await [one, other].filter { $0 }.count == 1)
        #expect(world.state == .on && world.mobileOperator.connected == [number: .on])
    }

    @Test("*444# is noted, then the operator may forget it", .timeLimit(.minutes(12)))
    func switchedOff() async throws {
        let world = try await World(.on)
        world.mobileOperator.set { $0.connected[world.number] = .switchedOff }
        try await world.settles { world.state == .switchedOff && world.mobileOperator.connected.isEmpty }
    }

    @Test("what nobody wants any more is disconnected, also when the operator was away", .timeLimit(.minutes(12)))
    func unwanted() async throws {
        let world = try await World(nil)
        world.mobileOperator.set { state in
            state.connected[world.number] = .on
            state.isAway = true
        }
        await #expect(throws: MobileFault.self) { try await world.desk.connect([world.number]) { _ in } }
        world.mobileOperator.set { $0.isAway = false }
        try await world.settles { world.mobileOperator.connected.isEmpty }
    }

    @Test("a number that is not stored does not stay connected")
    func failedStore() async throws {
        let world = try await World(nil)
        world.mobileOperator.set { $0.sims[world.number] = .on }
        let error = await #expect(throws: ModelError.self) {
            try await world.desk.connect([world.number]) { states in
                #expect(states == [world.number: .on])
                #expect(world.mobileOperator.connected.count == 1)
                throw ModelError(.conflict, "changed meanwhile")
            }
        }
        #expect(error?.code == .conflict && world.mobileOperator.connected.isEmpty)
        let stranger = try #require(FMC.number("89160000000"))
        let fault = await #expect(throws: MobileFault.self) {
            try await world.desk.connect([world.number, stranger]) { _ in Issue.record("nothing to store") }
        }
        #expect(fault?.code == .refused && world.mobileOperator.connected.isEmpty)
    }

    @Test("the letter says whose number it was, and where it is seen", arguments: SpokenLanguage.allCases)
    func letter(_ language: SpokenLanguage) throws {
        let number = try #require(FMC.number("89161234567"))
        let words = MobileWords(number, of: "Anna", company: "Acme", link: "https://pbx.example/users/1", language)
        for told in ["+79161234567", "Anna", "https://pbx.example/users/1", "*444#"] {
            #expect(words.text.contains(told), "\(told)")
        }
        #expect(words.subject.contains("Acme") && words.subject.contains("+79161234567"))
        #expect(!MobileWords(number, of: "Anna", company: "Acme", link: nil, language).text.contains("nil"))
    }
}

@Suite("FWD-04 Settings of the mobile operator")
struct MobileSettingsTests {
    @Test("the address needs a secret, and is one")
    func settings() async throws {
        let settings = try await SettingsTests.read([
            "mobileOperator": "https://operator.example/fmc/", "mobileOperatorSecretFile": "/etc/secret",
            "mobileOperatorSeconds": "5",
        ])
        #expect(settings.mobileOperator == "https://operator.example/fmc" && settings.mobileOperatorSeconds == 5)
        let error = await #expect(throws: SettingsError.self) {
            try await SettingsTests.read(["mobileOperator": "https://operator.example", "mobileOperatorSeconds": "0"])
        }
        #expect(error?.problems.count == 2)
        await #expect(throws: SettingsError.self) {
            try await SettingsTests.read(["mobileOperator": "operator.example"])
        }
    }
}
