/// One part of a body: its own headers and octets (RFC 2046 §5.1).
public struct BodyPart: Equatable, Sendable {
    /// Content-Type, Content-Disposition, Content-ID and whatever else the part says of itself, in order.
    public var headers: [Header]
    /// The octets behind the part's empty line.
    public var body: [UInt8]

    /// One header line of a part.
    public struct Header: Equatable, Sendable {
        /// Long or compact, as in a message.
        public var name: SIPHeaderName
        /// The text behind the colon, folds undone.
        public var value: String

        /// A header line.
        public init(_ name: SIPHeaderName, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A part with its headers.
    public init(headers: [Header] = [], body: [UInt8]) {
        self.headers = headers
        self.body = body
    }

    /// A part that says only what type it is.
    public init(type: ContentType, body: [UInt8]) {
        self.init(headers: [Header(.contentType, type.description)], body: body)
    }

    /// The text of the first header of that name.
    public func first(_ name: SIPHeaderName) -> String? {
        self.headers.first { $0.name == name }?.value
    }

    /// The part's type; plain text when it names none (RFC 2046 §5.1), `nil` when what it names is malformed.
    public var contentType: ContentType? {
        guard let text = self.first(.contentType) else { return ContentType("text", "plain") }
        return try? ContentType(parsing: text)
    }

    /// What the part is for; `nil` when it does not say so.
    public var contentDisposition: ContentDisposition? {
        self.first(.contentDisposition).flatMap { try? ContentDisposition(parsing: $0) }
    }
}

/// A body of several parts (RFC 2046 §5.1, RFC 5621).
public struct MultipartBody: Equatable, Sendable {
    /// At least one when it was read.
    public var parts: [BodyPart]

    /// A body to be printed.
    public init(parts: [BodyPart]) {
        self.parts = parts
    }

    /// Cuts a body at its boundary lines. What stands before the first and behind the last is ignored.
    ///
    /// - Throws: when there is no part, the last boundary is missing, a part's headers are malformed, or there are more
    ///   parts than `limits` allow.
    public init(
        parsing body: [UInt8],
        boundary: String,
        limits: SIPLimits = .datagram
    ) throws(SIPParseError) {
        guard (1...70).contains(boundary.utf8.count) else { throw .malformed("the boundary is malformed") }
        var parts: [BodyPart] = []
        try body.withUnsafeBufferPointer { (octets) throws(SIPParseError) in
            let delimiter = Array("--\(boundary)".utf8)
            var partStart: Int?
            var lineStart = 0
            while lineStart < octets.count {
                let lineEnd = octets.endOfLine(from: lineStart)
                if let isLast = octets.isDelimiter(lineStart..<lineEnd.text, delimiter) {
                    if let partStart {
                        guard parts.count < limits.multipartParts else { throw .tooLarge("a body has too many parts") }
                        // The line end before a boundary belongs to the boundary.
                        let end = octets.withoutLineEnd(partStart..<lineStart)
                        parts.append(try BodyPart(parsing: octets.part(end), limits: limits))
                    }
                    guard !isLast else { return }
                    partStart = lineEnd.next
                }
                lineStart = lineEnd.next
            }
            throw .malformed("no boundary ends a body of several parts")
        }
        guard !parts.isEmpty else { throw .malformed("a body of several parts has none") }
        self.parts = parts
    }

