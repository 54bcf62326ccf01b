import Kernel
package import MediaServer
package import SIP

/// How digits are dialled.
package enum DigitWay: Sendable, CaseIterable {
    case rfc4733
    case info
    case inBand
}

extension PhoneCall {
    // MARK: - Waits

    package func waitForRinging(within limit: Duration = .seconds(5)) async throws {
        try await self.wait(for: .ringing, within: limit)
    }

    package func waitForAnswer(within limit: Duration = .seconds(5)) async throws {
        try await self.wait(for: .answer, within: limit)
    }

    /// - Returns: how the call ended.
    @discardableResult
    package func waitForEnd(within limit: Duration = .seconds(5)) async throws -> CallEnd {
        try await self.wait(for: .end, within: limit)
        return self.facts.end ?? .failed("the end is unknown")
    }

    /// Waits for the call that the far end asked us to make (REFER).
    package func waitForSuccessor(within limit: Duration = .seconds(5)) async throws -> PhoneCall {
        try await self.wait(for: .transferRequest, within: limit)
        guard let successor = self.successor else { throw PhoneError(.failed, "the transfer was refused here") }
        return successor
    }

    // MARK: - What is known

    package var stage: CallStage { self.facts.stage }
    package var end: CallEnd? { self.facts.end }
    package var isHeldByPeer: Bool { self.facts.isHeldByPeer }
    /// All digits the far end dialled.
    package var receivedDigits: [ReceivedDigit] { self.facts.digits }
    /// The last status sent or received for the INVITE.
    package var lastStatus: Int? { self.facts.lastStatus }
    /// The codec in use: `PCMA`; `nil` before there is an agreement.
    package var codecName: String? { self.media.codecName }
    /// The far end's last session description.
    package var remoteDescription: String? { self.media.remoteDescription }

    /// Who calls, as From of the INVITE says; `nil` for calls we made.
    package nonisolated var caller: NameAddress? { self.invite.flatMap { try? $0.from() } }

    /// Call-ID and tags; `nil` while there is no dialog.
    package var dialog: DialogID? { self.session.dialog?.id }

    /// What somebody else puts into an INVITE to the far end in order to take our place (RFC 3891).
    package var replacement: Replaces? {
        self.session.dialog.map { dialog in
            Replaces(callID: dialog.id.callID, toTag: dialog.id.remoteTag, fromTag: dialog.id.localTag)
        }
    }

    /// What the stream carried so far, or in all when the call is over; `nil` when there was none.
    package func statistics() async -> StreamStatistics? {
        if self.facts.awaitsFigures {
            let figures = CallExpectation("the figures", isMet: { !$0.awaitsFigures }, isHopeless: { _ in false })
            // They do not come when the media server has stopped meanwhile.
            try? await self.wait(for: figures, within: .seconds(1))
        }
        if let final = self.finalStatistics { return final }
        return await withCheckedContinuation { continuation in
            if !self.media.statistics({ continuation.resume(returning: $0) }) { continuation.resume(returning: nil) }
        }
    }

    // MARK: - Answering

    /// Answers an incoming call.
    package func answer() throws {
        guard self.isIncoming, self.facts.end == nil else {
            throw PhoneError(.notPossible, "there is nothing to answer: \(self.facts.end?.description ?? "we called")")
        }
        self.accept()
    }

    /// Sends 180, for a phone that rings silently.
    package func ring() {
        self.progress(180)
    }

    /// Answers 183 with sound before the answer.
    package func playEarly(_ sound: PhoneSound) throws {
        guard let answer = self.preparedAnswer else {
            throw PhoneError(.notPossible, "the INVITE has no offer to answer")
        }
        try self.media.play(sound)
        self.progress(183, sdp: answer)
    }

    /// Refuses an incoming call.
    ///
    /// - Parameters:
    ///   - status: 400 to 699.
    ///   - headers: Retry-After, Reason, Warning …
    package func reject(_ status: Int = 486, headers: [ExtraHeader] = []) {
        self.post(.reject(status: min(max(status, 400), 699), reason: nil, headers: headers))
    }

