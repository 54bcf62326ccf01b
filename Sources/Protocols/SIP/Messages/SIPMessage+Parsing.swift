extension SIPMessage {
    /// Reads one whole message, as a datagram holds it.
    ///
    /// Octets behind the body that Content-Length announces are ignored (RFC 3261 §18.3). Only what cannot be taken
    /// apart is refused here; the values of headers are judged by ``validate()`` and by the accessor that reads them.
    ///
    /// - Throws: a fault that ``refusal(of:because:limits:)`` answers, where there is anything to answer.
    public init(parsing bytes: [UInt8], limits: SIPLimits = .datagram) throws(SIPParseError) {
        var reader = MessageReader(limits: limits)
        try bytes.withUnsafeBufferPointer { (octets) throws(SIPParseError) in try reader.read(octets) }
        self.init(reader: reader, bytes: bytes)
    }

    private init(reader: MessageReader, bytes: [UInt8]) {
        self.init(reader: reader, head: bytes, body: reader.body.isEmpty ? [] : Array(bytes[reader.body]))
    }

    /// - Parameter head: exactly the octets that the reader read.
    init(reader: MessageReader, head: [UInt8], body: [UInt8]) {
        var storage = head
        if !reader.rewritten.isEmpty { storage.append(contentsOf: reader.rewritten) }
        self.init(storage: storage, slots: reader.slots, start: reader.start, body: body)
    }

    /// The response that tells the sender of octets which ``init(parsing:limits:)`` refused what is wrong.
    ///
    /// `nil` when nobody can be told: the octets are no request, are an ACK, or have no Via.
    public static func refusal(
        of bytes: [UInt8],
        because error: SIPParseError,
        limits: SIPLimits = .datagram
    ) -> SIPMessage? {
        guard error.code != .notSIP else { return nil }
        var reader = MessageReader(limits: limits, isForgiving: true)
        let isRead = bytes.withUnsafeBufferPointer { octets in
            // Too large a message is still answered from what its first part says.
            let head = UnsafeBufferPointer(rebasing: octets.prefix(limits.messageBytes))
            return (try? reader.read(head)) != nil
        }
        guard isRead else { return nil }
        let request = SIPMessage(reader: reader, bytes: bytes)
        return SIPMessage.refusal(of: request, because: error)
    }

    /// The response that tells the sender of a request which ``validate()`` refused what is wrong. It repeats what of
    /// the request is there, and is sent where the request came from, as its Via may be what is wrong.
    public static func refusal(of request: SIPMessage, because error: SIPParseError) -> SIPMessage? {
        guard request.isRequest, request.start.method != .ack, request.contains(.via) else { return nil }
        let reason = error.status == 400 ? "Bad Request - \(error.detail)" : nil
        return SIPMessage(response: error.status, reason: reason, to: request)
    }
}
