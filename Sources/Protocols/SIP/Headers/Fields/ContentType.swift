/// The type of a body (RFC 3261 §20.15), also one range of Accept, where type or subtype may be a star.
public struct ContentType: SIPHeaderValue {
    /// In lower case, for instance `application`.
    public var type: String
    /// In lower case, for instance `sdp`.
    public var subtype: String
    /// `charset`, `boundary`, `q` …
    public var parameters: SIPParameters

    /// A type; both words in lower case.
    public init(_ type: String, _ subtype: String) {
        self.type = type
        self.subtype = subtype
        self.parameters = SIPParameters()
    }

    /// `application/sdp` (RFC 8866).
    public static var sdp: ContentType { ContentType("application", "sdp") }
    /// `message/sipfrag` (RFC 3420).
    public static var sipFragment: ContentType { ContentType("message", "sipfrag") }
    /// `application/dtmf-relay`, digits in INFO.
    public static var dtmfRelay: ContentType { ContentType("application", "dtmf-relay") }

    /// Whether both name the same type, parameters aside.
    public func names(_ other: ContentType) -> Bool { self.type == other.type && self.subtype == other.subtype }

    /// Whether a range of Accept covers a type.
    public func covers(_ other: ContentType) -> Bool {
        (self.type == "*" || self.type == other.type) && (self.subtype == "*" || self.subtype == other.subtype)
    }

    /// What separates the parts of a multipart body.
    public var boundary: String? { self.parameters[known: "boundary"] }

    /// Whether the body holds parts, see ``MultipartBody``.
    public var isMultipart: Bool { self.type == "multipart" }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        self.type = try scanner.token("a content type").lowercased()
        guard scanner.takeSeparator(Octet.slash) else { throw .malformed("a content type has no subtype") }
        self.subtype = try scanner.token("a content subtype").lowercased()
        self.parameters = try SIPParameters(header: &scanner)
    }

    public func write(into output: inout [UInt8]) {
        output.append(text: self.type)
        output.append(Octet.slash)
        output.append(text: self.subtype)
        self.parameters.write(into: &output)
    }
}

/// What a body is for (RFC 3261 §20.11).
public struct ContentDisposition: SIPHeaderValue {
    /// In lower case: `session`, `render`, `icon`, `alert` or another.
    public var type: String
    /// `handling` among them.
    public var parameters: SIPParameters

    /// A disposition, in lower case.
    public init(_ type: String) {
        self.type = type
        self.parameters = SIPParameters()
    }

    /// Whether a receiver that does not understand the body may ignore it.
    public var isOptional: Bool { self.parameters[known: "handling"]?.lowercased() == "optional" }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        self.type = try scanner.token("a content disposition").lowercased()
        self.parameters = try SIPParameters(header: &scanner)
    }

    public func write(into output: inout [UInt8]) {
        output.append(text: self.type)
        self.parameters.write(into: &output)
    }
}