    /// Sends the caller elsewhere (302).
    package func redirect(to target: String) throws {
        let contact = NameAddress(uri: try self.signalling.uri(of: target))
        self.post(.reject(status: 302, reason: nil, headers: [ExtraHeader(.contact, contact.description)]))
    }

    // MARK: - Ending

    /// Ends the call, whatever its state: CANCEL, 480 or BYE. Returns once the far end has confirmed, or after 5 s.
    ///
    /// - Parameter reason: value of a Reason header (RFC 3326).
    package func hangUp(reason: String? = nil) async {
        if self.facts.end == nil { self.post(.hangUp(reason: reason)) }
        let finished = CallExpectation("the end", isMet: { $0.isFinished }, isHopeless: { _ in false })
        // A far end that does not confirm is hung up on all the same.
        try? await self.wait(for: finished, within: .seconds(5))
    }

    // MARK: - Renegotiating

    /// Puts the far end on hold (`sendonly`).
    package func hold(within limit: Duration = .seconds(5)) async throws {
        self.media.isHolding = true
        try await self.renegotiate(within: limit)
    }

    package func resume(within limit: Duration = .seconds(5)) async throws {
        self.media.isHolding = false
        try await self.renegotiate(within: limit)
    }

    /// Offers what is agreed already again, by re-INVITE or UPDATE.
    ///
    /// - Throws: ``PhoneError/Code/refused`` with the far end's status; the call goes on as before.
    package func renegotiate(
        by method: InviteSession.OfferMethod = .invite,
        within limit: Duration = .seconds(5)
    ) async throws {
        let count = self.facts.renegotiations
        guard self.facts.stage == .talking else { throw PhoneError(.notPossible, "nobody talks in this call") }
        self.post(.offer(sdp: try self.media.offer(), by: method, headers: []))
        try await self.wait(for: CallExpectation("an answer to our offer") { $0.renegotiations > count }, within: limit)
        if case .renegotiationRefused(let status) = self.facts.lastRenegotiation {
            throw PhoneError(.refused, "the offer was refused with \(status)", status: status)
        }
    }

    // MARK: - Transferring

    /// Sends the far end to somebody else (REFER) and waits for the outcome. The call itself is not hung up.
    ///
    /// - Throws: ``PhoneError/Code/refused`` with the reported status.
    package func transfer(to target: String, within limit: Duration = .seconds(20)) async throws {
        try await self.refer(to: NameAddress(uri: try self.signalling.uri(of: target)), within: limit)
    }

    /// Joins the far ends of this call and another one of this phone (REFER with Replaces).
    package func attendedTransfer(to other: PhoneCall, within limit: Duration = .seconds(20)) async throws {
        guard other.phone === self.phone, let dialog = await other.session.dialog,
            let replaces = await other.replacement
        else { throw PhoneError(.notPossible, "the other call is none of this phone, or has no dialog yet") }
        // A server knows its users by number; without one, only the far end's own Contact leads to it.
        var target = self.signalling.server == nil ? dialog.remoteTarget : other.farEnd ?? dialog.remoteTarget
        target.headers = [("Replaces", replaces.description)]
        try await self.refer(to: NameAddress(uri: target), within: limit)
    }

    private func refer(to target: NameAddress, within limit: Duration) async throws {
        let count = self.facts.transferOutcomes.count
        guard self.facts.stage == .talking else { throw PhoneError(.notPossible, "nobody talks in this call") }
        let referrer = ExtraHeader(.referredBy, self.signalling.identity.description)
        self.post(.refer(to: target, headers: [referrer]))
        let outcome = CallExpectation("the outcome of the transfer") { $0.transferOutcomes.count > count }
        try await self.wait(for: outcome, within: limit)
        guard let last = self.facts.transferOutcomes.last, last.status >= 300 else { return }
        throw PhoneError(.refused, "the transfer failed: \(last.status) \(last.reason)", status: last.status)
    }

    /// The address of the other party as the call was made: To of our INVITE, From of theirs.
    private nonisolated var farEnd: SIPURI? { self.caller?.uri ?? self.target }
}
