/// Reads XML one piece after another, as much of it as workbooks and WebDAV use: elements, attributes, text, the five entities and
/// numbered ones. It is UTF-8, knows no definitions of its own (a DOCTYPE ends it, and with it every entity that grows),
/// and goes no deeper than a limit.
package struct XMLReader {
    package enum Piece: Equatable {
        /// The name without its prefix; attributes by their names without prefixes.
        case start(String, [String: String])
        case end(String)
        /// Texts side by side come one by one.
        case text(String)
    }

    private static let depthLimit = 64
    private static let attributeLimit = 64
    private static let nameLimit = 256

    private let bytes: [UInt8]
    private var place = 0
    private var open: [String] = []
    /// The element just begun ends at once: `<a/>`.
    private var isEmpty = false

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { self.place = 3 }
    }

    /// `nil` at the end.
    package mutating func next() throws(TableError) -> Piece? {
        if self.isEmpty, let name = self.open.popLast() {
            self.isEmpty = false
            return .end(name)
        }
        while self.place < self.bytes.count {
            guard self.bytes[self.place] == UInt8(ascii: "<") else {
                let text = try self.text()
                // Outside of the root there is nothing but space.
                if self.open.isEmpty { continue }
                return .text(text)
            }
            if self.isNext("<!--") {
                try self.skip(to: "-->", from: 4)
            } else if self.isNext("<![CDATA[") {
                let start = self.place + 9
                try self.skip(to: "]]>", from: 9)
                return .text(String(decoding: self.bytes[start..<self.place - 3], as: UTF8.self))
            } else if self.isNext("<?") {
                try self.skip(to: "?>", from: 2)
            } else if self.isNext("</") {
                return try self.endTag()
            } else {
                return try self.startTag()
            }
        }
        guard self.open.isEmpty else { throw Self.broken }
        return nil
    }

    /// The text up to the end of the element that was begun last; elements within are passed over when `taking` says so.
    mutating func content(taking: (String) -> Bool = { _ in true }) throws(TableError) -> String {
        var text = ""
        var depth = 1
        var passed: Int?
        while depth > 0, let piece = try self.next() {
            switch piece {
            case .start(let name, _):
                depth += 1
                if passed == nil, !taking(name) { passed = depth }
            case .end:
                if passed == depth { passed = nil }
                depth -= 1
            case .text(let more): if passed == nil { text += more }
            }
        }
        return text
    }

    // MARK: - Parts

    private static let broken = TableError(.unreadable, "its XML is broken")

    private mutating func startTag() throws(TableError) -> Piece {
        self.place += 1
        let name = try self.name()
        var attributes: [String: String] = [:]
        while true {
            self.skipSpace()
            guard self.place < self.bytes.count else { throw Self.broken }
            if self.isNext("/>") {
                self.place += 2
                self.isEmpty = true
                break
            }
            if self.isNext(">") {
                self.place += 1
                break
            }
            let attribute = try self.name()
            self.skipSpace()
            guard self.isNext("=") else { throw Self.broken }
            self.place += 1
            self.skipSpace()
            attributes[attribute] = try self.value()
            guard attributes.count <= Self.attributeLimit else { throw Self.broken }
        }
        guard self.open.count < Self.depthLimit else { throw Self.broken }
        self.open.append(name)
        return .start(name, attributes)
    }

    private mutating func endTag() throws(TableError) -> Piece {
        self.place += 2
        let name = try self.name()
        self.skipSpace()
        guard self.isNext(">"), self.open.popLast() == name else { throw Self.broken }
        self.place += 1
        return .end(name)
    }

    /// Without its prefix.
    private mutating func name() throws(TableError) -> String {
        let start = self.place
        while self.place < self.bytes.count, Self.isOfName(self.bytes[self.place]) { self.place += 1 }
        let name = self.bytes[start..<self.place]
        // `<!DOCTYPE` comes to this, too.
        guard (1...Self.nameLimit).contains(name.count) else { throw Self.broken }
        let local = name.lastIndex(of: UInt8(ascii: ":")).map { name[($0 + 1)...] } ?? name
        return String(decoding: local, as: UTF8.self)
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: ":"), 0x80...:
            true
        default: false
        }
    }

    private mutating func value() throws(TableError) -> String {
        guard let quote = self.bytes[self.place...].first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
            let end = self.bytes[(self.place + 1)...].firstIndex(of: quote)
        else { throw Self.broken }
        let value = self.bytes[(self.place + 1)..<end]
        self.place = end + 1
        return try Self.resolved(value)
    }

    private mutating func text() throws(TableError) -> String {
        let end = self.bytes[self.place...].firstIndex(of: UInt8(ascii: "<")) ?? self.bytes.count
        let text = self.bytes[self.place..<end]
        self.place = end
        return try Self.resolved(text)
    }

    /// With its entities replaced.
    private static func resolved(_ bytes: ArraySlice<UInt8>) throws(TableError) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var resolved: [UInt8] = []
        var rest = bytes
        while let start = rest.firstIndex(of: UInt8(ascii: "&")) {
            resolved += rest[..<start]
            guard let end = rest[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw Self.broken }
            resolved += try Self.entity(String(decoding: rest[(start + 1)..<end], as: UTF8.self)).utf8
            rest = rest[(end + 1)...]
        }
        return String(decoding: resolved + rest, as: UTF8.self)
    }

    private static func entity(_ name: String) throws(TableError) -> String {
        switch name {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let digits = name.dropFirst(name.hasPrefix("#x") ? 2 : 1)
            guard name.hasPrefix("#"), let number = UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10),
                let scalar = Unicode.Scalar(number), number != 0
            else { throw Self.broken }
            return String(scalar)
        }
    }

    private func isNext(_ text: StaticString) -> Bool {
        let end = self.place + text.utf8CodeUnitCount
        guard end <= self.bytes.count else { return false }
        return text.withUTF8Buffer { self.bytes[self.place..<end].elementsEqual($0) }
    }

    private mutating func skip(to text: StaticString, from count: Int) throws(TableError) {
        self.place += count
        while self.place < self.bytes.count {
            if self.isNext(text) {
                self.place += text.utf8CodeUnitCount
                return
            }
            self.place += 1
        }
        throw Self.broken
    }

    private mutating func skipSpace() {
        while self.place < self.bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(self.bytes[self.place]) {
            self.place += 1
        }
    }
}
