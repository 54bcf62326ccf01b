import SIP

/// Asks a message everything that can be asked. Shared by the tests and the fuzzer, which link to this file.
enum MessageExercise {
    /// Reads the octets and, when they are a message, everything in it.
    ///
    /// Returns what does not hold of a message that was accepted; empty when all is well.
    static func run(_ bytes: [UInt8]) -> [String] {
        let message: SIPMessage
        do throws(SIPParseError) {
            message = try SIPMessage(parsing: bytes)
        } catch {
            _ = SIPMessage.refusal(of: bytes, because: error)?.bytes
            return []
        }
        do throws(SIPParseError) {
            try message.validate()
        } catch {
            _ = SIPMessage.refusal(of: message, because: error)?.bytes
        }
        var faults = self.readFields(message)
        faults += self.print(message)
        self.change(message)
        return faults
    }

    /// Every value that can be read must be the same after printing.
    private static func readFields(_ message: SIPMessage) -> [String] {
        var faults: [String] = []
        func check<Value: SIPHeaderValue>(_ name: String, _ read: () throws -> [Value]) {
            guard let values = try? read() else { return }
            for value in values where (try? Value(parsing: value.description)) != value {
                faults.append("\(name) changes when it is printed: \(value)")
            }
        }
        check("Request-URI") { message.requestURI.map { $0.isReadable ? [$0] : [] } ?? [] }
        check("Via") { try message.vias() }
        check("From") { [try message.from()] }
        check("To") { [try message.to()] }
        check("CSeq") { [try message.cseq()] }
        check("Contact") { try message.contacts() }
        check("Route") { try message.routes() }
        check("Record-Route") { try message.recordRoutes() }
        check("Path") { try message.paths() }
        check("Refer-To") { try message.referTo().map { [$0] } ?? [] }
        check("Referred-By") { try message.referredBy().map { [$0] } ?? [] }
        check("P-Asserted-Identity") { try message.assertedIdentities() }
        check("Diversion") { try message.diversions() }
        check("RAck") { try message.rack().map { [$0] } ?? [] }
        check("Session-Expires") { try message.sessionExpires().map { [$0] } ?? [] }
        check("Replaces") { try message.replaces().map { [$0] } ?? [] }
        check("Event") { try message.event().map { [$0] } ?? [] }
        check("Subscription-State") { try message.subscriptionState().map { [$0] } ?? [] }
        check("Retry-After") { try message.retryAfter().map { [$0] } ?? [] }
        check("Reason") { try message.reasons() }
        check("Warning") { try message.warnings() }
        check("Content-Type") { try message.contentType().map { [$0] } ?? [] }
        check("Content-Disposition") { try message.contentDisposition().map { [$0] } ?? [] }
        check("Accept") { try message.acceptedTypes() }
        check("WWW-Authenticate") { try message.challenges() }
        check("Authorization") { try message.credentials() }
        _ = (message.fromTag, message.toTag, message.callID, message.isContactWildcard, message.method)
        _ = (try? message.maxForwards(), try? message.expires(), try? message.minExpires(), try? message.minSE())
        _ = (try? message.rseq(), message.supports("100rel"), message.allows(.invite))
        for header in message.headers { _ = message.all(header.name).count }
        if let parts = try? message.bodyParts() {
            let multipart = MultipartBody(parts: parts)
            _ = multipart.bytes(boundary: "x").count
        }
        if let uri = message.requestURI, uri.isReadable, !uri.isEquivalent(to: uri) {
            faults.append("a Request-URI is not equivalent to itself")
        }
        return faults
    }

    /// A message must be the same after printing.
    private static func print(_ message: SIPMessage) -> [String] {
        var limits = SIPLimits.stream
        limits.headerCount += 1
        let again = try? SIPMessage(parsing: message.bytes, limits: limits)
        return again == message ? [] : ["the message changes when it is printed"]
    }

    private static func change(_ message: SIPMessage) {
        var copy = message
        if var via = try? copy.topVia() {
            via.received = "192.0.2.1"
            via.rport = 5_060
            copy.setTopVia(via)
        }
        copy.removeFirstValue(.route)
        copy.set(.maxForwards, "69")
        copy.prepend(.via, Via(transport: "UDP", host: "::1", branch: "z9hG4bKx"))
        copy.remove(.contact)
        if message.isRequest { _ = SIPMessage(response: 200, to: copy, toTag: "x").bytes }
        _ = copy.bytes
    }

    /// Feeds the octets to the stream parser in pieces, and says what does not hold.
    static func runStream(_ bytes: [UInt8], pieces: Int) -> [String] {
        var limits = SIPLimits.stream
        limits.messageBytes = 16_384
        var parser = SIPStreamParser(keepAlive: pieces % 2 == 0 ? .answersPings : .sendsPings, limits: limits)
        var start = 0
        var elements = 0
        while start < bytes.count {
            let end = min(start + max(1, pieces), bytes.count)
            parser.append(bytes[start..<end])
            start = end
            while parser.next() != nil { elements += 1 }
            if parser.waitingBytes > limits.messageBytes + max(1, pieces) { return ["the stream parser hoards"] }
        }
        return elements <= bytes.count ? [] : ["the stream parser makes something of nothing"]
    }
}
