extension SIPMessage {
    /// Checks what every element checks before it acts on a message (RFC 3261 §8.1.1, §16.3): the headers that all
    /// messages carry are there, once, and can be read; CSeq and the request line name the same method; numbers are
    /// sane; the Request-URI is one and holds no headers.
    ///
    /// A request that fails is answered with ``refusal(of:because:)``, a response that fails is dropped. What needs
    /// more than the message (schemes, extensions, hops left, bodies, authentication) is judged above.
    public func validate() throws(SIPParseError) {
        try self.checkSingleHeaders()
        for via in try self.vias() where via.transport.isEmpty { throw .malformed("a Via is malformed") }
        _ = try self.from()
        _ = try self.to()
        try self.checkCallID()
        let cseq = try self.cseq()
        _ = try self.maxForwards()
        _ = try self.expires()
        if self.has(.contact) { try self.checkContacts() }
        if self.has(.route) { _ = try self.routes() }
        if self.has(.recordRoute) { _ = try self.recordRoutes() }
        if self.has(.contentType) { _ = try self.contentType() }
        guard self.isRequest else { return }
        guard cseq.method.known == self.start.method, cseq.method.known != .other || cseq.method == self.method else {
            throw .contradiction("CSeq names another method than the request")
        }
        try self.checkRequestURI()
    }

    private func has(_ known: SIPHeaderName.Known) -> Bool {
        self.slots.contains { $0.known == known }
    }

    private func checkSingleHeaders() throws(SIPParseError) {
        var seen: UInt8 = 0
        for slot in self.slots {
            let mark: UInt8
            switch slot.known {
            case .from: mark = 1
            case .to: mark = 2
            case .callID: mark = 4
            case .cseq: mark = 8
            case .maxForwards: mark = 16
            case .contentType: mark = 32
            case .expires: mark = 64
            case .via:
                seen |= 128
                continue
            default: continue
            }
            guard seen & mark == 0 else { throw .contradiction("\(slot.known.text) stands there twice") }
            seen |= mark
        }
        guard seen & 128 != 0 else { throw .missing("Via is missing") }
        guard seen & 1 != 0 else { throw .missing("From is missing") }
        guard seen & 2 != 0 else { throw .missing("To is missing") }
        guard seen & 4 != 0 else { throw .missing("Call-ID is missing") }
        guard seen & 8 != 0 else { throw .missing("CSeq is missing") }
    }

    /// The grammar of a word is so wide that only emptiness and blanks break it.
    private func checkCallID() throws(SIPParseError) {
        guard let slot = self.slots.first(where: { $0.known == .callID }) else { return }
        let isSound = self.withOctets { octets in
            slot.valueLength > 0 && octets.part(slot.value).allSatisfy { $0 > Octet.space && $0 != 0x7f }
        }
        guard isSound else { throw .malformed("Call-ID is malformed") }
    }

    private func checkContacts() throws(SIPParseError) {
        guard self.isContactWildcard else {
            _ = try self.contacts()
            return
        }
        guard self.slots.filter({ $0.known == .contact }).count == 1 else {
            throw .contradiction("Contact is a star and an address")
        }
    }

    private func checkRequestURI() throws(SIPParseError) {
        guard let uri = self.requestURI, uri.isReadable else { throw .malformed("the Request-URI is malformed") }
        guard uri.headersText.isEmpty else { throw .malformed("the Request-URI holds headers") }
    }
}
