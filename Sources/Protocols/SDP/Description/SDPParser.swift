extension SessionDescription {
    /// Reads a message body.
    ///
    /// Strict about what would be misunderstood, lenient about what phones get wrong: bare line feeds, a missing `s=` or
    /// `t=`, blank lines at the end, lines of the session part in another order.
    public init(parsing bytes: [UInt8], limits: SDPLimits = SDPLimits()) throws(SDPParseError) {
        self = try bytes.withUnsafeBufferPointer { buffer throws(SDPParseError) in
            try SessionDescription(parsing: UnsafeRawBufferPointer(buffer), limits: limits)
        }
    }

    /// Reads a message body where it lies.
    public init(parsing bytes: UnsafeRawBufferPointer, limits: SDPLimits = SDPLimits()) throws(SDPParseError) {
        guard bytes.count <= limits.bytes else {
            throw SDPParseError(.tooLarge, line: 0, "\(bytes.count) bytes, \(limits.bytes) are allowed")
        }
        var parser = SDPParser(limits: limits)
        var offset = 0
        while offset < bytes.count {
            var end = offset
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            let next = end + 1
            if end > offset, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            try parser.read(UnsafeRawBufferPointer(rebasing: bytes[offset..<end]))
            offset = next
        }
        self = try parser.finish()
    }
}

/// Takes the lines one by one.
struct SDPParser {
    private let limits: SDPLimits
    private var line = 0
    private var hasVersion = false
    private var sawBlankLine = false
    private var origin: Origin?
    private var name: String?
    private var connection: Connection?
    private var bandwidths: [Bandwidth] = []
    private var timings: [Timing] = []
    private var otherLines: [OtherLine] = []
    private var attributes: [Attribute] = []
    private var media: [MediaDescription] = []
    /// The section whose lines are being read, and its attributes.
    private var section: MediaDescription?
    private var sectionAttributes: [Attribute] = []

    init(limits: SDPLimits) {
        self.limits = limits
    }

    func failure(_ code: SDPParseError.Code, _ detail: String) -> SDPParseError {
        SDPParseError(code, line: self.line, detail)
    }

    mutating func read(_ text: UnsafeRawBufferPointer) throws(SDPParseError) {
        self.line += 1
        guard self.line <= self.limits.lines else { throw self.failure(.tooLarge, "too many lines") }
        guard text.count <= self.limits.lineBytes else { throw self.failure(.tooLarge, "the line is too long") }
        guard !text.isEmpty else {
            self.sawBlankLine = true
            return
        }
        guard !self.sawBlankLine else { throw self.failure(.badLine, "a line follows a blank one") }
        guard text.count >= 2, text[1] == UInt8(ascii: "="), text[0].isLetter else {
            throw self.failure(.badLine, "the line does not start with a letter and an equals sign")
        }
        guard !text.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\r") }) else {
            throw self.failure(.badLine, "the line holds a zero byte or a carriage return")
        }
        let value = UnsafeRawBufferPointer(rebasing: text[2...])
        guard self.hasVersion else {
            guard text[0] == UInt8(ascii: "v"), value.elementsEqual([UInt8(ascii: "0")]) else {
                throw self.failure(.badVersion, "the description does not start with v=0")
            }
            self.hasVersion = true
            return
        }
        if text[0] == UInt8(ascii: "m") {
            try self.beginSection(value)
        } else if self.section != nil {
            try self.readInSection(text[0], value)
        } else {
            try self.readInSession(text[0], value)
        }
    }

    mutating func finish() throws(SDPParseError) -> SessionDescription {
        self.endSection()
        self.line = 0
        guard self.hasVersion else { throw self.failure(.badVersion, "the description is empty") }
        guard let origin = self.origin else { throw self.failure(.badOrigin, "there is no o= line") }
        return SessionDescription(
            origin: origin,
            name: self.name ?? "-",
            connection: self.connection,
            bandwidths: self.bandwidths,
            timings: self.timings.isEmpty ? [.unbounded] : self.timings,
            otherLines: self.otherLines,
            attributes: AttributeList(self.attributes),
            media: self.media
        )
    }

    private mutating func readInSession(_ letter: UInt8, _ value: UnsafeRawBufferPointer) throws(SDPParseError) {
        switch letter {
        case UInt8(ascii: "o"):
            guard self.origin == nil else { throw self.failure(.badOrigin, "there are two o= lines") }
            self.origin = try self.parseOrigin(value)
        case UInt8(ascii: "s"):
            self.name = String(decoding: value, as: UTF8.self)
        case UInt8(ascii: "c"):
            self.connection = try self.parseConnection(value)
        case UInt8(ascii: "b"):
            self.bandwidths.append(try self.parseBandwidth(value))
        case UInt8(ascii: "t"):
            self.timings.append(try self.parseTiming(value))
        case UInt8(ascii: "r"):
            guard !self.timings.isEmpty else { throw self.failure(.badTiming, "an r= line stands before any t=") }
            self.timings[self.timings.count - 1].repetitions.append(String(decoding: value, as: UTF8.self))
        case UInt8(ascii: "a"):
            self.attributes.append(try self.attribute(value, after: self.attributes.count))
        default:
            self.otherLines.append(OtherLine(letter: letter, value: String(decoding: value, as: UTF8.self)))
        }
    }

    private mutating func readInSection(_ letter: UInt8, _ value: UnsafeRawBufferPointer) throws(SDPParseError) {
        switch letter {
        case UInt8(ascii: "c") where self.section?.connection == nil:
            let connection = try self.parseConnection(value)
            self.section?.connection = connection
        case UInt8(ascii: "b"):
            let bandwidth = try self.parseBandwidth(value)
            self.section?.bandwidths.append(bandwidth)
        case UInt8(ascii: "a"):
            self.sectionAttributes.append(try self.attribute(value, after: self.sectionAttributes.count))
        default:
            self.section?.otherLines.append(
                OtherLine(letter: letter, value: String(decoding: value, as: UTF8.self))
            )
        }
    }

    private mutating func beginSection(_ value: UnsafeRawBufferPointer) throws(SDPParseError) {
        self.endSection()
        guard self.media.count < self.limits.mediaSections else {
            throw self.failure(.tooLarge, "too many media sections")
        }
        self.section = try self.parseMedia(value, limits: self.limits)
    }

    private mutating func endSection() {
        guard var section = self.section else { return }
        section.attributes = AttributeList(self.sectionAttributes)
        self.sectionAttributes.removeAll()
        self.media.append(section)
        self.section = nil
    }

    private func attribute(
        _ value: UnsafeRawBufferPointer,
        after count: Int
    ) throws(SDPParseError) -> Attribute {
        guard count < self.limits.attributes else { throw self.failure(.tooLarge, "too many attributes") }
        return try self.parseAttribute(value)
    }
}
