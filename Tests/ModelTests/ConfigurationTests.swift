import Kernel
import Model
import ModelTesting
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    private let acme = DomainID("acme.example")

    private func filled() -> Configuration {
        var configuration = Configuration()
        let alice = User.sample("alice", extension: "101")
        let changes: [ConfigurationChange] = [
            .putDomain(.sample()), .putUser(alice), .putUser(.sample("bob", extension: "102")), .putTrunk(.sample()),
            .putLine(.sample("+74951234567", for: alice)),
        ]
        for (index, change) in changes.enumerated() { configuration.apply(change, version: Int64(index + 1)) }
        return configuration
    }

    @Test("users are found by identifier, login and extension, lines by number")
    func finds() {
        let configuration = self.filled()
        #expect(configuration.version == 5)
        #expect(configuration.tenants[self.acme]?.user(login: "alice")?.extension == "101")
        #expect(configuration.tenants[self.acme]?.user(extension: "102")?.login == "bob")
        #expect(configuration.user(UserID("alice-acme.example"))?.login == "alice")
        #expect(
            configuration.line(number: DialString("+7 495 123-45-67") ?? .zero)?.users == [UserID("alice-acme.example")]
        )
    }

    @Test("a changed login or extension is found by the new one only")
    func renamed() {
        var configuration = self.filled()
        var alice = User.sample("alice", extension: "103")
        alice.login = "alicia"
        configuration.apply(.putUser(alice), version: 6)
        let tenant = configuration.tenants[self.acme]
        #expect(tenant?.user(login: "alice") == nil && tenant?.user(extension: "101") == nil)
        #expect(tenant?.user(login: "alicia") == alice && tenant?.user(extension: "103") == alice)
    }

    @Test("what is removed is found nowhere")
    func removed() {
        var configuration = self.filled()
        configuration.apply(.removeUser(UserID("bob-acme.example")), version: 6)
        #expect(configuration.tenants[self.acme]?.user(extension: "102") == nil)
        configuration.apply(.removeDomain(self.acme), version: 7)
        #expect(configuration.tenants.isEmpty && configuration.lines.isEmpty)
        #expect(configuration.user(UserID("alice-acme.example")) == nil)
        #expect(configuration.line(number: DialString("+74951234567") ?? .zero) == nil)
        #expect(configuration.trunks.count == 1)
    }

    @Test("two users who swap their extensions are found by the new ones")
    func swapped() {
        var configuration = self.filled()
        configuration.apply(.putUser(.sample("alice", extension: "102")), version: 6)
        configuration.apply(.putUser(.sample("bob", extension: "101")), version: 7)
        #expect(configuration.tenants[self.acme]?.user(extension: "101")?.login == "bob")
        #expect(configuration.tenants[self.acme]?.user(extension: "102")?.login == "alice")
    }

    @Test("the version never goes back")
    func version() {
        var configuration = self.filled()
        configuration.apply(.putTrunk(.sample("beta")), version: 3)
        #expect(configuration.version == 5)
    }
}
