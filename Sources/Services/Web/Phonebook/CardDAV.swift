import Hummingbird
import Kernel
import Model
import Tables

/// Address books over CardDAV (RFC 6352), for reading: PROPFIND, REPORT and GET of what is in memory anyhow.
struct CardDAV: Sendable {
    static let root = "/carddav/"

    /// Something that has an address, as its properties tell it.
    private enum Resource {
        /// The one who is signed in.
        case person
        /// Where the books are.
        case home
        case book(Phonebook)
        case card(Phonebook, Phonebook.Entry)
    }

    let user: User
    let configuration: Configuration

    private var books: [Phonebook] {
        Phonebook.Kind.allCases.map { Phonebook($0, of: self.user, in: self.configuration) }
    }

    /// - Parameter path: percent-decoded.
    /// - Returns: `nil` when nothing is there.
    private func find(_ path: String) -> Resource? {
        let parts = path.dropFirst(Self.root.count).split(separator: "/").map(String.init)
        guard let first = parts.first else { return .person }
        guard first == "books", parts.count <= 3 else { return nil }
        guard parts.count > 1 else { return .home }
        guard let kind = Phonebook.Kind(rawValue: parts[1]) else { return nil }
        let book = Phonebook(kind, of: self.user, in: self.configuration)
        guard parts.count > 2 else { return .book(book) }
        guard parts[2].hasSuffix(".vcf"), let entry = book.entries.first(where: { $0.id == parts[2].dropLast(4) })
        else { return nil }
        return .card(book, entry)
    }

    // MARK: - What is asked

    func card(at path: String) -> VCard? {
        guard case .card(_, let entry) = self.find(path) else { return nil }
        return VCard(entry)
    }

    /// - Returns: the body of a 207 answer; `nil` when nothing is there.
    /// - Throws: ``TableError`` when the body is not XML.
    func properties(of path: String, isDeep: Bool, body: [UInt8]) throws -> String? {
        let asked = try Query(body)
        guard let resource = self.find(path) else { return nil }
        var found = [resource]
        if isDeep {
            switch resource {
            case .person: found.append(.home)
            case .home: found += self.books.map { .book($0) }
            case .book(let book): found += book.entries.map { .card(book, $0) }
            case .card: break
            }
        }
        return Self.answer(found.map { self.response($0, asked) })
    }

    /// - Returns: the body of a 207 answer; `nil` when there is no such book.
    /// - Throws: ``TableError`` when the body is not XML.
    func report(on path: String, body: [UInt8]) throws -> String? {
        let asked = try Query(body)
        guard case .book(let book) = self.find(path) else { return nil }
        guard asked.kind == "addressbook-multiget" else {
            let cards = book.entries.filter { asked.takes(VCard($0)) }.prefix(asked.limit)
            return Self.answer(cards.map { self.response(.card(book, $0), asked) })
        }
        let known = Dictionary(
            book.entries.map { (Self.address(of: .card(book, $0)), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return Self.answer(
            asked.addresses.map { address in
                let path = PercentEncoding.decode(address, plusIsSpace: false) ?? ""
                if let entry = known[path] { return self.response(.card(book, entry), asked) }
                return "<d:response>\(XMLText.element("d:href", address))<d:status>HTTP/1.1 404 Not Found</d:status>"
                    + "</d:response>"
            }
        )
    }

    // MARK: - What is answered

    private static func answer(_ responses: [String]) -> String {
        XMLText.declaration
            + #"<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav" "#
            + #"xmlns:s="http://calendarserver.org/ns/">"# + responses.joined() + "</d:multistatus>"
    }

    private func response(_ resource: Resource, _ asked: Query) -> String {
        let properties = Self.properties(resource).filter { asked.wants($0.name) }
        return "<d:response>\(XMLText.element("d:href", Self.address(of: resource)))<d:propstat><d:prop>"
            + properties.map(\.text).joined()
            + "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    }

    private static func address(of resource: Resource) -> String {
        switch resource {
        case .person: Self.root
        case .home: Self.root + "books/"
        case .book(let book): "\(Self.root)books/\(book.kind.rawValue)/"
        case .card(let book, let entry): "\(Self.root)books/\(book.kind.rawValue)/\(entry.id).vcf"
        }
    }

    /// Names without prefixes, and the elements whole.
    private static func properties(_ resource: Resource) -> [(name: String, text: String)] {
        let person = "<d:href>\(Self.root)</d:href>"
        var all: [(String, String)] = [
            ("current-user-principal", "<d:current-user-principal>\(person)</d:current-user-principal>"),
            (
                "current-user-privilege-set",
                "<d:current-user-privilege-set><d:privilege><d:read/></d:privilege></d:current-user-privilege-set>"
            ), ("owner", "<d:owner>\(person)</d:owner>"),
        ]
        switch resource {
        case .person:
            all += [
                ("resourcetype", "<d:resourcetype><d:collection/><d:principal/></d:resourcetype>"),
                ("principal-URL", "<d:principal-URL>\(person)</d:principal-URL>"),
                (
                    "addressbook-home-set",
                    "<c:addressbook-home-set><d:href>\(Self.root)books/</d:href></c:addressbook-home-set>"
                ),
            ]
        case .home:
            all.append(("resourcetype", "<d:resourcetype><d:collection/></d:resourcetype>"))
        case .book(let book):
            let tag = ContentTag.of(book.entries.map { VCard($0).text }.joined())
            all += [
                ("resourcetype", "<d:resourcetype><d:collection/><c:addressbook/></d:resourcetype>"),
                ("displayname", XMLText.element("d:displayname", book.title)),
                ("getctag", XMLText.element("s:getctag", tag)),
                (
                    "supported-address-data",
                    "<c:supported-address-data><c:address-data-type content-type=\"text/vcard\" version=\"3.0\"/>"
                        + "</c:supported-address-data>"
                ),
                (
                    "supported-report-set",
                    "<d:supported-report-set>"
                        + ["addressbook-query", "addressbook-multiget"].map { name in
                            "<d:supported-report><d:report><c:\(name)/></d:report></d:supported-report>"
                        }.joined() + "</d:supported-report-set>"
                ),
            ]
        case .card(_, let entry):
            let text = VCard(entry).text
            all += [
                ("resourcetype", "<d:resourcetype/>"),
                ("getetag", XMLText.element("d:getetag", "\"\(ContentTag.of(text))\"")),
                ("getcontenttype", XMLText.element("d:getcontenttype", "text/vcard; charset=utf-8")),
                ("address-data", XMLText.element("c:address-data", text.replacing("\r\n", with: "\n"))),
            ]
        }
        return all
    }
}
