import Kernel
import Model
import Testing

@Suite("FWD-04 Mobile numbers joined with an extension")
struct MobileTests {
    @Test(
        "FWD-04 one spelling of each mobile number, and nothing else is one",
        arguments: [
            ("+79161234567", "+79161234567"), ("89161234567", "+79161234567"), ("9161234567", "+79161234567"),
            ("8 (916) 123-45-67", "+79161234567"), ("79161234567", "+79161234567"), ("+74951234567", nil),
            ("84951234567", nil), ("112", nil), ("+491711234567", nil), ("+7916123456", nil), ("*101", nil), ("", nil),
            ("88001234567", nil),
        ]
    )
    func numbers(dialled: String, expected: String?) {
        #expect(FMC.number(dialled)?.text == expected)
    }

    private static func forwarding(_ numbers: Forwarding.Number...) -> Forwarding { Forwarding(others: numbers) }

    @Test("FWD-04 only a mobile number is joined, and once, however it is written")
    func validity() throws {
        try Self.forwarding(.init(.mobile, "89161234567", fmc: .on), .init(.mobile, "89161234567")).validate()
        try Self.forwarding(.init(.landline, "84951234567")).validate()
        for wrong in [
            Self.forwarding(.init(.landline, "89161234567", fmc: .on)),
            Self.forwarding(.init(.mobile, "84951234567", fmc: .switchedOff)),
            Self.forwarding(.init(.sip, "102", fmc: .pending)),
            Self.forwarding(.init(.mobile, "89161234567", fmc: .on), .init(.mobile, "+79161234567", fmc: .switchedOff)),
        ] {
            #expect(throws: ModelError.self) { try wrong.validate() }
        }
    }

    @Test("FWD-04 a blocked SIM keeps its number and is charged nothing; what is off keeps nothing")
    func states() {
        let connected = FMC.allCases.filter(\.isConnected)
        #expect(connected == [.pending, .on, .voluntaryBlock, .financialBlock, .administrativeBlock])
        #expect(FMC.allCases.filter(\.isCharged) == [.on])
        for state in FMC.allCases {
            let forwarding = Self.forwarding(.init(.mobile, "89161234567", fmc: state))
            #expect(forwarding.connectedMobiles.count == (state.isConnected ? 1 : 0))
            #expect(forwarding.fmc == (state.isConnected ? state : nil))
        }
        #expect(
            Self.forwarding(
                .init(.mobile, "89161234567", fmc: .financialBlock),
                .init(.mobile, "89161234568", fmc: .on)
            ).fmc == .on
        )
    }

    @Test("FWD-04 the index follows users as they come, change and go")
    func index() throws {
        var configuration = Configuration()
        let number = try #require(FMC.number("89161234567"))
        func apply(_ change: ConfigurationChange) { configuration.apply(change, version: configuration.version + 1) }
        let domain = DomainID("acme.example")
        apply(.putDomain(Domain(id: domain, shownName: "Acme")))
        var user = User(id: UserID("anna"), domain: domain, login: "anna", extension: "101", shownName: "Anna")
        user.forwarding = Self.forwarding(.init(.mobile, "8 916 123 45 67", fmc: .on))
        apply(.putUser(user))
        #expect(configuration.mobile(number)?.user.id == user.id && configuration.mobiles.count == 1)
        let notes = (0..<2).map { _ in user.forwarding.note(.financialBlock, of: number) }
        #expect(notes == [true, false])
        apply(.putUser(user))
        #expect(configuration.mobile(number)?.state == .financialBlock)
        _ = user.forwarding.note(.switchedOff, of: number)
        apply(.putUser(user))
        #expect(configuration.mobile(number) == nil && configuration.mobiles.isEmpty)
        for end in [ConfigurationChange.removeUser(user.id), .removeDomain(domain)] {
            user.forwarding.others[0].fmc = .on
            apply(.putDomain(Domain(id: domain, shownName: "Acme")))
            apply(.putUser(user))
            #expect(configuration.mobile(number) != nil)
            apply(end)
            #expect(configuration.mobile(number) == nil && configuration.mobiles.isEmpty)
        }
    }

    struct Round: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let joined: FMC?
        let told: FMC?
        let expected: [MobileLedger.Step]
    }

    private static let number: DialString = {
        guard let number = FMC.number("89161234567") else { preconditionFailure("a mobile number") }
        return number
    }()
    private static let anna = UserID("anna")

    @Test(
        "FWD-04 configuration and operator are made alike",
        arguments: [
            Round(testDescription: "alike", joined: .on, told: .on, expected: []),
            Round(testDescription: "nowhere", joined: nil, told: nil, expected: []),
            Round(testDescription: "wanted", joined: .pending, told: nil, expected: [.connect(number)]),
            Round(testDescription: "forgotten by the operator", joined: .on, told: nil, expected: [.connect(number)]),
            Round(testDescription: "unwanted", joined: nil, told: .on, expected: [.disconnect(number)]),
            Round(testDescription: "noted", joined: nil, told: .switchedOff, expected: [.disconnect(number)]),
            Round(
                testDescription: "confirmed",
                joined: .pending,
                told: .on,
                expected: [.note(.on, of: number, user: anna)]
            ),
            Round(
                testDescription: "blocked",
                joined: .on,
                told: .voluntaryBlock,
                expected: [.note(.voluntaryBlock, of: number, user: anna)]
            ),
            Round(
                testDescription: "unblocked",
                joined: .administrativeBlock,
                told: .on,
                expected: [.note(.on, of: number, user: anna)]
            ),
            Round(
                testDescription: "*444#",
                joined: .on,
                told: .switchedOff,
                expected: [.note(.switchedOff, of: number, user: anna)]
            ),
        ]
    )
    func ledger(_ round: Round) {
        let ledger = MobileLedger(
            joined: round.joined.map { [Self.number: (Self.anna, $0)] } ?? [:],
            told: round.told.map { [Self.number: $0] } ?? [:]
        )
        #expect(ledger.steps == round.expected)
    }
}
