import Kernel
import Model
import Testing

@testable import Web

extension TestWorld {
    static let additional = LineID("line-additional")

    /// Numbers in the stock: three that are free, one kept for Acme, one that Acme has connected itself.
    func fillStock() async throws {
        let end = self.time.timestamp.advanced(by: .seconds(86_400))
        let held = StockNumber.Hold(for: Self.acme, .booked, until: end)
        let numbers = [
            StockNumber(digits: "74950000001", city: "Москва", category: .gold, priceKopecks: 100_000),
            StockNumber(digits: "74950000002", city: "Москва", hold: held),
            StockNumber(digits: "74950000003", city: "Москва"),
            StockNumber(digits: "78120000004", city: "Санкт-Петербург", category: .bronze, priceKopecks: 5_050),
            StockNumber(digits: "78000000005", category: .smart),
        ]
        let number = try #require(DialString("+74950000003"))
        let line = Line(id: Self.additional, domain: Self.acme, number: number, isAdditional: true)
        let changes = numbers.map { number in
            ConfigurationChange.putEntry(DomainEntry(id: number.id, domain: Domain.system, .number(number)))
        }
        _ = try await self.configuration.apply(changes + [.putLine(line)], by: ChangeAuthor(name: "test"))
    }

    /// A number in the stock that Acme gave up.
    func leaveNumber() async throws {
        let end = self.time.timestamp.advanced(by: .seconds(86_400))
        let hold = StockNumber.Hold(for: Self.acme, .givenUp, until: end)
        let number = StockNumber(digits: "78120000006", city: "Санкт-Петербург", hold: hold)
        let entry = DomainEntry(id: number.id, domain: Domain.system, .number(number))
        _ = try await self.configuration.apply([.putEntry(entry)], by: ChangeAuthor(name: "test"))
    }
}

/// How the endpoints of the stock of numbers are tried for everybody.
extension PermissionTests {
    private static let one = "/numbers/74950000001"
    private static let shop = "/domains/acme.example"

    static let numbers: [String: Example] = [
        "listNumbers": Example("/numbers?state=free"),
        "addNumber": Example("/numbers", .anyone, ["number": "+74990000000", "city": "Москва"]),
        "getNumber": Example(Self.one),
        "changeNumber": Example(Self.one, .anyone, ["category": "gold"]),
        "removeNumber": Example(Self.one),
        "changeNumbers": Example("/numbers/bulk", .anyone, ["numbers": ["74950000001"], "priceKopecks": 5]),
        "bookNumber": Example(
            Self.one + "/booking",
            .anyone,
            ["domain": "acme.example", "until": "2026-10-01T00:00:00Z"]
        ),
        "releaseNumber": Example("/numbers/74950000002/booking"),
        "getNumberTemplate": Example("/numbers/import/template"),
        "previewNumberImport": Example("/numbers/import/preview", raw: "Номер;Город\n74990000000;Москва"),
        "importNumbers": Example("/numbers/import", raw: "Номер;Город\n74990000000;Москва"),
        "exportNumbers": Example("/numbers/export"),
        "listConnectedNumbers": Example(Self.shop + "/numbers", Self.acme),
        "listOfferedNumbers": Example(Self.shop + "/offered-numbers?kind=city&search=812", Self.acme),
        "listOfferedCities": Example(Self.shop + "/offered-cities", Self.acme),
        "listHeldNumbers": Example(Self.shop + "/held-numbers", Self.acme),
        "connectNumbers": Example(Self.shop + "/numbers", Self.acme, ["numbers": ["74950000001"]]),
        "giveUpNumber": Example(Self.shop + "/numbers/line-additional", Self.acme),
        "extendHold": Example(Self.shop + "/held-numbers/78120000006/extension", Self.acme),
    ]
}
