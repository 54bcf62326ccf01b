/// A path below `/api/v1`, for instance `/users/{user}/password`.
struct PathPattern: Hashable, Sendable, ExpressibleByStringLiteral {
    enum Segment: Hashable, Sendable {
        case literal(String)
        case name(String)
    }

    let text: String
    let segments: [Segment]

    init(stringLiteral text: String) {
        self.text = text
        self.segments = text.split(separator: "/").map { part in
            part.hasPrefix("{") ? .name(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    /// The names in braces.
    var names: [String] {
        self.segments.compactMap { segment in
            guard case .name(let name) = segment else { return nil }
            return name
        }
    }

    /// The values of the names, or `nil` when the path is another.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == self.segments.count else { return nil }
        var values: [String: String] = [:]
        for (segment, part) in zip(self.segments, path) {
            switch segment {
            case .literal(let text):
                guard text == part else { return nil }
            case .name(let name):
                values[name] = part
            }
        }
        return values
    }
}

/// Percent-decoding (RFC 3986 §2.1), strict: a bad escape, text that is not UTF-8, or a control character gives `nil`.
enum PercentEncoding {
    /// Everything but what RFC 3986 calls unreserved is escaped.
    static func encode(_ text: String) -> String {
        text.utf8.reduce(into: "") { output, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                output.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                output += "%" + Hexadecimal.encode([byte]).uppercased()
            }
        }
    }

    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(Self.digit), let low = iterator.next().flatMap(Self.digit)
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace:
                bytes.append(0x20)
            default:
                bytes.append(byte)
            }
        }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// The segments of a path, decoded; `nil` when one is malformed.
    static func segments(of path: some StringProtocol) -> [String]? {
        var segments: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let segment = Self.decode(part), !segment.isEmpty else { return nil }
            segments.append(segment)
        }
        return segments
    }
}
