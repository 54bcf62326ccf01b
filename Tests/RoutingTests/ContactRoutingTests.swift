import Kernel
import Model
import ModelTesting
import Testing

@testable import Routing

@Suite("CAL-01 Short numbers")
struct ContactRoutingTests {
    private static let acme = DomainID("acme.example")
    private static let anna = User.sample("anna", extension: "101")

    private static func entry(_ id: String, _ short: String, _ number: String, of owner: UserID? = nil) -> DomainEntry {
        let numbers = [Contact.Number(.work, DialString(number) ?? .zero)]
        let contact = Contact(owner: owner, name: "C \(id)", shortNumber: short, numbers: numbers)
        return DomainEntry(id: EntryID(id), domain: Self.acme, .contact(contact))
    }

    private static func router(_ entries: [DomainEntry], _ change: (inout User) -> Void = { _ in }) -> Router {
        var anna = Self.anna
        change(&anna)
        var configuration = Configuration()
        configuration.apply(.putDomain(.sample()), version: 1)
        configuration.apply(.putUser(anna), version: 2)
        configuration.apply(.putUser(.sample("boris", extension: "102")), version: 3)
        configuration.apply(.putTrunk(.sample()), version: 4)
        for entry in entries { configuration.apply(.putEntry(entry), version: 5) }
        return Router(configuration: configuration)
    }

    private static func words(_ router: Router, _ dialled: String) -> String {
        RouterTests.words(router.decide(CallFacts(origin: .user(Self.anna.id), dialled: dialled, at: .epoch)))
    }

    @Test("one's own book is asked before the company's, and nobody else's is")
    func order() {
        let router = Self.router([
            Self.entry("company", "15", "102"), Self.entry("own", "15", "101", of: Self.anna.id),
            Self.entry("company2", "16", "102"), Self.entry("foreign", "17", "102", of: UserID("boris-acme.example")),
        ])
        #expect(Self.words(router, "*15") == "user anna")
        #expect(Self.words(router, "*16") == "user boris")
        #expect(Self.words(router, "*17") == "no-such-number")
        #expect(Self.words(router, "*1") == "no-such-number", "a part of a short number")
        let decision = router.decide(CallFacts(origin: .user(Self.anna.id), dialled: "*16", at: .epoch))
        #expect(decision.trace.map(\.rule) == ["short number 16", "extension 102"])
        #expect(decision.trace.first?.outcome == "C company2, company address book")
        let own = router.decide(CallFacts(origin: .user(Self.anna.id), dialled: "*15", at: .epoch))
        #expect(own.trace.first?.outcome == "own address book", "what one calls people oneself is told to nobody")
    }

    @Test("a short number leads where its number does, with the caller's rights")
    func outside() {
        let entry = Self.entry("out", "20", "89161112233")
        #expect(Self.words(Self.router([entry]), "*20").contains("+79161112233"))
        let limited = Self.router([entry]) { $0.calling.outgoing = .internalOnly }
        #expect(Self.words(limited, "*20") == "not-allowed")
    }

    @Test("codes are dialled first, and the first number of several is called")
    func codes() {
        var entry = Self.entry("code", "8", "102")
        #expect(Self.words(Self.router([entry]), "*8") == "not-allowed", "the pickup code, of somebody in no group")
        entry = Self.entry("two", "30", "102")
        if case .contact(var contact) = entry.content {
            contact.numbers.append(Contact.Number(.mobile, DialString("101") ?? .zero))
            entry.content = .contact(contact)
        }
        #expect(Self.words(Self.router([entry]), "*30") == "user boris")
    }
}
