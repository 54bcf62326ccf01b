extension SIPMessage {
    /// A request without headers.
    public init(request method: SIPMethod, uri: SIPURI) {
        self.init(storage: [], slots: [], start: Start(), body: [])
        self.storage.reserveCapacity(768)
        self.slots.reserveCapacity(20)
        self.startLine = .request(method, uri)
    }

    /// A response with what it repeats of the request (RFC 3261 §8.2.6.2): Via, From, To, Call-ID and CSeq, the
    /// Record-Route of what may create a dialog, and the Timestamp in a 100.
    ///
    /// - Parameters:
    ///   - status: 100 to 699.
    ///   - reason: the usual phrase when `nil`.
    ///   - toTag: our tag, added when To has none yet.
    public init(response status: Int, reason: String? = nil, to request: SIPMessage, toTag: String? = nil) {
        self.init(storage: [], slots: [], start: Start(), body: [])
        self.storage.reserveCapacity(request.storage.count - request.body.count + 256)
        self.slots.reserveCapacity(16)
        self.startLine = .response(status, reason ?? SIPReasonPhrase.text(of: status))
        let isDialogForming = status > 100 && status < 300
        // A broken request that is refused may have several of what there is one of; the first is repeated.
        var (hasFrom, hasTo, hasCallID, hasCSeq) = (false, false, false, false)
        for slot in request.slots {
            switch slot.known {
            case .via:
                self.copy(slot, of: request)
            case .from where !hasFrom:
                self.copy(slot, of: request)
                hasFrom = true
            case .to where !hasTo:
                self.copy(slot, of: request, tag: toTag)
                hasTo = true
            case .callID where !hasCallID:
                self.copy(slot, of: request)
                hasCallID = true
            case .cseq where !hasCSeq:
                self.copy(slot, of: request)
                hasCSeq = true
            case .recordRoute where isDialogForming:
                self.copy(slot, of: request)
            case .timestamp where status == 100:
                self.copy(slot, of: request)
            default:
                break
            }
        }
    }

    private mutating func copy(_ slot: Slot, of other: SIPMessage, tag: String? = nil) {
        var copied = slot
        copied.lineStart = UInt32(truncatingIfNeeded: self.storage.count)
        other.withOctets { octets in
            guard let tag, other.tag(in: slot) == nil else {
                self.storage.append(contentsOf: octets.part(slot.line))
                return
            }
            let valueEnd = slot.value.upperBound
            self.storage.append(contentsOf: octets.part(slot.line.lowerBound..<valueEnd))
            self.storage.append(text: ";tag=")
            self.storage.append(text: tag)
            copied.valueLength &+= UInt32(truncatingIfNeeded: 5 &+ tag.utf8.count)
            self.storage.appendLineEnd()
            copied.lineLength = UInt32(truncatingIfNeeded: self.storage.count) &- copied.lineStart
        }
        self.slots.append(copied)
    }
}
