import Kernel
import Model

/// Numbers for the stock of a demo installation: some that are offered, and one that is kept for the demo company.
enum DemoNumbers {
    /// In the ranges of the demo company's own lines, and of nobody.
    private static let numbers: [StockNumber] = [
        StockNumber(digits: "74951002001", city: "Москва", priceKopecks: 100_000),
        StockNumber(digits: "74951002002", city: "Москва", category: .bronze, priceKopecks: 250_000),
        StockNumber(digits: "74991002003", city: "Москва", category: .silver, priceKopecks: 500_000),
        StockNumber(digits: "74991002000", city: "Москва", category: .gold, priceKopecks: 1_500_000),
        StockNumber(digits: "78121002004", city: "Санкт-Петербург", priceKopecks: 80_000),
        StockNumber(digits: "78121002200", city: "Санкт-Петербург", category: .platinum, priceKopecks: 3_000_000),
        StockNumber(digits: "78001002005", priceKopecks: 150_000),
        StockNumber(digits: "78001002006", category: .bronze, priceKopecks: 300_000),
        StockNumber(digits: "78001002222", category: .smart, priceKopecks: 5_000_000),
    ]

    static func changes(at now: Timestamp) -> [ConfigurationChange] {
        let end = StockNumber.Hold.usualEnd(from: now)
        let kept = StockNumber(
            digits: "74951002007",
            city: "Москва",
            category: .gold,
            priceKopecks: 1_200_000,
            hold: StockNumber.Hold(for: DemoCompany.domain, .booked, until: end)
        )
        return (self.numbers + [kept]).map { number in
            .putEntry(DomainEntry(id: number.id, domain: Domain.system, .number(number)))
        }
    }
}
