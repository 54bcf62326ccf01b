extension JSONValue {
    /// The document without any white space.
    var compact: [UInt8] {
        var bytes: [UInt8] = []
        self.write(into: &bytes, indent: nil)
        return bytes
    }

    /// The document with two spaces per level and a line feed at the end, for files that people compare.
    var pretty: [UInt8] {
        var bytes: [UInt8] = []
        self.write(into: &bytes, indent: 0)
        bytes.append(0x0a)
        return bytes
    }

    private func write(into bytes: inout [UInt8], indent: Int?) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .boolean(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .number(let number): Self.write(number, into: &bytes)
        case .string(let text): Self.write(text, into: &bytes)
        case .array(let elements):
            Self.write(elements, open: "[", close: "]", into: &bytes, indent: indent) { element, bytes, indent in
                element.write(into: &bytes, indent: indent)
            }
        case .object(let members):
            Self.write(members, open: "{", close: "}", into: &bytes, indent: indent) { member, bytes, indent in
                Self.write(member.name, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                if indent != nil { bytes.append(0x20) }
                member.value.write(into: &bytes, indent: indent)
            }
        }
    }

    private static func write<Part>(
        _ parts: [Part],
        open: Unicode.Scalar,
        close: Unicode.Scalar,
        into bytes: inout [UInt8],
        indent: Int?,
        each: (Part, inout [UInt8], Int?) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        let inner = indent.map { $0 + 1 }
        for (index, part) in parts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            Self.breakLine(inner, into: &bytes)
            each(part, &bytes, inner)
        }
        if !parts.isEmpty { Self.breakLine(indent, into: &bytes) }
        bytes.append(UInt8(ascii: close))
    }

    private static func breakLine(_ indent: Int?, into bytes: inout [UInt8]) {
        guard let indent else { return }
        bytes.append(0x0a)
        bytes.append(contentsOf: repeatElement(0x20, count: indent * 2))
    }

    /// What JSON cannot say (not a number, infinity) is `null`; whole numbers have no fraction.
    private static func write(_ number: Double, into bytes: inout [UInt8]) {
        guard number.isFinite else { return bytes.append(contentsOf: "null".utf8) }
        if let whole = Int64(exactly: number) {
            bytes.append(contentsOf: String(whole).utf8)
        } else {
            bytes.append(contentsOf: number.description.utf8)
        }
    }

    /// Control characters are escaped, and `<`, so that a document may stand within HTML.
    private static func write(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0a: bytes.append(contentsOf: "\\n".utf8)
            case 0..<0x20, 0x3c, 0x7f:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(Self.hexadecimal[Int(byte >> 4)])
                bytes.append(Self.hexadecimal[Int(byte & 15)])
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}
