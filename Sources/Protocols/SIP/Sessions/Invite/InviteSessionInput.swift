extension InviteSession {
    /// What a session is told: messages of its dialog, commands of its owner, timers and failed transactions.
    ///
    /// A command that came too late (an answer after the caller gave up, a second `hangUp`) is ignored: messages cross.
    public enum Input: Sendable, Equatable {
        /// First input of both roles: the caller sends its INVITE, the called side examines the one it was made from.
        case start
        /// A request whose Call-ID and To tag are this session's (or the CANCEL of its INVITE), or a response to a
        /// request it sent. Responses to CANCEL stay with the transport.
        case received(SIPMessage)
        /// The client transaction of `request` ended without a final response.
        case transactionFailed(request: SIPMessage, TransactionFailure)
        /// A timer armed by ``Effect/arm(_:after:)`` ran out.
        case fired(Timer)

        // The called side, before its final response.

        /// Answers 101 to 199, with or without a session description, as often as wanted.
        case progress(status: Int, sdp: [UInt8]?, headers: [ExtraHeader])
        /// Answers 200. `sdp` answers the INVITE's offer, or is the offer when it had none; `nil` repeats the one of a
        /// provisional response. When a reliable one settled it already and `sdp` is another, it is offered once the
        /// call is confirmed, with the outcome of an ``offer(sdp:by:headers:)``.
        case accept(sdp: [UInt8]?, headers: [ExtraHeader])
        /// Answers 300 to 699; `reason` replaces the standard phrase. Retry-After, Reason, Contact and Warning go into
        /// `headers`.
        case reject(status: Int, reason: String?, headers: [ExtraHeader])

        // The calling side, before the final response.

        /// Gives the call up. `reason` is the value of a Reason header (RFC 3326). The session is finished when the far
        /// end has answered 487 — or has been told BYE, when its 200 crossed the CANCEL.
        case cancel(reason: String?)

        // Both sides.

        /// Offers `sdp`, or asks for an offer when it is `nil` (only possible by re-INVITE). Exactly one of
        /// ``Effect/answerReceived(_:in:)``, ``Effect/offerReceived(_:in:)`` (for `nil`) and
        /// ``Effect/offerRefused(status:response:)`` follows, unless the session ends before.
        case offer(sdp: [UInt8]?, by: OfferMethod, headers: [ExtraHeader])
        /// Answers ``Effect/offerReceived(_:in:)``, or offers after ``Effect/offerWanted(in:)``.
        case acceptOffer(sdp: [UInt8])
        /// Refuses an offer of the established session, for instance with 488; the session goes on as before.
        case rejectOffer(status: Int, headers: [ExtraHeader])
        /// Ends whatever there is: CANCEL, 480 or BYE, with a Reason header (RFC 3326) when given.
        case hangUp(reason: String?)
        /// Sends INFO (RFC 6086) with a body. Outcome: nothing, except an ended session on 481.
        case sendInformation(contentType: String, body: [UInt8], headers: [ExtraHeader])

        // Transfer (RFC 3515, RFC 3891, RFC 3892).

        /// Sends REFER. `target` is the value of Refer-To, with Replaces inside its URI for an attended transfer.
        case refer(to: NameAddress, headers: [ExtraHeader])
        /// Takes ``Effect/transferRequested(_:)`` on: 202 and a first NOTIFY "100 Trying".
        case acceptTransfer
        /// Refuses ``Effect/transferRequested(_:)``.
        case rejectTransfer(status: Int)
        /// Tells the transferor how the transfer it asked for goes (NOTIFY with sipfrag). A final status ends the
        /// report.
        case reportTransfer(status: Int, reason: String?)
    }

    /// How an offer travels in an established session.
    public enum OfferMethod: Sendable, Equatable {
        /// re-INVITE (RFC 3261 §14).
        case invite
        /// UPDATE (RFC 3311) when the far end allows it, otherwise re-INVITE. Works before the answer, too, where only
        /// UPDATE is possible; refused at once with 488 when it is not.
        case update
    }

    /// The timers of a session; each is armed at most once at a time.
    public enum Timer: UInt8, Hashable, Sendable, CaseIterable {
        /// Send the 2xx again (§13.3.1.4).
        case answerRepetition
        /// No ACK for 64·T1.
        case acknowledgementMissing
        /// Send the reliable provisional response again (RFC 3262 §3).
        case provisionalRepetition
        /// No PRACK for 64·T1.
        case provisionalAcknowledgementMissing
        /// Say "still ringing" once a minute, for proxies with timer C (§13.3.1.1).
        case progressRepetition
        /// Try an offer again that met one from the far end (§14.1).
        case glarePause
        /// Refresh the session (RFC 4028).
        case sessionRefresh
        /// Nobody refreshed the session (RFC 4028).
        case sessionExpiry
    }
}

/// A header that the owner of a session adds to a message: P-Asserted-Identity, Diversion, Alert-Info, Retry-After …
public struct ExtraHeader: Sendable, Equatable {
    public var name: SIPHeaderName
    public var value: String

    public init(_ name: SIPHeaderName, _ value: String) {
        self.name = name
        self.value = value
    }
}
