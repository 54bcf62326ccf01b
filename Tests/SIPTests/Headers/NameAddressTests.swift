import Testing

@testable import SIP

@Suite("RFC 3261 §20.10, addresses in headers")
struct NameAddressTests {
    static let readings: [(text: String, name: String?, uri: String, parameters: String)] = [
        ("<sip:a@b>", nil, "sip:a@b", ""),
        ("sip:a@b", nil, "sip:a@b", ""),
        ("sip:a@b;tag=1", nil, "sip:a@b", ";tag=1"),
        ("<sip:a@b;lr>;tag=1", nil, "sip:a@b;lr", ";tag=1"),
        ("Bob <sip:a@b>", "Bob", "sip:a@b", ""),
        ("Bob  the Builder<sip:a@b>", "Bob  the Builder", "sip:a@b", ""),
        ("\"Bob, \\\"B\\\" <x>\" <sip:a@b> ; tag = 1", "Bob, \"B\" <x>", "sip:a@b", ";tag=1"),
        ("\"\"<sip:a@b>", nil, "sip:a@b", ""),
        ("Боб <sip:a@b>", "Боб", "sip:a@b", ""),
        ("sip:+12125551212@phone2net.com;tag=887s", nil, "sip:+12125551212@phone2net.com", ";tag=887s"),
        ("tel:+7-495;x=y", nil, "tel:+7-495", ";x=y"),
        ("<tel:+7-495;ext=1>;x=y", nil, "tel:+7-495;ext=1", ";x=y"),
        ("<sip:a@b>;+sip.instance=\"<urn:uuid:1>\";q=0.5", nil, "sip:a@b", ";+sip.instance=\"<urn:uuid:1>\";q=0.5"),
    ]

    @Test("are read", arguments: Self.readings)
    func reads(text: String, name: String?, uri: String, parameters: String) throws {
        let address = try NameAddress(parsing: text)
        #expect(address.displayName == name)
        #expect(address.uri.description == uri)
        #expect(address.parameters.text == parameters)
        #expect(try NameAddress(parsing: address.description) == address)
    }

    @Test(
        "that are malformed are refused",
        arguments: [
            "", "<>", "<sip:a@b", "sip:a@b>", "\"Bob <sip:a@b>", "Bob sip:a@b", "Bell, A <sip:a@b>", "< sip:a@b>",
            "<sip:a@b >", "<sip:a@b>;", "<sip:a@b>;;x", "<sip:a@b>;x=", "<sip:a@b>x", "sip:a@b?x=y", "\"a\" sip:a@b",
            "<sip:a@b>;x=\"y", "<<sip:a@b>>",
        ]
    )
    func refuses(text: String) {
        #expect(throws: SIPParseError.self) { try NameAddress(parsing: text) }
    }

    @Test(
        "q values are kept exactly",
        arguments: [
            ("1", 1_000), ("1.0", 1_000), ("1.000", 1_000), ("0", 0), ("0.0", 0), ("0.7", 700), ("0.33", 330),
            ("0.001", 1),
        ]
    )
    func preferences(text: String, thousandths: Int) throws {
        var address = try NameAddress(parsing: "<sip:a@b>;q=\(text)")
        #expect(address.preference == thousandths)
        #expect(address.description == "<sip:a@b>;q=\(text)")
        address.preference = thousandths
        #expect(try NameAddress(parsing: address.description).preference == thousandths)
    }

    @Test("a q value that is none counts as none", arguments: ["2", "1.1", "0.0001", "x", "0,5", "-1", "0.", "."])
    func badPreferences(text: String) throws {
        var address = NameAddress(uri: SIPURI(host: "b"))
        address.parameters["q"] = text
        #expect(address.preference == (text == "0." ? 0 : 1_000))
    }

    @Test("parameters are found, set, replaced and removed without regard to capitals")
    func parameters() {
        var parameters = SIPParameters()
        parameters["Tag"] = "1"
        parameters["flag"] = ""
        parameters["text"] = "a \"b\"; c"
        #expect(parameters.text == ";Tag=1;flag;text=\"a \\\"b\\\"; c\"")
        parameters["TAG"] = "2"
        #expect(parameters["tag"] == "2")
        #expect(parameters["text"] == "a \"b\"; c")
        #expect(parameters.all.map(\.name) == ["TAG", "flag", "text"])
        parameters["flag"] = nil
        #expect(!parameters.contains("flag"))
        parameters["text"] = nil
        parameters["tag"] = nil
        #expect(parameters.isEmpty)
    }

    @Test(
        "expires is clamped, and no number is none",
        arguments: [("60", 60 as UInt32?), ("99999999999", .max), ("x", nil)]
    )
    func expires(text: String, seconds: UInt32?) throws {
        #expect(try NameAddress(parsing: "<sip:a@b>;expires=\(text)").expires == seconds)
    }
}
