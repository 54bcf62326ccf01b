/// What sessions ask of messages, with the tolerance they need.
extension SIPMessage {
    /// The number of CSeq; 0, which no request of a dialog has, when it cannot be read.
    var sequence: UInt32 { (try? self.cseq())?.number ?? 0 }

    /// The session description: the whole body, or a part of a multipart one.
    var sessionDescription: [UInt8]? {
        // A body that cannot be read has no description; ``hasForeignBody`` then refuses it.
        self.body.isEmpty ? nil : (try? self.body(of: .sdp)).flatMap { $0 }
    }

    /// There is a body that must be understood and is no session description.
    var hasForeignBody: Bool {
        !self.body.isEmpty && self.sessionDescription == nil
            // A body that need not be understood (§20.11).
            && (try? self.contentDisposition())?.isOptional != true
    }

    /// Makes the description the body.
    mutating func attach(_ description: [UInt8]) {
        self.append(.contentType, "application/sdp")
        self.body = description
    }

    mutating func append(_ headers: [ExtraHeader]) {
        for header in headers { self.append(header.name, header.value) }
    }

    /// RSeq of a provisional response that was sent reliably (RFC 3262 §7.1).
    var reliableSequence: UInt32? {
        guard self.contains(.rseq), self.requires("100rel") else { return nil }
        return try? self.rseq()
    }

    /// UPDATE stands in Allow.
    var allowsUpdate: Bool { self.allows(.update) ?? false }

    /// Session-Expires as the session timer takes it; one that cannot be read counts as absent.
    var sessionTerms: (seconds: Int, refresher: SessionExpires.Refresher?)? {
        guard self.contains(.sessionExpires), let expires = try? self.sessionExpires() else { return nil }
        return (Int(expires.seconds), expires.refresher)
    }

    /// Min-SE in seconds.
    var minimumSessionSeconds: Int? { self.contains(.minSE) ? try? self.minSE() : nil }

    /// Retry-After in seconds.
    var retryAfterSeconds: Int? {
        guard self.contains(.retryAfter) else { return nil }
        return (try? self.retryAfter()).flatMap { $0 }.map { Int($0.seconds) }
    }

    /// What an ACK repeats of its INVITE.
    var credentials: [ExtraHeader] {
        var credentials: [ExtraHeader] = []
        for name in [SIPHeaderName.authorization, .proxyAuthorization] where self.contains(name) {
            for value in self.all(name) { credentials.append(ExtraHeader(name, value)) }
        }
        return credentials
    }
}
