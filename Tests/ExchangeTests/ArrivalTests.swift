import Kernel
import Model
import Testing

@testable import Exchange

@Suite("TEN-04 On the way into another domain")
struct ArrivalTests {
    private static func arrival(_ number: Int = 0) -> Arrival {
        Arrival(
            from: DomainID("acme.example"),
            into: DomainID("globex.example"),
            extension: "101",
            caller: Party(number: "4455\(number)")
        )
    }

    @Test("TEN-01 a secret is good once, and nothing else is")
    func once() {
        var table = ArrivalTable()
        table.expect(Self.arrival(), by: "secret")
        for other in [nil, "", "Secret", "secret ", "101"] { #expect(table.take(other) == nil) }
        #expect(table.take("secret") == Self.arrival())
        #expect(table.take("secret") == nil)
    }

    @Test("those whose INVITE never came are forgotten, the oldest first")
    func bounded() {
        var table = ArrivalTable()
        for number in 0...ArrivalTable.limit { table.expect(Self.arrival(number), by: "\(number)") }
        #expect(table.take("0") == nil)
        #expect(table.take("1") == Self.arrival(1))
        #expect(table.take("\(ArrivalTable.limit)") == Self.arrival(ArrivalTable.limit))
    }
}
