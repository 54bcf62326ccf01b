/// The fields that nearly every message carries, parsed.
///
/// An accessor reads the first value of its field. It throws when the field is malformed, and those that return no
/// optional also when it is not there.
extension SIPMessage {
    private func required<Value: SIPHeaderValue>(_ name: SIPHeaderName) throws(SIPParseError) -> Value {
        guard let slot = self.slots.first(where: { $0.known == name.known }) else {
            throw .missing("\(name.text) is missing")
        }
        return try self.value(in: slot)
    }

    /// Empty when absent, which ``validate()`` refuses.
    public var callID: String { self.first(.callID) ?? "" }

    /// The hop nearest to us.
    public func topVia() throws(SIPParseError) -> Via { try self.required(.via) }

    /// All hops, the nearest first.
    public func vias() throws(SIPParseError) -> [Via] { try self.values(.via) }

    /// Replaces the hop nearest to us, for instance with `received` and `rport` filled in.
    public mutating func setTopVia(_ via: Via) { self.replaceFirstValue(.via, with: via) }

    /// Who sends the request.
    public func from() throws(SIPParseError) -> NameAddress { try self.required(.from) }

    /// Whom the request is for, by its sender's first intention.
    public func to() throws(SIPParseError) -> NameAddress { try self.required(.to) }

    /// The tag of From; `nil` when there is none or From is malformed.
    public var fromTag: String? { self.firstSlot(.from).flatMap { self.tag(in: self.slots[$0]) } }

    /// The tag of To; `nil` when there is none or To is malformed.
    public var toTag: String? { self.firstSlot(.to).flatMap { self.tag(in: self.slots[$0]) } }

    /// Reads the tag of an address without making its URI.
    func tag(in slot: Slot) -> String? {
        self.withOctets { octets in
            var scanner = FieldScanner(octets.part(slot.value))
            if scanner.peek == Octet.quote { _ = try? scanner.quotedRange() }
            let start = scanner.index
            while let byte = scanner.peek, byte != Octet.less { scanner.index &+= 1 }
            if scanner.isAtEnd {
                // No angle brackets: the parameters begin at the first semicolon.
                scanner.index = start
                while let byte = scanner.peek, byte != Octet.semicolon { scanner.index &+= 1 }
            } else {
                while let byte = scanner.peek, byte != Octet.greater { scanner.index &+= 1 }
                _ = scanner.take(Octet.greater)
            }
            return (try? SIPParameters(header: &scanner))?[known: "tag"]
        }
    }

    /// The number and method of the request.
    public func cseq() throws(SIPParseError) -> CSeq { try self.required(.cseq) }

    /// The contacts; none for `Contact: *`, see ``isContactWildcard``.
    public func contacts() throws(SIPParseError) -> [NameAddress] {
        self.isContactWildcard ? [] : try self.values(.contact)
    }

    /// Whether the message says `Contact: *`, which removes every binding (RFC 3261 §10.2.2).
    public var isContactWildcard: Bool {
        guard let slot = self.slots.first(where: { $0.known == .contact }) else { return false }
        return slot.valueLength == 1 && self.storage[slot.value.lowerBound] == Octet.star
    }

    /// The proxies that want to stay on the way, the latest first.
    public func recordRoutes() throws(SIPParseError) -> [NameAddress] { try self.values(.recordRoute) }

    /// The proxies still to pass, the next first.
    public func routes() throws(SIPParseError) -> [NameAddress] { try self.values(.route) }

    /// The proxies between a registrar and a contact (RFC 3327).
    public func paths() throws(SIPParseError) -> [NameAddress] { try self.values(.path) }

    /// The proxies that a registrar wants used (RFC 3608).
    public func serviceRoutes() throws(SIPParseError) -> [NameAddress] { try self.values(.serviceRoute) }

    /// 0 to 255; `nil` when absent.
    public func maxForwards() throws(SIPParseError) -> Int? {
        guard let value = try self.number(.maxForwards) else { return nil }
        guard value <= 255 else { throw .malformed("Max-Forwards is above 255") }
        return Int(value)
    }

    /// Seconds; a number that needs more than 32 bits counts as the largest.
    public func expires() throws(SIPParseError) -> Int? { try self.seconds(.expires) }

    /// Seconds (423 responses).
    public func minExpires() throws(SIPParseError) -> Int? { try self.seconds(.minExpires) }

    /// The number of a reliable provisional response (RFC 3262 §7.1).
    public func rseq() throws(SIPParseError) -> UInt32? { try self.number(.rseq) }

    /// The whole value as one number of 32 bits.
    func number(_ name: SIPHeaderName) throws(SIPParseError) -> UInt32? {
        guard let slot = self.firstSlot(name) else { return nil }
        return try self.withOctets { (octets) throws(SIPParseError) -> UInt32 in
            var scanner = FieldScanner(octets.part(self.slots[slot].value))
            let value = try scanner.number(name.known.text)
            guard scanner.isAtEnd else { throw .malformed("\(name.text) is not a number") }
            return value
        }
    }

    /// The number at the start of the value; delta-seconds may have parameters or a comment behind.
    func seconds(_ name: SIPHeaderName) throws(SIPParseError) -> Int? {
        guard let slot = self.firstSlot(name) else { return nil }
        return try self.withOctets { (octets) throws(SIPParseError) -> Int in
            var scanner = FieldScanner(octets.part(self.slots[slot].value))
            return Int(try scanner.clampedNumber(name.known.text))
        }
    }
}
