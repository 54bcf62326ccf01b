import Testing

@testable import SIP

/// What the messages of RFC 4475 say, and what the layers above find in those whose fault is not of the grammar.
@Suite("RFC 4475, what the messages mean")
struct TortureMeaningTests {
    private func message(_ name: String) throws -> SIPMessage {
        try SIPMessage(parsing: try TortureMessage.named(name).bytes)
    }

    @Test("§3.1.1.1 folding, blanks around separators and both name forms are read")
    func tortuousInvite() throws {
        let message = try self.message("wsinv")
        #expect(message.requestURI?.parameters.contains("unknownparam") == true)
        #expect(message.toTag == "1918181833n")
        #expect(message.fromTag == "98asjd8")
        #expect(try message.from().displayName == #"J Rosenberg \""#)
        #expect(try message.maxForwards() == 68)
        #expect(try message.cseq() == CSeq(9, .invite))
        let vias = try message.vias()
        #expect(vias.map(\.transport) == ["UDP", "TCP", "UDP"])
        #expect(vias.map(\.host) == ["192.0.2.2", "spindle.example.com", "192.168.255.111"])
        #expect(vias.map(\.branch) == ["390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"])
        #expect(message.first(.subject)?.isEmpty == true)
        #expect(message.first(.other("newfangledheader")) == "newfangled value continued newfangled value")
        #expect(message.first(.other("UnknownHeaderWithUnusualValue")) == ";;,,;;,;")
        let contact = try #require(try message.contacts().first)
        #expect(contact.displayName == #"Quoted string """#)
        #expect(contact.parameters["newparam"] == "newvalue")
        #expect(contact.parameters["secondparam"]?.isEmpty == true)
        #expect(contact.preference == 330)
        #expect(message.body.count == 150)
    }

    @Test("§3.1.1.2 every character that the grammar allows is read")
    func wideCharacters() throws {
        let message = try self.message("intmeth")
        #expect(message.method.text == "!interesting-Method0123456789_*+`.%indeed'~")
        #expect(message.requestURI?.user == "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*")
        #expect(message.requestURI?.password == "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)")
        #expect(try message.to().displayName == "BEL:\u{7} NUL:\0 DEL:\u{7f}")
        #expect(try message.from().displayName == "token1~` token2'+_ token3*%!.-")
        #expect(try message.from().parameters["fromParam''~+*_!.-%"] == "работающий")
        #expect(message.fromTag == "_token~1'+`*%!-.")
    }

    @Test("§3.1.1.3 escapes are undone where they are meant")
    func escapes() throws {
        let message = try self.message("esc01")
        #expect(message.requestURI?.user == "sips:user@example.com")
        #expect(message.requestURI?.host == "example.net")
        #expect(try message.to().uri.isEquivalent(to: SIPURI(user: "user", host: "example.com")))
        #expect(try message.from().uri.user == "I have spaces")
        #expect(try message.contacts().first?.uri.user == "caller")
        #expect(try message.contacts().first?.uri.parameters["n%61me"] == "value%41")
    }

    @Test("§3.1.1.4 an escaped null is no end of a text")
    func nulls() throws {
        let message = try self.message("escnull")
        #expect(try message.to().uri.user == "null-\0-null")
        #expect(try message.contacts().map(\.uri.user) == ["\0", "\0\0"])
    }

    @Test("§3.1.1.5 a percent sign in a method, header name or display name is itself")
    func percentSigns() throws {
        let message = try self.message("esc02")
        #expect(message.method == SIPMethod("RE%47IST%45R"))
        #expect(message.method != .register)
        #expect(try message.to().displayName == "%Z%45")
        #expect(try message.contacts().count == 2)
    }

    @Test("§3.1.1.6 to §3.1.1.9: tight display names, long values, trailing octets, semicolons in the user")
    func otherValid() throws {
        #expect(try self.message("lwsdisp").from().displayName == "caller")
        #expect(try self.message("longreq").vias().count == 34)
        #expect(try self.message("longreq").contacts().first?.uri.host == "host5.example.net")
        let twice = try self.message("dblreq")
        #expect(twice.method == .register)
        #expect(twice.body.isEmpty)
        #expect(try self.message("semiuri").requestURI?.user == "user;par=u@example.net")
    }

    @Test("§3.1.1.10 unknown transports are kept")
    func transports() throws {
        #expect(try self.message("transports").vias().map(\.transport) == ["UDP", "SCTP", "TLS", "UNKNOWN", "TCP"])
    }

