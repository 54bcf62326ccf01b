/// A SIP request or response (RFC 3261 §7).
///
/// The message is the octets it arrived in, one small note per header line that says where the line lies, and a body.
/// Nothing is parsed before it is asked for, and what is never asked for is printed as it came. A header that is set
/// later is written behind the received octets, so that changing a message costs no more than copying its text.
public struct SIPMessage: Sendable {
    /// The first line, parsed.
    public enum StartLine: Hashable, Sendable {
        case request(SIPMethod, SIPURI)
        /// The status, 100 to 699, and the reason phrase.
        case response(Int, String)
    }

    /// Where one header line lies in the storage.
    struct Slot: Sendable {
        var lineStart: UInt32
        /// With its CRLF.
        var lineLength: UInt32
        var valueLength: UInt32
        /// From the start of the line.
        var valueOffset: UInt16
        var nameLength: UInt8
        var known: SIPHeaderName.Known

        var line: Range<Int> { Int(self.lineStart)..<Int(self.lineStart &+ self.lineLength) }
        var name: Range<Int> { Int(self.lineStart)..<Int(self.lineStart &+ UInt32(self.nameLength)) }
        var value: Range<Int> {
            let start = Int(self.lineStart) &+ Int(self.valueOffset)
            return start..<start &+ Int(self.valueLength)
        }
    }

    /// Where the start line and its parts lie in the storage.
    struct Start: Sendable {
        /// With its CRLF.
        var line: Range<UInt32> = 0..<0
        /// 0 for a request.
        var status: UInt16 = 0
        var method: SIPMethod.Known = .other
        /// The method of a request.
        var methodRange: Range<UInt32> = 0..<0
        /// The Request-URI of a request, the reason phrase of a response.
        var rest: Range<UInt32> = 0..<0
    }

    /// The received octets, followed by the lines that were set later.
    var storage: [UInt8]
    var slots: [Slot]
    var start: Start
    /// The size of the storage at which lines that were replaced are swept out.
    var sweepSize: Int

    /// The body, as long as Content-Length said.
    public var body: [UInt8]

    init(storage: [UInt8], slots: [Slot], start: Start, body: [UInt8]) {
        self.storage = storage
        self.slots = slots
        self.start = start
        self.body = body
        self.sweepSize = storage.count &* 2 &+ 8_192
    }

    /// The start line, made when asked. A Request-URI that cannot be read is kept as an unreadable URI, which
    /// ``validate()`` refuses.
    public var startLine: StartLine {
        get {
            if let status = self.status { return .response(status, self.reason) }
            return .request(self.method, self.requestURI ?? SIPURI(unreadable: ""))
        }
        set { self.replaceStart(newValue) }
    }

    /// Whether this is a request.
    public var isRequest: Bool { self.start.status == 0 }

    /// Whether this is a response.
    public var isResponse: Bool { self.start.status != 0 }

    /// About how many octets it holds on to.
    public var storedSize: Int { self.storage.count + self.body.count }

    /// The status of a response.
    public var status: Int? { self.start.status == 0 ? nil : Int(self.start.status) }

    /// The reason phrase of a response, empty for a request.
    public var reason: String { self.isRequest ? "" : self.text(in: self.start.rest) }

    /// The method of a request; for a response that of its CSeq, empty when it has none.
    public var method: SIPMethod {
        guard self.isRequest else { return (try? self.cseq())?.method ?? SIPMethod("") }
        return self.withOctets { SIPMethod(known: self.start.method, orOctets: $0.part(self.start.methodRange)) }
    }

    /// The Request-URI; `nil` for a response.
    public var requestURI: SIPURI? {
        get {
            guard self.isRequest else { return nil }
            return self.withOctets { octets in
                let part = octets.part(self.start.rest)
                return (try? SIPURI(whole: part)) ?? SIPURI(unreadable: String(decoding: part, as: UTF8.self))
            }
        }
        set {
            guard self.isRequest, let newValue else { return }
            self.replaceStart(.request(self.method, newValue))
        }
    }

