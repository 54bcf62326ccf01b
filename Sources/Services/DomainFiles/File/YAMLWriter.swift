/// Writes YAML that people read and that differs in few lines when little has changed: one thing a line, two spaces a
/// level, texts without quotes where nobody can take them for something else.
struct YAMLWriter {
    private var text = ""

    static func write(_ root: FileNode, head: String) -> [UInt8] {
        var writer = YAMLWriter()
        writer.text = head
        writer.block(root, indent: 0)
        return Array(writer.text.utf8)
    }

    private mutating func block(_ node: FileNode, indent: Int) {
        switch node {
        case .map(let members, _, _):
            for (index, member) in members.enumerated() {
                // The first stands behind what is there already: a dash.
                if index > 0 { self.space(indent) }
                self.text += "\(member.name):"
                self.value(member.value, indent: indent)
            }
        case .list(let elements, _, _):
            for (index, element) in elements.enumerated() {
                if index > 0 { self.space(indent) }
                self.text += "-"
                if Self.isInline(element) {
                    self.value(element, indent: indent)
                } else {
                    self.text += " "
                    self.block(element, indent: indent + 2)
                }
            }
        case .scalar, .nothing:
            self.text += Self.inline(node) + "\n"
        }
    }

    /// What follows a name or a dash.
    private mutating func value(_ node: FileNode, indent: Int) {
        if Self.isInline(node) {
            self.text += " \(Self.inline(node))\n"
        } else {
            self.text += "\n"
            self.space(indent + 2)
            self.block(node, indent: indent + 2)
        }
    }

    private mutating func space(_ count: Int) { self.text += String(repeating: " ", count: count) }

    private static func isInline(_ node: FileNode) -> Bool {
        switch node {
        case .scalar, .nothing: true
        case .list(let elements, let isInline, _): isInline || elements.isEmpty
        case .map(let members, let isInline, _): isInline || members.isEmpty
        }
    }

    private static func inline(_ node: FileNode) -> String {
        switch node {
        case .scalar(let text, let isWord, _):
            // A mark of bytes in front of a text is taken off by whoever decodes it.
            isWord || Self.isPlain(Self.unmarked(text)) ? Self.unmarked(text) : Self.quoted(Self.unmarked(text))
        case .nothing: "null"
        case .list(let elements, _, _): "[" + elements.map { Self.inline($0) }.joined(separator: ", ") + "]"
        case .map(let members, _, _):
            "{" + members.map { "\($0.name): \(Self.inline($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    private static func unmarked(_ text: String) -> String {
        text.unicodeScalars.first == "\u{feff}" ? Self.unmarked(String(text.unicodeScalars.dropFirst())) : text
    }

    private static let reserved: Set = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]

    /// A text that begins with a letter and that no reader takes for a number, a boolean or a sign of YAML's.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic,
            text.unicodeScalars.last != " ", !Self.reserved.contains(text.lowercased())
        else { return false }
        // A colon is one of a time of day there, and of nothing else.
        return text.replacing(/[0-9]:[0-9]/, with: "").unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || " ._-/@+".unicodeScalars.contains(scalar)
        }
    }

    private static func quoted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var quoted = "\""
        var place = 0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "&":
                let former = place > 0 ? bytes[place - 1] : nil
                let next = place + 1 < bytes.count ? bytes[place + 1] : UInt8(ascii: "\"")
                quoted += YAMLReader.isAnchor(after: former, before: next) ? "\\x26" : "&"
            case "\u{0}"..<"\u{20}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}", "\u{feff}", "\u{fffe}", "\u{ffff}":
                quoted += "\\u" + Self.fourDigits(scalar.value)
            default: quoted.unicodeScalars.append(scalar)
            }
            place += UTF8.width(scalar)
        }
        return quoted + "\""
    }

    private static func fourDigits(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
