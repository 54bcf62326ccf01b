/// The provisional responses that the called side sends reliably (RFC 3262 §3): one at a time, numbered, repeated with
/// doubling pauses until its PRACK.
struct ReliableProvisionals: Sendable {
    /// A response that waits for its turn.
    struct Waiting: Sendable {
        var status: Int
        var description: [UInt8]?
        var headers: [ExtraHeader]
    }

    struct Outstanding: Sendable {
        var response: SIPMessage
        var sequence: UInt32
        var repeatAfter: Duration
    }

    private(set) var outstanding: Outstanding?
    private var waiting: [Waiting] = []
    private var nextSequence: UInt32
    private let limit: Int

    /// - Parameter first: the first RSeq, 1 to 2³¹ − 1, random (§3).
    init(first: UInt32, limit: Int) {
        self.nextSequence = first
        self.limit = limit
    }

    /// Number of the response about to be sent.
    mutating func takeSequence() -> UInt32 {
        let sequence = self.nextSequence
        self.nextSequence &+= 1
        return sequence
    }

    mutating func sent(_ response: SIPMessage, sequence: UInt32, t1: Duration) {
        self.outstanding = Outstanding(response: response, sequence: sequence, repeatAfter: t1)
    }

    /// Puts a response behind the outstanding one. A full queue drops the oldest without a description: "ringing" twice
    /// says nothing new.
    mutating func enqueue(_ response: Waiting) {
        if self.waiting.count >= self.limit {
            guard let dull = self.waiting.firstIndex(where: { $0.description == nil }) else { return }
            self.waiting.remove(at: dull)
        }
        self.waiting.append(response)
    }

    /// The next response, when nothing is outstanding.
    mutating func takeWaiting() -> Waiting? {
        guard self.outstanding == nil, !self.waiting.isEmpty else { return nil }
        return self.waiting.removeFirst()
    }

    /// The final response is near: what waits is pointless.
    mutating func dropWaiting() {
        self.waiting.removeAll()
    }

    /// The response to send again, and the pause after it.
    mutating func repeatOutstanding() -> (response: SIPMessage, after: Duration)? {
        guard var outstanding = self.outstanding else { return nil }
        outstanding.repeatAfter = outstanding.repeatAfter * 2
        self.outstanding = outstanding
        return (outstanding.response, outstanding.repeatAfter)
    }

    /// A PRACK came. `false` when it acknowledges nothing that is outstanding (481).
    mutating func acknowledge(sequence: UInt32) -> Bool {
        guard let outstanding = self.outstanding, outstanding.sequence == sequence else { return false }
        self.outstanding = nil
        return true
    }
}
