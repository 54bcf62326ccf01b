import Foundation
import HTTPTypes
import Model
import Testing

@testable import Web

@Suite("ADR-03 Address books in phones")
struct PhonebookTests {
    /// A world with two contacts, and the header of somebody with a token.
    private static func world(scopes: [String] = ["read"]) async throws -> (TestWorld, HTTPFields) {
        let world = try await TestWorld()
        let contact: JSONValue = [
            "name": "Ünal & <Söhne>, \"GmbH\"; \\", "position": "Lieferant", "group": "Partner",
            "numbers": [["kind": "mobile", "number": "+79031112233"], ["kind": "fax", "number": "+74951112233"]],
        ]
        let path = "/domains/acme.example/contacts"
        _ = try await world.ask(.post, path, as: .acmeAdministrator, body: contact)
        let own: JSONValue = ["name": "Мама", "numbers": [["kind": "home", "number": "+78120000000"]]]
        _ = try await world.ask(.post, "/me/contacts", as: .acmeUser, body: own)
        let foreign: JSONValue = ["name": "Secret", "numbers": [["kind": "work", "number": "+78129999999"]]]
        _ = try await world.ask(.post, "/me/contacts", as: .acmeOther, body: foreign)
        _ = try await world.ask(.post, "/domains/globex.example/contacts", as: .globexAdministrator, body: foreign)
        let token: JSONValue = ["name": "phone", "scopes": .array(scopes.map { .string($0) })]
        let made = try await world.ask(.post, "/tokens", as: .acmeUser, body: token)
        return (world, Self.basic("alice@acme.example", made.json["secret"]?.text ?? ""))
    }

    private static func basic(_ name: String, _ secret: String) -> HTTPFields {
        [.authorization: "Basic " + Data("\(name):\(secret)".utf8).base64EncodedString()]
    }

