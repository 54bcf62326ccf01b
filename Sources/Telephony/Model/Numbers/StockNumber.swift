package import Kernel

/// A number that the installation has to give, kept by the system administrator (NUM-02).
///
/// It is an entry of the reserved domain ``Domain/system``. Whether it is connected is not written here: the lines say that,
/// and nothing else does (decision 0037).
package struct StockNumber: Equatable, Sendable, Codable {
    package enum Kind: String, CaseIterable, Sendable, Codable {
        case city
        /// Free for callers, as 8 800 in Russia.
        case tollFree = "toll-free"
    }

    package enum Category: String, CaseIterable, Sendable, Codable {
        case none, bronze, silver, gold, platinum
        /// «Интеллектуальный номер (М категория)».
        case smart
    }

    /// Kept back for one domain until an end, so that nobody else gets it.
    package struct Hold: Equatable, Sendable, Codable {
        package enum Reason: String, CaseIterable, Sendable, Codable {
            /// The system administrator has booked it.
            case booked
            /// The domain's administrator has given it up, and may have it back.
            case givenUp = "given-up"
        }

        package var domain: DomainID
        package var reason: Reason
        /// From this moment on the number is free again.
        package var until: Timestamp

        package init(for domain: DomainID, _ reason: Reason, until: Timestamp) {
            self.domain = domain
            self.reason = reason
            self.until = until
        }

        /// How long a number that was given up is kept back, and how long after «Продлить»: a month, in which whoever gave
        /// it up by mistake hears of it from callers, and the next owner gets fewer calls of the former one.
        package static let usualDays = 30
        /// The farthest end, from now.
        package static let mostDays = 366

        package static func usualEnd(from now: Timestamp) -> Timestamp {
            now.advanced(by: .seconds(Self.usualDays * 86_400))
        }
    }

    /// E.164 without `+`, 7 to 15 digits.
    package var digits: String
    /// 1 to 100 characters; empty for numbers that are free for callers, which are of no city.
    package var city: String
    package var category: Category
    /// Of the connection, in hundredths of the rouble and without VAT. 0 to ``mostKopecks``.
    package var priceKopecks: Int
    /// The provider's trunk that its calls come by; `nil`: any. One that is gone is none.
    package var trunk: TrunkID?
    /// May be over: ask ``hold(at:)``.
    package var hold: Hold?

    package init(
        digits: String,
        city: String = "",
        category: Category = .none,
        priceKopecks: Int = 0,
        trunk: TrunkID? = nil,
        hold: Hold? = nil
    ) {
        self.digits = digits
        self.city = Self.kind(of: digits) == .tollFree ? "" : city
        self.category = category
        self.priceKopecks = priceKopecks
        self.trunk = trunk
        self.hold = hold
    }

    /// Numbers of the installation.
    package static let limit = 100_000
    /// Ten million roubles.
    package static let mostKopecks = 1_000_000_000

    package var kind: Kind { Self.kind(of: self.digits) }

    package static func kind(of digits: String) -> Kind {
        DialString("+" + digits).map { NumberPlan.russia.isFreeForCallers($0) } ?? false ? .tollFree : .city
    }

    /// The number as lines have it; `nil` for what ``validate()`` refuses.
    package var number: DialString? { DialString("+" + self.digits) }

    /// The identity of its entry: there is one of each number.
    package var id: EntryID { Self.id(of: self.digits) }

    package static func id(of digits: String) -> EntryID { EntryID("number-" + digits) }

    /// The digits of a number in whatever form it is written; `nil` when it is none of the public network.
    package static func digits(of number: DialString) -> String? {
        NumberPlan.russia.normalised(number).map { String($0.text.dropFirst()) }
    }

    /// The digits of lines that are this number: with the country code, as within the country, and without either.
    package var spellings: [String] {
        let plan = NumberPlan.russia
        guard let number = self.number, plan.isInland(number) else { return [self.digits] }
        let national = String(self.digits.dropFirst(plan.countryCode.count))
        return [self.digits, plan.nationalPrefix + national, national]
    }

    /// For whom it is kept back now.
    package func hold(at now: Timestamp) -> Hold? { self.hold.flatMap { now < $0.until ? $0 : nil } }

    func validate() throws(ModelError) {
        try Validity.require(
            Validity.isDigits(self.digits, 7...15) && self.digits.first != "0",
            "A number has 7 to 15 digits beginning with the country code."
        )
        try Validity.requireShownName(self.city, of: "city", length: self.kind == .city ? 1...100 : 0...0)
        try Validity.require(
            (0...Self.mostKopecks).contains(self.priceKopecks),
            "The price of a connection is 0 to \(Self.mostKopecks) kopecks."
        )
    }
}

extension Line {
    /// The digits that it has in the stock, where it is there.
    package var stockDigits: String { StockNumber.digits(of: self.number) ?? self.numberKey }
}

extension DomainEntry {
    package var number: StockNumber? {
        if case .number(let number) = self.content { return number }
        return nil
    }
}
