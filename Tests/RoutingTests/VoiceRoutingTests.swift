import Kernel
import Model
import Testing

@testable import Routing

@Suite("VM-01, VM-02 Ways to mailboxes")
struct VoiceRoutingTests {
    /// Anna (101) calls; Boris (102) may have a mailbox and may not want to be disturbed.
    private static func configuration(_ change: (inout User) -> Void) -> Configuration {
        let acme = DomainID("acme.example")
        var configuration = Configuration()
        configuration.apply(.putDomain(Domain(id: acme, shownName: "Acme")), version: 1)
        var boris = User(id: UserID("u2"), domain: acme, login: "boris", extension: "102", shownName: "Boris")
        change(&boris)
        let anna = User(id: UserID("u1"), domain: acme, login: "anna", extension: "101", shownName: "Anna")
        configuration.apply(.putUser(anna), version: 2)
        configuration.apply(.putUser(boris), version: 3)
        return configuration
    }

    private static func words(_ dialled: String, _ change: (inout User) -> Void) -> String {
        let router = Router(configuration: Self.configuration(change))
        return RouterTests.words(router.decide(CallFacts(origin: .user(UserID("u1")), dialled: dialled, at: .epoch)))
    }

    @Test(
        "codes and do not disturb",
        arguments: [
            ("*97", false, false, "mailbox of u1"), ("*98", false, false, "mailbox of whoever has the PIN"),
            ("*99102", true, false, "message for u2"), ("*99Boris", true, false, "message for u2"),
            ("*99102", false, false, "no-such-number"), ("*99777", true, false, "no-such-number"),
            ("*99", true, false, "no-such-number"), ("102", true, false, "user boris"),
            ("102", true, true, "message for u2"), ("102", false, true, "do-not-disturb"),
        ]
    )
    func codes(dialled: String, hasMailbox: Bool, isUndisturbed: Bool, expected: String) {
        let words = Self.words(dialled) { boris in
            boris.voicemail.isOn = hasMailbox
            boris.doNotDisturb = isUndisturbed
        }
        #expect(words == expected)
    }

    @Test(
        "VM-02 the mailbox of a group is its members'",
        arguments: [
            ("*97600", "mailbox of Service"), ("*97601", "no-such-number"), ("*97102", "no-such-number"),
            ("*99600", "message for Service"), ("*97", "mailbox of anna"),
        ]
    )
    func groups(dialled: String, expected: String) {
        var world = RoutingWorld(groups: ["Service", "Others"])
        let others = CallGroup(name: "Others", extension: "601", members: [UserID("boris")])
        world.apply(.putEntry(DomainEntry(id: EntryID("Others"), domain: RoutingWorld.domain, .group(others))))
        var service = CallGroup(name: "Service", extension: "600", members: [UserID("anna")])
        service.voicemail.isOn = true
        world.apply(.putEntry(DomainEntry(id: EntryID("Service"), domain: RoutingWorld.domain, .group(service))))
        #expect(RouterTests.words(world.internalCall(to: dialled)) == expected)
    }

    @Test("the mailbox of somebody who is blocked takes no messages")
    func blocked() {
        let words = Self.words("*99102") { boris in
            boris.voicemail.isOn = true
            boris.isBlocked = true
        }
        #expect(words == "no-such-number")
    }
}