    private static func dav(_ method: String, depth: String? = nil) throws -> (HTTPRequest.Method, HTTPFields) {
        var headers: HTTPFields = [:]
        if let depth, let name = HTTPField.Name("Depth") { headers[name] = depth }
        return (try #require(HTTPRequest.Method(method)), headers)
    }

    @Test(
        "desk phones get colleagues, the company's contacts and one's own, and nobody else's",
        arguments: [
            ("/phonebook/yealink.xml", "<Telephone>+79031112233</Telephone>"),
            ("/phonebook/grandstream/phonebook.xml", "<phonenumber>+79031112233</phonenumber>"),
            ("/phonebook/snom.xml", #"<number no="+79031112233" type="mobile" outgoing_id="0"/>"#),
        ]
    )
    func files(path: String, number: String) async throws {
        let (world, headers) = try await Self.world()
        let answer = try await world.ask(.get, path, headers: headers)
        #expect(answer.status == .ok)
        #expect(answer.text.contains(number))
        #expect(answer.text.contains("Ünal &amp; &lt;Söhne&gt;, &quot;GmbH&quot;; \\"))
        let colleague = try #require(world.configuration.current.user(TestWorld.Person.acmeOther.id)?.extension)
        #expect(answer.text.contains("Мама"))
        #expect(answer.text.contains(">\(colleague)<") || answer.text.contains("\"\(colleague)\""))
        #expect(!answer.text.contains("Secret"))
        #expect(!answer.text.contains("+74951112233"), "nobody talks to a fax")
        var again = headers
        again[.ifNoneMatch] = answer.headers[.eTag]
        #expect(try await world.ask(.get, path, headers: again).status == .notModified)
    }

    @Test("the name and a token that may read are needed; the password of the cabinet is none")
    func refusals() async throws {
        let (world, headers) = try await Self.world()
        let secret = try #require(headers[.authorization])
        let path = "/phonebook/yealink.xml"
        var wrong: [HTTPFields] = [[:], Self.basic("alice@acme.example", TestWorld.password)]
        wrong.append(Self.basic("alice@acme.example", TestWorld.Person.acmeUser.token))
        wrong.append([.authorization: "Basic !!!"])
        wrong.append([.authorization: "Basic \(String(repeating: "A", count: 5_000))"])
        wrong.append([.authorization: secret.replacing("Basic", with: "Bearer")])
        for headers in wrong {
            let answer = try await world.ask(.get, path, headers: headers)
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Basic") == true)
            #expect(try await world.ask(.get, "/carddav/", headers: headers).status == .unauthorized)
        }
        let (other, callsOnly) = try await Self.world(scopes: ["calls"])
        #expect(try await other.ask(.get, path, headers: callsOnly).status == .unauthorized)
        #expect(try await world.ask(.get, "/phonebook/cisco.xml", headers: headers).status == .notFound)
        #expect(try await world.ask(.delete, path, headers: headers).status == .methodNotAllowed)
    }

    @Test("CardDAV: from the well-known address to the principal, the books and their cards")
    func discovery() async throws {
        let (world, headers) = try await Self.world()
        let (propfind, shallow) = try Self.dav("PROPFIND", depth: "0")
        let moved = try await world.ask(propfind, "/.well-known/carddav")
        #expect(moved.status == .movedPermanently && moved.headers[.location] == "/carddav/")
        let principal = try await world.ask(propfind, "/carddav/", headers: Self.joined(headers, shallow))
        #expect(principal.status.code == 207)
        #expect(principal.text.contains("<c:addressbook-home-set><d:href>/carddav/books/</d:href>"))
        let (_, deep) = try Self.dav("PROPFIND", depth: "1")
        let home = try await world.ask(propfind, "/carddav/books/", headers: Self.joined(headers, deep))
        #expect(home.text.contains("/carddav/books/company/") && home.text.contains("/carddav/books/own/"))
        let raw = #"<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>"#
        let own = try await world.ask(propfind, "/carddav/books/own/", raw: raw, headers: Self.joined(headers, deep))
        let address = try #require(own.text.firstMatch(of: #/\/carddav\/books\/own\/[a-z0-9-]+\.vcf/#)?.output)
        #expect(own.text.contains("getetag") && !own.text.contains("resourcetype"))
        let card = try await world.ask(.get, String(address), headers: headers)
        #expect(card.text.hasPrefix("BEGIN:VCARD\r\nVERSION:3.0\r\n") && card.text.contains("\r\nFN:Мама\r\n"))
        #expect(own.text.contains(card.headers[.eTag] ?? "none") || own.text.contains("&quot;"))
        let options = try await world.ask(.options, "/carddav/", headers: headers)
        #expect(HTTPField.Name("DAV").flatMap { options.headers[$0] } == "1, 3, addressbook")
    }

    private static func joined(_ one: HTTPFields, _ other: HTTPFields) -> HTTPFields {
        var headers = one
        for field in other { headers[field.name] = field.value }
        return headers
    }

    @Test("CardDAV: reports give the cards that are asked for, and say which are not there")
    func reports() async throws {
        let (world, headers) = try await Self.world()
        let (report, _) = try Self.dav("REPORT")
        func ask(_ raw: String) async throws -> Answer {
            try await world.ask(report, "/carddav/books/company/", raw: raw, headers: headers)
        }
        let query = { (filter: String) in
            #"<c:addressbook-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><d:prop><c:address-data/>"#
                + "</d:prop>\(filter)</c:addressbook-query>"
        }
        let all = try await ask(query(""))
        #expect(all.status.code == 207 && all.text.contains("FN:Ünal &amp; &lt;Söhne&gt;\\, "))
        let named = try await ask(
            query(#"<c:filter><c:prop-filter name="FN"><c:text-match>ünal</c:text-match></c:prop-filter></c:filter>"#)
        )
        #expect(named.text.matches(of: #/BEGIN:VCARD/#).count == 1)
        let none = try await ask(
            query(#"<c:filter><c:prop-filter name="TEL"><c:text-match>666</c:text-match></c:prop-filter></c:filter>"#)
        )
        #expect(!none.text.contains("VCARD"))
        // RFC 6352 §10.5.4: how it is compared, and whether it has to be so or otherwise.
        let every = all.text.matches(of: #/BEGIN:VCARD/#).count
        let matches: [(String, Int)] = [
            (#"match-type="equals">ünal"#, 0), (#"match-type="starts-with">ünal"#, 1),
            (#"match-type="starts-with">nal"#, 0), (#"match-type="ends-with">ünal"#, 0),
            (#"match-type="contains">nal"#, 1), (#"negate-condition="yes">ünal"#, every - 1),
            (#"negate-condition="yes" match-type="equals">ünal"#, every), (#"negate-condition="no">ünal"#, 1),
        ]
        for (match, count) in matches {
            let filter = #"<c:filter><c:prop-filter name="FN"><c:text-match \#(match)</c:text-match>"#
            let found = try await ask(query(filter + "</c:prop-filter></c:filter>"))
            #expect(found.text.matches(of: #/BEGIN:VCARD/#).count == count, "\(match)")
        }
        let strange = #"<c:filter><c:prop-filter name="FN"><c:text-match match-type="like">a</c:text-match>"#
        #expect(try await ask(query(strange + "</c:prop-filter></c:filter>")).status == .badRequest)
        let foreign = "/carddav/books/company/contact-nobody.vcf"
        let multiget = try await ask(
            #"<c:addressbook-multiget xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><d:prop><d:getetag/>"#
                + "</d:prop><d:href>\(foreign)</d:href></c:addressbook-multiget>"
        )
        #expect(multiget.text.contains("<d:href>\(foreign)</d:href><d:status>HTTP/1.1 404 Not Found</d:status>"))
        for hostile in ["<a", "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>", String(repeating: "<a>", count: 10_000)] {
            #expect(try await ask(hostile).status == .badRequest)
        }
        let (put, _) = try Self.dav("PUT")
        let refused = try await world.ask(put, "/carddav/books/own/x.vcf", raw: "BEGIN:VCARD", headers: headers)
        #expect(refused.status == .methodNotAllowed)
    }

    @Test("a card's lines have at most 75 octets, no character is torn, and no text ends a line")
    func folding() {
        let name = String(repeating: "Щука, ", count: 40) + "\r\nTEL:+1"
        let entry = Phonebook.Entry(id: "contact-1", name: name, numbers: [.init(kind: .work, text: "101")])
        let lines = VCard(entry).text.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 75 })
        #expect(lines.filter { $0.hasPrefix("TEL") }.count == 1)
        let unfolded = VCard(entry).text.replacing("\r\n ", with: "")
        #expect(unfolded.contains("FN:" + String(repeating: "Щука\\, ", count: 40) + "\\nTEL:+1\r\n"))
    }
}