    @Test("§3.1.1.11 the parts of a multipart body come apart untouched")
    func multipart() throws {
        let parts = try self.message("mpart01").bodyParts()
        #expect(parts.map { $0.contentType?.description } == ["text/plain", "application/octet-stream"])
        #expect(parts.first?.body == Array("Hello".utf8))
        #expect(parts.last?.body.prefix(2) == [0x30, 0x82])
    }

    @Test("§3.1.1.12 and .13: any reason phrase, or none")
    func reasons() throws {
        #expect(try self.message("unreason").reason.hasPrefix("= 2**3 * 5**2"))
        #expect(try self.message("noreason").status == 100)
        #expect(try self.message("noreason").reason.isEmpty)
    }

    @Test("§3.2.1 a branch without text behind the cookie is no unique one: the transaction layer uses §17.2.3's rule")
    func bareCookie() throws {
        #expect(try self.message("badbranch").topVia().hasUniqueBranch == false)
        #expect(try self.message("wsinv").vias().map(\.hasUniqueBranch) == [false, true, true])
    }

    @Test(
        "§3.3.2, §3.3.3 the routing layer answers 416 to schemes that it does not route",
        arguments: ["unkscm", "novelsc"]
    )
    func schemes(name: String) throws {
        #expect(try self.message(name).requestURI?.isSupported == false)
    }

    @Test("§3.3.4 unknown schemes in From, To and Contact are read; the registrar refuses the contact with 400")
    func schemesInHeaders() throws {
        let message = try self.message("unksm2")
        #expect(try message.to().uri.scheme == .other("isbn"))
        #expect(try message.from().uri.scheme == .other("http"))
        #expect(try message.contacts().map(\.uri.scheme) == [.other("name")])
    }

    @Test("§3.3.5 the user agent answers 420 with the tags that it does not know")
    func extensions() throws {
        let message = try self.message("bext01")
        #expect(message.optionTags(.require) == ["nothingsupportsthis", "nothingsupportsthiseither"])
        #expect(message.optionTags(.proxyRequire) == ["noproxiessupportthis", "nordoanyproxiessupportthis"])
    }

    @Test("§3.3.6 the session layer answers 415 to a body type that it does not know")
    func bodyType() throws {
        #expect(try self.message("invut").contentType()?.description == "application/unknownformat")
        #expect(try self.message("invut").body(of: .sdp) == nil)
    }

    @Test("§3.3.7 credentials of an unknown scheme prove nothing: the registrar answers 401")
    func unknownScheme() throws {
        let credentials = try self.message("regaut01").credentials()
        #expect(credentials == [.other(scheme: "NoOneKnowsThisScheme", text: "opaque-data=here")])
    }

    @Test("§3.3.10 the transport drops a response whose Via names another host than its own")
    func broadcast() throws {
        #expect(try self.message("bcast").vias().map(\.host) == ["192.0.2.198", "255.255.255.255"])
    }

    @Test("§3.3.11 a server that does not handle it itself answers 483")
    func noHopsLeft() throws {
        #expect(try self.message("zeromf").maxForwards() == 0)
    }

    @Test("§3.3.12 to §3.3.14: parameters of the contact, of its URI, and headers in it are told apart")
    func contacts() throws {
        let first = try #require(try self.message("cparam01").contacts().first)
        #expect(first.parameters.contains("unknownparam"))
        #expect(!first.uri.parameters.contains("unknownparam"))
        let second = try #require(try self.message("cparam02").contacts().first)
        #expect(!second.parameters.contains("unknownparam"))
        #expect(second.uri.parameters.contains("unknownparam"))
        let third = try #require(try self.message("regescrt").contacts().first)
        #expect(third.uri.header("route") == "<sip:sip.example.com>")
    }

    @Test("§3.3.15 the session layer answers 406 when Accept has no type that it can send")
    func accept() throws {
        #expect(try self.message("sdp01").acceptedTypes().contains { $0.covers(.sdp) } == false)
    }

    @Test("§3.4.1 the syntax of RFC 2543 is still read")
    func olderSyntax() throws {
        let message = try self.message("inv2543")
        #expect(try message.maxForwards() == nil)
        #expect(message.fromTag == nil)
        #expect(try message.topVia().branch == nil)
        // Without Content-Length the body is the rest of the datagram.
        #expect(message.body.count == 105)
    }
}
