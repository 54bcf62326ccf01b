/// How a country writes and dials its numbers; E.164 inside, national forms at the edges (SIP-05).
package struct NumberPlan: Equatable, Sendable {
    /// The country code, `7` for Russia.
    package var countryCode: String
    /// Dialled before a national number, `8` in Russia.
    package var nationalPrefix: String
    /// Dialled before a country code, `810` in Russia.
    package var internationalPrefix: String
    /// Digits of a national number without its prefix.
    package var nationalLength: Int
    /// What national mobile numbers begin with, `9` in Russia.
    package var mobilePrefix: String
    /// Short numbers that go out as they are dialled.
    package var emergencyNumbers: Set<String>

    package static let russia = NumberPlan(
        countryCode: "7",
        nationalPrefix: "8",
        internationalPrefix: "810",
        nationalLength: 10,
        mobilePrefix: "9",
        emergencyNumbers: ["101", "102", "103", "104", "112"]
    )

    /// The one number for help that is dialled alike everywhere: nothing of a domain may hide it. The other emergency
    /// numbers have always been extensions of many companies, and are where they are given out.
    package static let help = "112"

    /// What kind of number was dialled.
    package enum Reading: Equatable, Sendable {
        /// With `+`, country code and number.
        case external(DialString)
        /// Goes out unchanged.
        case emergency(DialString)
        /// Too short or not digits: not a number of the public network.
        case none
    }

    package func read(_ dialled: DialString) -> Reading {
        if self.emergencyNumbers.contains(dialled.text) { return .emergency(dialled) }
        guard let normal = self.normalised(dialled) else { return .none }
        return .external(normal)
    }

    /// The same for all spellings of one number; what is none of the public network is as it is written.
    package func comparable(_ number: DialString) -> DialString { self.normalised(number) ?? number }

    /// Whether callers pay nothing for it, as 8 800 in Russia: such a number calls nobody (RTE-07).
    package func isFreeForCallers(_ number: DialString) -> Bool {
        self.comparable(number).text.hasPrefix("+\(self.countryCode)800")
    }

    /// Whether the number is one of the own country.
    /// - Parameter number: in E.164 with `+`.
    package func isInland(_ number: DialString) -> Bool {
        let country = "+\(self.countryCode)"
        return number.text.hasPrefix(country) && number.text.count == country.count + self.nationalLength
    }

    /// The number in E.164 with `+`, or `nil` when it is none of the public network.
    package func normalised(_ dialled: DialString) -> DialString? {
        let text = dialled.text
        let digits = text.hasPrefix("+") ? String(text.dropFirst()) : text
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        if text.hasPrefix("+") {
            return (7...15).contains(digits.utf8.count) ? dialled : nil
        }
        let national = self.nationalLength
        if digits.hasPrefix(self.internationalPrefix),
            (self.internationalPrefix.utf8.count + 7...self.internationalPrefix.utf8.count + 15)
                .contains(digits.utf8.count), digits.utf8.count != self.nationalPrefix.utf8.count + national
        {
            return DialString("+" + digits.dropFirst(self.internationalPrefix.utf8.count))
        }
        if digits.utf8.count == national { return DialString("+" + self.countryCode + digits) }
        if digits.utf8.count == national + self.nationalPrefix.utf8.count, digits.hasPrefix(self.nationalPrefix) {
            return DialString("+" + self.countryCode + digits.dropFirst(self.nationalPrefix.utf8.count))
        }
        if digits.utf8.count == national + self.countryCode.utf8.count, digits.hasPrefix(self.countryCode) {
            return DialString("+" + digits)
        }
        return nil
    }
}