    /// The body with a boundary that no part may contain.
    public func bytes(boundary: String) -> [UInt8] {
        var output: [UInt8] = []
        for part in self.parts {
            output.append(text: "--\(boundary)\r\n")
            for header in part.headers {
                header.name.write(into: &output)
                output.append(text: ": ")
                let start = output.count
                output.append(text: header.value)
                output.clearLineEnds(from: start)
                output.appendLineEnd()
            }
            output.appendLineEnd()
            output.append(contentsOf: part.body)
            output.appendLineEnd()
        }
        output.append(text: "--\(boundary)--\r\n")
        return output
    }
}

extension BodyPart {
    /// Reads the part's headers, which may be none, an empty line and the octets.
    init(parsing octets: UnsafeBufferPointer<UInt8>, limits: SIPLimits) throws(SIPParseError) {
        var reader = MessageReader(limits: limits)
        try reader.readHeaders(octets)
        let rewritten = reader.rewritten
        self.headers = reader.slots.map { slot in
            let isReceived = slot.value.upperBound <= octets.count
            let value =
                isReceived
                ? String(decoding: octets.part(slot.value), as: UTF8.self)
                : String(
                    decoding: rewritten[slot.value.lowerBound - octets.count..<slot.value.upperBound - octets.count],
                    as: UTF8.self
                )
            let nameStart = isReceived ? slot.name.lowerBound : slot.name.lowerBound - octets.count
            let name = nameStart..<nameStart + slot.name.count
            let spelled = isReceived ? Array(octets.part(name)) : Array(rewritten[name])
            return Header(SIPHeaderName(String(decoding: spelled, as: UTF8.self)), value)
        }
        self.body = Array(octets[reader.index...])
    }
}

extension SIPMessage {
    /// The leaves of the body: the body itself, or the parts of a multipart body and of those inside it, in order.
    ///
    /// - Throws: when a multipart body is malformed or passes the limits on depth and number of parts.
    public func bodyParts(limits: SIPLimits = .datagram) throws(SIPParseError) -> [BodyPart] {
        guard !self.body.isEmpty else { return [] }
        let headers: [BodyPart.Header] = [.contentType, .contentDisposition, .contentID, .contentEncoding]
            .compactMap { name in self.first(name).map { BodyPart.Header(name, $0) } }
        var leaves: [BodyPart] = []
        try Self.collect(BodyPart(headers: headers, body: self.body), depth: 0, limits, into: &leaves)
        return leaves
    }

    private static func collect(
        _ part: BodyPart,
        depth: Int,
        _ limits: SIPLimits,
        into leaves: inout [BodyPart]
    ) throws(SIPParseError) {
        guard let type = part.contentType, type.isMultipart else {
            guard leaves.count < limits.multipartParts else { throw .tooLarge("a body has too many parts") }
            leaves.append(part)
            return
        }
        guard depth < limits.multipartDepth else { throw .tooLarge("a body nests too deep") }
        guard let boundary = type.boundary else { throw .malformed("a multipart body names no boundary") }
        for inner in try MultipartBody(parsing: part.body, boundary: boundary, limits: limits).parts {
            try Self.collect(inner, depth: depth + 1, limits, into: &leaves)
        }
    }

    /// The octets of the first part of that type, wherever it stands; `nil` when there is none.
    public func body(of type: ContentType, limits: SIPLimits = .datagram) throws(SIPParseError) -> [UInt8]? {
        guard !self.body.isEmpty, let whole = try self.contentType() else { return nil }
        if whole.names(type) { return self.body }
        guard whole.isMultipart else { return nil }
        return try self.bodyParts(limits: limits).first { $0.contentType?.names(type) == true }?.body
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func endOfLine(from start: Int) -> (text: Int, next: Int) {
        var position = start
        while position < self.count, self[position] != Octet.lineFeed { position += 1 }
        let isAfterReturn = position > start && position < self.count && self[position - 1] == Octet.carriageReturn
        return (isAfterReturn ? position - 1 : position, Swift.min(position + 1, self.count))
    }

    /// Whether the line is a boundary (`false`) or the last one (`true`); `nil` when it is neither.
    fileprivate func isDelimiter(_ line: Range<Int>, _ delimiter: [UInt8]) -> Bool? {
        let text = self.trimmed(line)
        guard text.lowerBound == line.lowerBound, text.count >= delimiter.count,
            self.part(text.lowerBound..<text.lowerBound + delimiter.count).elementsEqual(delimiter)
        else { return nil }
        let rest = self.part(text.lowerBound + delimiter.count..<text.upperBound)
        if rest.isEmpty { return false }
        return rest.count == 2 && rest[0] == Octet.hyphen && rest[1] == Octet.hyphen ? true : nil
    }

    fileprivate func withoutLineEnd(_ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        if end > range.lowerBound, self[end - 1] == Octet.lineFeed { end -= 1 }
        if end > range.lowerBound, self[end - 1] == Octet.carriageReturn { end -= 1 }
        return range.lowerBound..<end
    }
}
