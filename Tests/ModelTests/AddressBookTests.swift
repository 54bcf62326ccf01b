import Kernel
import Testing

@testable import Model

@Suite("Address books")
struct AddressBookTests {
    private static let anna = UserID("anna")

    private static func entry(
        _ id: String,
        _ short: String,
        _ numbers: [String],
        of owner: UserID? = nil
    ) -> DomainEntry {
        let numbers = numbers.compactMap { DialString($0) }.map { Contact.Number(.work, $0) }
        let contact = Contact(owner: owner, name: id, shortNumber: short, numbers: numbers)
        return DomainEntry(id: EntryID(id), domain: DomainID("d"), .contact(contact))
    }

    @Test("CAL-13 a number is known in every way of writing it, in one's own book first")
    func names() {
        var books = AddressBooks()
        books.put(Self.entry("Company", "15", ["84951234567", "103"]))
        books.put(Self.entry("Own", "15", ["+7 (495) 123-45-67"], of: Self.anna))
        for number in ["+74951234567", "84951234567", "4951234567", "74951234567"] {
            #expect(books.name(of: number, for: Self.anna) == "Own", "\(number)")
            #expect(books.name(of: number, for: UserID("boris")) == "Company", "\(number)")
            #expect(books.name(of: number, for: nil) == "Company", "\(number)")
        }
        #expect(books.name(of: "103", for: Self.anna) == "Company")
        #expect(books.name(of: "104", for: Self.anna) == nil)
        #expect(books.name(of: "", for: nil) == nil)
    }

    @Test("a changed or removed contact leaves nothing behind; of two with one number the other stays")
    func changes() {
        var books = AddressBooks()
        books.put(Self.entry("a", "15", ["103", "0103"]))
        books.put(Self.entry("b", "16", ["103"]))
        #expect(books.name(of: "103", for: nil) == "a")
        books.put(Self.entry("a", "17", ["104"]))
        #expect(books.name(of: "103", for: nil) == "b" && books.name(of: "0103", for: nil) == nil)
        #expect(books.contact(shortNumber: "15", for: Self.anna) == nil)
        #expect(books.contact(shortNumber: "17", for: Self.anna)?.name == "a")
        for id in ["a", "b", "none"] { books.remove(EntryID(id)) }
        #expect(books == AddressBooks())
    }

    @Test("a number that many have is put and removed in any order; each book is counted by itself")
    func manyOfOneNumber() {
        var books = AddressBooks()
        let names = (100..<200).map { "n\($0)" }
        for (index, name) in names.reversed().enumerated() { books.put(Self.entry(name, "\(index)", ["103"])) }
        books.put(Self.entry("own", "15", ["103"], of: Self.anna))
        books.put(Self.entry("own", "16", ["103"], of: Self.anna))
        #expect(books.count(of: nil) == 100 && books.count(of: Self.anna) == 1)
        for name in names {
            #expect(books.name(of: "103", for: nil) == name)
            books.remove(EntryID(name))
        }
        #expect(books.count(of: nil) == 0 && books.name(of: "103", for: nil) == nil)
        books.remove(EntryID("own"))
        #expect(books == AddressBooks())
    }

    @Test("ADM-02 a short number that a code is dialled by is not free")
    func codes() throws {
        var codes = CallCodes()
        let taken = ["8", "5", "05", "0", "7", "71", "799", "97", "98", "99", "991", "99102"]
        for number in taken.filter({ $0 != "7" }) { #expect(codes.isDialled(byShortNumber: number), "\(number)") }
        for number in ["7", "1", "15", "7123", "81", "96", "970"] {
            #expect(!codes.isDialled(byShortNumber: number), "\(number)")
        }
        let books = AddressBooks()
        #expect(books.freeShortNumber(in: nil, besides: codes) == "10")
        codes[.redial] = "*10"
        #expect(books.freeShortNumber(in: nil, besides: codes) == "11")
        for (command, code) in [(CallCodes.Command.pickup, "*97"), (.redial, "*991"), (.callback, "*71")] {
            var wrong = CallCodes()
            wrong[command] = code
            #expect(throws: ModelError.self, "\(code)") { try wrong.validate() }
        }
    }

    @Test("ADR-01 what a contact may be", arguments: ["name", "short", "none", "many", "star", "mail"])
    func validity(fault: String) throws {
        let number = try #require(DialString("+74951234567"))
        var contact = Contact(name: "A", shortNumber: "15", numbers: [Contact.Number(.work, number)])
        try contact.validate()
        switch fault {
        case "name": contact.name = ""
        case "short": contact.shortNumber = "123456"
        case "none": contact.numbers = []
        case "many": contact.numbers = Array(repeating: contact.numbers[0], count: Contact.numberLimit + 1)
        case "star": contact.numbers[0].number = try #require(DialString("*15"))
        default: contact.email = "nobody"
        }
        #expect(throws: ModelError.self) { try contact.validate() }
    }

    @Test("contacts go with their domain and are no other entries")
    func configuration() {
        var configuration = Configuration()
        let domain = DomainID("d")
        configuration.apply(.putDomain(Domain(id: domain, shownName: "D")), version: 1)
        configuration.apply(.putEntry(Self.entry("a", "15", ["103"])), version: 2)
        #expect(configuration.entries(of: domain).isEmpty && configuration.books(of: domain).entries.count == 1)
        var other = configuration
        other.apply(.removeEntry(EntryID("a")), version: 3)
        #expect(other.books(of: domain).entries.isEmpty)
        configuration.apply(.removeDomain(domain), version: 3)
        #expect(configuration.books(of: domain) == AddressBooks())
    }
}
