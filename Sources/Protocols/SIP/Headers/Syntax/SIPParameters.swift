/// The parameters of a header value or a URI: `;name=value;flag`.
///
/// They are kept as the one text that they arrived in and searched when asked, because most are only passed on. Names
/// are compared without regard to capitals. A parameter without a value reads as the empty text, and writing the empty
/// text makes one.
public struct SIPParameters: Hashable, Sendable {
    /// Where the parameters stand decides how special characters are written.
    enum Place: UInt8, Sendable {
        /// In a header: quoted strings.
        case header
        /// In a URI: percent escapes.
        case uri
    }

    /// Each parameter with its semicolon, without white space around separators.
    private(set) var text: String
    let place: Place

    /// No parameters of a header value.
    public init() {
        self.init(text: "", place: .header)
    }

    init(text: String, place: Place) {
        self.text = text
        self.place = place
    }

    /// Whether there is none.
    public var isEmpty: Bool { self.text.isEmpty }

    /// The value of the first parameter of that name: unquoted, unescaped, empty when there is none after the name.
    public subscript(_ name: String) -> String? {
        get {
            self.text.withOctets { octets in
                var scanner = FieldScanner(octets)
                while let parameter = Self.next(&scanner) {
                    guard name.withOctets({ $0.equalsIgnoringCase(scanner.slice(parameter.name)) }) else { continue }
                    return Self.value(of: parameter, in: scanner, place: self.place)
                }
                return nil
            }
        }
        set { self.replace(name, with: newValue) }
    }

    /// The value of a parameter whose lower-case name is known to the compiler.
    subscript(known name: StaticString) -> String? {
        self.text.withOctets { octets in
            var scanner = FieldScanner(octets)
            while let parameter = Self.next(&scanner) {
                guard scanner.matches(parameter.name, name) else { continue }
                return Self.value(of: parameter, in: scanner, place: self.place)
            }
            return nil
        }
    }

    /// Whether a parameter of that name is there, with a value or without.
    public func contains(_ name: String) -> Bool { self[name] != nil }

    /// The parameters in their order.
    public var all: [(name: String, value: String)] {
        self.text.withOctets { octets in
            var scanner = FieldScanner(octets)
            var list: [(name: String, value: String)] = []
            while let parameter = Self.next(&scanner) {
                let value = Self.value(of: parameter, in: scanner, place: self.place)
                list.append((scanner.text(in: parameter.name), value))
            }
            return list
        }
    }

    private mutating func replace(_ name: String, with value: String?) {
        var output: [UInt8] = []
        output.reserveCapacity(self.text.utf8.count + name.utf8.count + (value?.utf8.count ?? 0) + 4)
        var isPending = value != nil
        self.text.withOctets { octets in
            var scanner = FieldScanner(octets)
            var start = scanner.index
            while let parameter = Self.next(&scanner) {
                if !name.withOctets({ $0.equalsIgnoringCase(scanner.slice(parameter.name)) }) {
                    output.append(contentsOf: scanner.slice(start..<scanner.index))
                } else if isPending, let value {
                    self.write(name, value, into: &output)
                    isPending = false
                }
                start = scanner.index
            }
        }
        if isPending, let value { self.write(name, value, into: &output) }
        self.text = String(decoding: output, as: UTF8.self)
    }

    private func write(_ name: String, _ value: String, into output: inout [UInt8]) {
        output.append(Octet.semicolon)
        output.append(text: name)
        guard !value.isEmpty else { return }
        output.append(Octet.equal)
        switch self.place {
        case .uri:
            output.append(escaping: value, leaving: .uriParameterPlain)
        case .header:
            output.append(tokenOrQuoted: value)
        }
    }

    func write(into output: inout [UInt8]) {
        output.append(text: self.text)
    }
}

// MARK: Reading

extension SIPParameters {
    /// One parameter as ranges of the octets it stands in.
    struct Found {
        let name: Range<Int>
        /// Without quotes; `nil` when only the name is there.
        let value: Range<Int>?
        let isQuoted: Bool
    }