    // MARK: Storage

    @inline(__always)
    func withOctets<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try self.storage.withUnsafeBufferPointer(body)
    }

    func text(in range: Range<UInt32>) -> String {
        self.withOctets { String(decoding: $0.part(range), as: UTF8.self) }
    }

    private mutating func replaceStart(_ line: StartLine) {
        self.sweepIfLarge()
        var start = Start()
        let from = self.storage.count
        switch line {
        case .request(let method, let uri):
            start.method = method.known
            method.write(into: &self.storage)
            start.methodRange = UInt32(from)..<UInt32(self.storage.count)
            self.storage.append(Octet.space)
            let uriStart = UInt32(self.storage.count)
            uri.write(into: &self.storage)
            start.rest = uriStart..<UInt32(self.storage.count)
            self.storage.append(text: " SIP/2.0")
        case .response(let status, let reason):
            let status = min(max(status, 100), 699)
            start.status = UInt16(status)
            self.storage.append(text: "SIP/2.0 ")
            self.storage.append(decimal: UInt64(status))
            self.storage.append(Octet.space)
            let reasonStart = UInt32(self.storage.count)
            self.storage.append(text: reason)
            start.rest = reasonStart..<UInt32(self.storage.count)
        }
        self.storage.clearLineEnds(from: from)
        self.storage.appendLineEnd()
        start.line = UInt32(from)..<UInt32(self.storage.count)
        self.start = start
    }

    /// Sweeps out replaced lines before the storage of a message that is changed again and again grows without end.
    mutating func sweepIfLarge() {
        guard self.storage.count > self.sweepSize else { return }
        var swept: [UInt8] = []
        swept.append(contentsOf: self.storage[Int(self.start.line.lowerBound)..<Int(self.start.line.upperBound)])
        let shift = self.start.line.lowerBound
        self.start.line = 0..<UInt32(swept.count)
        self.start.rest = self.start.rest.lowerBound - shift..<self.start.rest.upperBound - shift
        if self.isRequest {
            let method = self.start.methodRange
            self.start.methodRange = method.lowerBound - shift..<method.upperBound - shift
        }
        for index in self.slots.indices {
            let line = self.slots[index].line
            self.slots[index].lineStart = UInt32(swept.count)
            swept.append(contentsOf: self.storage[line])
        }
        self.storage = swept
        self.sweepSize = swept.count * 2 + 8_192
    }
}

extension UnsafeBufferPointer<UInt8> {
    @inline(__always)
    func part(_ range: Range<UInt32>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: self[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    @inline(__always)
    func part(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: self[range])
    }
}

extension [UInt8] {
    mutating func appendLineEnd() {
        self.append(Octet.carriageReturn)
        self.append(Octet.lineFeed)
    }

    /// Makes spaces of line ends, so that no value can smuggle a header line into a message.
    mutating func clearLineEnds(from position: Int) {
        for index in position..<self.count
        where self[index] == Octet.carriageReturn || self[index] == Octet.lineFeed || self[index] == 0 {
            self[index] = Octet.space
        }
    }
}

extension SIPMessage: Equatable {
    /// Whether both say the same: start line, header names and values in their order, and body. Content-Length and the
    /// spelling of known names do not count.
    public static func == (left: SIPMessage, right: SIPMessage) -> Bool {
        guard left.body == right.body, left.startLine == right.startLine else { return false }
        let ours = left.slots.filter { $0.known != .contentLength }
        let theirs = right.slots.filter { $0.known != .contentLength }
        guard ours.count == theirs.count else { return false }
        return zip(ours, theirs).allSatisfy { mine, other in
            mine.known == other.known
                && (mine.known != .other || left.storage[mine.name].elementsEqual(right.storage[other.name]))
                && left.storage[mine.value].elementsEqual(right.storage[other.value])
        }
    }
}
