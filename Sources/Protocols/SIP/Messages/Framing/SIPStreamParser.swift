/// Cuts messages out of a byte stream, TCP or TLS, by Content-Length (RFC 3261 §18.3, §7.5).
///
/// The owner appends what arrived and takes elements until there is none. What is held never exceeds the largest
/// message plus one piece appended.
public struct SIPStreamParser: Sendable {
    /// Which side of the keep-alive of RFC 5626 §4.4.1 we are on.
    public enum KeepAlive: Sendable {
        /// We accepted the connection: two CRLFs are a ping, to be answered by one.
        case answersPings
        /// We opened the connection: each CRLF is the answer to a ping of ours.
        case sendsPings
    }

    /// What the stream holds next.
    public enum Element: Equatable, Sendable {
        case message(SIPMessage)
        /// Answer with a CRLF.
        case ping
        case pong
        /// Octets that are no message. Where the next message begins is lost: answer what
        /// ``SIPMessage/refusal(of:because:limits:)`` makes of them, then close the connection.
        case malformed([UInt8], SIPParseError)
    }

    private let limits: SIPLimits
    private let keepAlive: KeepAlive
    private var buffer: [UInt8] = []
    /// Where the unread octets begin.
    private var start = 0
    /// How far the end of the headers has been looked for, from `start`.
    private var searched = 0
    /// The head of a message whose body has not arrived as a whole.
    private var pending: (head: Int, reader: MessageReader)?
    /// Whether a malformed element came out; nothing follows it.
    public private(set) var isBroken = false

    /// A parser at the beginning of a stream.
    public init(keepAlive: KeepAlive = .answersPings, limits: SIPLimits = .stream) {
        self.keepAlive = keepAlive
        self.limits = limits
    }

    /// How many octets wait for the rest of their message.
    public var waitingBytes: Int { self.buffer.count - self.start }

    /// Adds what arrived.
    public mutating func append(_ bytes: some Collection<UInt8>) {
        guard !self.isBroken else { return }
        if self.start > 0 {
            self.buffer.removeFirst(self.start)
            self.start = 0
        }
        self.buffer.append(contentsOf: bytes)
    }

    /// The next element, or `nil` until more arrives.
    public mutating func next() -> Element? {
        guard !self.isBroken else { return nil }
        if self.pending == nil {
            if let element = self.nextKeepAlive() { return element }
            do throws(SIPParseError) {
                guard try self.readHead() else { return nil }
            } catch {
                return self.fail(error)
            }
        }
        return self.finish()
    }

    /// Takes the line ends between messages.
    private mutating func nextKeepAlive() -> Element? {
        while self.start < self.buffer.count {
            let available = self.buffer.count - self.start
            switch self.buffer[self.start] {
            case Octet.lineFeed:
                self.start += 1
            case Octet.carriageReturn:
                guard available >= 2, self.buffer[self.start + 1] == Octet.lineFeed else {
                    // A lone CR waits for its LF, anything else behind it is skipped with it.
                    if available >= 2 { self.start += 1 } else { return nil }
                    continue
                }
                guard self.keepAlive == .answersPings else {
                    self.start += 2
                    return .pong
                }
                guard available >= 4 else {
                    // Half a ping waits; in front of a message it is only a blank line.
                    guard available > 2, self.buffer[self.start + 2] != Octet.carriageReturn else { return nil }
                    self.start += 2
                    continue
                }
                let isPing =
                    self.buffer[self.start + 2] == Octet.carriageReturn
                    && self.buffer[self.start + 3] == Octet.lineFeed
                self.start += isPing ? 4 : 2
                if isPing { return .ping }
            default:
                return nil
            }
        }
        return nil
    }

    /// Reads the head as soon as its empty line has arrived; says whether it has.
    private mutating func readHead() throws(SIPParseError) -> Bool {
        guard self.start < self.buffer.count, !self.isAtLineEnd else { return false }
        guard let head = self.headLength() else {
            guard self.waitingBytes <= self.limits.messageBytes else { throw .tooLarge("the message is too large") }
            return false
        }
        let range = self.start..<self.start + head
        var reader = MessageReader(limits: self.limits)
        try self.buffer.withUnsafeBufferPointer { (octets) throws(SIPParseError) in
            try reader.readHead(octets.part(range))
        }
        guard head + (reader.contentLength ?? 0) <= self.limits.messageBytes else {
            throw .tooLarge("the message is too large")
        }
        self.pending = (head, reader)
        return true
    }

    private var isAtLineEnd: Bool {
        self.buffer[self.start] == Octet.carriageReturn || self.buffer[self.start] == Octet.lineFeed
    }

    /// The length of the head with its empty line, or `nil` until that has arrived.
    private mutating func headLength() -> Int? {
        let length = self.buffer.withUnsafeBufferPointer { octets -> Int? in
            var position = self.start + self.searched
            while true {
                position = octets.skipAboveCarriageReturn(from: position)
                guard position < octets.count else { return nil }
                if octets[position] == Octet.lineFeed {
                    var next = position + 1
                    if next < octets.count, octets[next] == Octet.carriageReturn { next += 1 }
                    if next < octets.count, octets[next] == Octet.lineFeed { return next + 1 - self.start }
                }
                position += 1
            }
        }
        // The last three octets may be the beginning of an empty line.
        self.searched = length == nil ? max(0, self.waitingBytes - 3) : 0
        return length
    }

    /// Makes the message when its body is complete. Without Content-Length, which RFC 3261 demands on streams, there
    /// is no body.
    private mutating func finish() -> Element? {
        guard let (head, reader) = self.pending else { return nil }
        let length = reader.contentLength ?? 0
        guard self.waitingBytes >= head + length else { return nil }
        let bodyStart = self.start + head
        let message = SIPMessage(
            reader: reader,
            head: Array(self.buffer[self.start..<bodyStart]),
            body: Array(self.buffer[bodyStart..<bodyStart + length])
        )
        self.pending = nil
        self.searched = 0
        self.start = bodyStart + length
        if self.start == self.buffer.count {
            self.buffer.removeAll(keepingCapacity: self.buffer.capacity <= 65_536)
            self.start = 0
        }
        return .message(message)
    }

    private mutating func fail(_ error: SIPParseError) -> Element {
        let octets = Array(self.buffer[self.start...].prefix(self.limits.messageBytes))
        self.isBroken = true
        self.buffer = []
        self.start = 0
        return .malformed(octets, error)
    }
}