    /// The next parameter of a text that was accepted before.
    @inline(__always)
    static func next(_ scanner: inout FieldScanner) -> Found? {
        guard scanner.take(Octet.semicolon) else { return nil }
        let start = scanner.index
        while let byte = scanner.peek, byte != Octet.equal, byte != Octet.semicolon { scanner.index &+= 1 }
        let name = start..<scanner.index
        guard scanner.take(Octet.equal) else { return Found(name: name, value: nil, isQuoted: false) }
        if scanner.peek == Octet.quote, let inner = try? scanner.quotedRange() {
            return Found(name: name, value: inner, isQuoted: true)
        }
        let valueStart = scanner.index
        while let byte = scanner.peek, byte != Octet.semicolon { scanner.index &+= 1 }
        return Found(name: name, value: valueStart..<scanner.index, isQuoted: false)
    }

    private static func value(of found: Found, in scanner: FieldScanner, place: Place) -> String {
        guard let range = found.value else { return "" }
        if found.isQuoted { return scanner.unquoted(range) }
        return place == .uri ? scanner.unescaped(range) : scanner.text(in: range)
    }

    /// Reads the parameters behind a header value (`*( SEMI generic-param )`, RFC 3261 §25.1).
    @inline(__always)
    init(header scanner: inout FieldScanner) throws(SIPParseError) {
        let start = scanner.index
        guard scanner.peek == Octet.semicolon || scanner.peek == Octet.space || scanner.peek == Octet.tab else {
            self.init()
            return
        }
        var hasSpace = false
        while true {
            let before = scanner.index
            guard scanner.takeSeparator(Octet.semicolon) else { break }
            hasSpace = hasSpace || scanner.index != before + 1
            _ = try scanner.tokenRange("the name of a parameter")
            let behindName = scanner.index
            guard scanner.takeSeparator(Octet.equal) else { continue }
            hasSpace = hasSpace || scanner.index != behindName + 1
            if scanner.peek == Octet.quote {
                _ = try scanner.quotedRange()
            } else if scanner.run(of: .parameterValueAccepted).isEmpty {
                throw .malformed("a parameter has an equals sign and no value")
            }
        }
        let range = start..<scanner.index
        guard hasSpace else {
            self.init(text: range.isEmpty ? "" : scanner.text(in: range), place: .header)
            return
        }
        self.init(text: Self.withoutSpace(scanner.slice(range)), place: .header)
    }

    /// Drops the white space outside quoted strings.
    private static func withoutSpace(_ octets: UnsafeBufferPointer<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(octets.count)
        var isQuoted = false
        var isEscaped = false
        for byte in octets {
            if !isQuoted, byte == Octet.space || byte == Octet.tab { continue }
            output.append(byte)
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == Octet.backslash {
                isEscaped = true
            } else if byte == Octet.quote {
                isQuoted.toggle()
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The most parameters of one URI. Comparing two URIs takes as many steps as both numbers multiplied.
    static let limitInURI = 64

    /// Reads the parameters of a URI (`uri-parameters`, RFC 3261 §25.1).
    init(uri scanner: inout FieldScanner) throws(SIPParseError) {
        let start = scanner.index
        var count = 0
        while scanner.take(Octet.semicolon) {
            count += 1
            guard count <= Self.limitInURI else { throw .malformed("a URI has too many parameters") }
            let name = scanner.run(of: .uriParameter)
            guard !name.isEmpty else { throw .malformed("a URI has a parameter without a name") }
            if scanner.take(Octet.equal), scanner.run(of: .uriParameter).isEmpty {
                throw .malformed("a parameter of a URI has an equals sign and no value")
            }
        }
        let range = start..<scanner.index
        guard scanner.hasSoundEscapes(range) else { throw .malformed("a percent sign in a URI starts no escape") }
        self.init(text: range.isEmpty ? "" : scanner.text(in: range), place: .uri)
    }
}
