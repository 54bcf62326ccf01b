extension SDPParser {
    /// `<username> <sess-id> <sess-version> <nettype> <addrtype> <unicast-address>`
    func parseOrigin(_ value: UnsafeRawBufferPointer) throws(SDPParseError) -> Origin {
        var fields = Fields(value)
        // Some phones put a display name with spaces here; the last five fields are what counts.
        var username = fields.next()
        let tail = fields.remaining()
        var rest = tail
        while rest.count > 5 {
            username = username.map { $0 + " " + rest.removeFirst() }
        }
        guard let username, rest.count == 5, !rest[0].isEmpty else {
            throw self.failure(.badOrigin, "o= has \(tail.count + 1) fields in place of six")
        }
        return Origin(
            username: username,
            sessionID: rest[0],
            sessionVersion: rest[1],
            networkType: rest[2],
            addressFamily: AddressFamily(rawValue: rest[3]),
            address: rest[4]
        )
    }

    /// `<nettype> <addrtype> <connection-address>`
    func parseConnection(_ value: UnsafeRawBufferPointer) throws(SDPParseError) -> Connection {
        var fields = Fields(value)
        guard let networkType = fields.next(), let family = fields.next(), let text = fields.next(),
            fields.next() == nil
        else { throw self.failure(.badConnection, "c= does not have three fields") }
        var address = text
        var multicast: String?
        if let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) {
            address = String(text[..<slash])
            multicast = String(text[text.utf8.index(after: slash)...])
        }
        guard !address.isEmpty else { throw self.failure(.badConnection, "c= has no address") }
        return Connection(
            networkType: networkType,
            addressFamily: AddressFamily(rawValue: family),
            address: address,
            multicast: multicast
        )
    }

    /// `<bwtype>:<bandwidth>`
    func parseBandwidth(_ value: UnsafeRawBufferPointer) throws(SDPParseError) -> Bandwidth {
        guard let colon = value.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            let number = decimal(value[(colon + 1)...].droppingBlanks)
        else { throw self.failure(.badBandwidth, "b= is not a type, a colon and a number") }
        return Bandwidth(type: String(decoding: value[..<colon], as: UTF8.self), value: number)
    }

    /// `<start-time> <stop-time>`
    func parseTiming(_ value: UnsafeRawBufferPointer) throws(SDPParseError) -> Timing {
        var fields = Fields(value)
        guard let start = fields.nextSlice().flatMap(decimal), let stop = fields.nextSlice().flatMap(decimal),
            fields.next() == nil
        else { throw self.failure(.badTiming, "t= is not two numbers") }
        return Timing(start: start, stop: stop)
    }

    /// `<attribute>` or `<attribute>:<value>`
    func parseAttribute(_ value: UnsafeRawBufferPointer) throws(SDPParseError) -> Attribute {
        let text = value[...].droppingBlanks
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
            guard !text.isEmpty else { throw self.failure(.badLine, "a= has no name") }
            return Attribute(String(decoding: text, as: UTF8.self))
        }
        guard colon > text.startIndex else { throw self.failure(.badLine, "a= has no name") }
        return Attribute(
            String(decoding: text[..<colon], as: UTF8.self),
            String(decoding: text[(colon + 1)...], as: UTF8.self)
        )
    }

    /// `<media> <port>[/<number of ports>] <proto> <fmt> …`
    func parseMedia(
        _ value: UnsafeRawBufferPointer,
        limits: SDPLimits
    ) throws(SDPParseError) -> MediaDescription {
        var fields = Fields(value)
        guard let kind = fields.next(), let ports = fields.nextSlice(), let profile = fields.next() else {
            throw self.failure(.badMedia, "m= has fewer than three fields")
        }
        let slash = ports.firstIndex(of: UInt8(ascii: "/")) ?? ports.endIndex
        guard let port = decimal(ports[..<slash]), let port = UInt16(exactly: port) else {
            throw self.failure(.badMedia, "the port of m= is not 0 to 65535")
        }
        var portCount: UInt16 = 1
        if slash < ports.endIndex {
            guard let count = decimal(ports[(slash + 1)...]), let count = UInt16(exactly: count), count > 0 else {
                throw self.failure(.badMedia, "the number of ports of m= is not 1 to 65535")
            }
            portCount = count
        }
        var formats: [String] = []
        while let format = fields.next() {
            guard formats.count < limits.formats else { throw self.failure(.tooLarge, "too many formats") }
            formats.append(format)
        }
        return MediaDescription(
            kind: MediaKind(rawValue: kind),
            port: port,
            portCount: portCount,
            profile: TransportProfile(rawValue: profile),
            formats: formats
        )
    }
}

/// The fields of a line, parted by any number of blanks.
struct Fields {
    private let text: UnsafeRawBufferPointer
    private var offset = 0

    init(_ text: UnsafeRawBufferPointer) {
        self.text = text
    }

    mutating func nextSlice() -> Slice<UnsafeRawBufferPointer>? {
        while self.offset < self.text.count, self.text[self.offset].isBlank { self.offset += 1 }
        let start = self.offset
        while self.offset < self.text.count, !self.text[self.offset].isBlank { self.offset += 1 }
        return start < self.offset ? self.text[start..<self.offset] : nil
    }

    mutating func next() -> String? {
        self.nextSlice().map { String(decoding: $0, as: UTF8.self) }
    }

    /// The fields not yet taken: no more than the longest line has.
    mutating func remaining() -> [String] {
        var fields: [String] = []
        while let field = self.next() { fields.append(field) }
        return fields
    }
}

/// A decimal number of 1 to 19 digits; `nil` for anything else.
func decimal(_ text: some Collection<UInt8>) -> UInt64? {
    guard !text.isEmpty, text.count <= 19 else { return nil }
    var number: UInt64 = 0
    for byte in text {
        guard byte.isDigit else { return nil }
        number = number * 10 + UInt64(byte - UInt8(ascii: "0"))
    }
    return number
}

extension UInt8 {
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}

extension Slice<UnsafeRawBufferPointer> {
    /// Without blanks at the end.
    var droppingBlanks: Self {
        var text = self
        while let last = text.last, last.isBlank { text.removeLast() }
        return text
    }
}
