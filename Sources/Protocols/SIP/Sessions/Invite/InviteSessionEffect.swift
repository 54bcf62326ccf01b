extension InviteSession {
    /// What must be done for a session, in order. The first group is for the transport, the second for timers, the
    /// rest is news for the owner.
    public enum Effect: Sendable, Equatable {
        /// Send a request in a new client transaction; it has no Via. Final and provisional responses come back as
        /// ``Input/received(_:)``, a failure as ``Input/transactionFailed(request:_:)``.
        case send(SIPMessage)
        /// Send the ACK of a 2xx: no transaction, no Via yet.
        case acknowledge(SIPMessage)
        /// Answer `request` through its server transaction. A 2xx to INVITE may come several times.
        case respond(SIPMessage, to: SIPMessage)
        /// Cancel the last INVITE of ``send(_:)``, as soon as a provisional response allows it (§9.1): the first one,
        /// or a re-INVITE that is open when the call ends. What has its final response already is left alone.
        case cancelInvite(reason: String?)

        /// Arm a timer, replacing one of the same name.
        case arm(Timer, after: Duration)
        case cancel(Timer)

        /// The called side's INVITE is in order. `sdp` is its offer; `nil`: our 200 (or reliable 1xx) carries the
        /// offer.
        case invited(sdp: [UInt8]?)
        /// A provisional response above 100.
        case progressed(Progress)
        /// The far end answered our INVITE. `sdp` is its answer; `nil` when the INVITE had no offer, then
        /// ``offerReceived(_:in:)`` follows.
        case answered(SIPMessage, sdp: [UInt8]?)
        /// The ACK (or, by `sdp`, the answer in it) of our first 200 arrived: re-INVITE and BYE are possible now.
        case confirmed

        /// The far end offers: in a response to an INVITE without one, in re-INVITE, UPDATE or PRACK. The owner answers
        /// by ``Input/acceptOffer(sdp:)`` or ``Input/rejectOffer(status:headers:)``.
        case offerReceived([UInt8], in: SIPMessage)
        /// A re-INVITE without offer: the owner offers by ``Input/acceptOffer(sdp:)``.
        case offerWanted(in: SIPMessage)
        /// The far end took its offer (or wish) back before we answered.
        case offerWithdrawn
        /// The answer to our offer.
        case answerReceived([UInt8], in: SIPMessage)
        /// Our offer was not taken; the session goes on as before. `response` is `nil` when it was not even sent.
        case offerRefused(status: Int, response: SIPMessage?)
        /// The far end refreshed the session without a change (RFC 4028); already answered.
        case refreshed

        /// REFER arrived: ``Input/acceptTransfer`` or ``Input/rejectTransfer(status:)``, then
        /// ``Input/reportTransfer(status:reason:)``.
        case transferRequested(Transfer)
        /// How the transfer goes that we asked for; a status of 200 or more is the last one.
        case transferProgressed(status: Int, reason: String)
        /// INFO arrived and was answered 200.
        case informationReceived(SIPMessage)
        /// MESSAGE or another request the session has no part in: the owner answers it.
        case requestReceived(SIPMessage)

        /// The call is over for its owner; no more news follows. Comes once.
        case ended(Ending)
        /// Nothing is left to do (a BYE is answered, a cancelled INVITE has its final response), every timer is
        /// cancelled, and the driver forgets the session. Comes once, after ``ended(_:)``, often with it.
        case finished
    }

    /// A provisional response to our INVITE.
    public struct Progress: Sendable, Equatable {
        /// The response as it came; its To tag tells the branches of a fork apart.
        public var response: SIPMessage
        /// 101 to 199.
        public var status: Int
        /// Early media. The same answer may come again in the 200.
        public var sdp: [UInt8]?
        /// Sent reliably (RFC 3262), and acknowledged by the session.
        public var isReliable: Bool
    }

    /// A REFER from the far end.
    public struct Transfer: Sendable, Equatable {
        public var request: SIPMessage
        /// Whom to call; headers inside its URI hold Replaces.
        public var target: NameAddress
        /// The dialog to take over (attended transfer), read from the target's Replaces.
        public var replaces: Replaces?
        /// Value of Referred-By (RFC 3892), to be passed on.
        public var referredBy: String?
    }

    /// Why a session is over.
    public enum Ending: Sendable, Equatable {
        /// Final response 300 to 699 to our INVITE. Contacts of a 3xx, Reason and Retry-After are in it.
        case refused(SIPMessage)
        /// We refused the INVITE with this status.
        case rejected(status: Int)
        /// The caller gave up (its CANCEL or early BYE), or we did (`nil`).
        case cancelled(SIPMessage?)
        /// The far end's BYE.
        case hungUp(SIPMessage)
        /// Our BYE, at the owner's wish.
        case hungUpHere
        /// No answer at all to our INVITE, or the transport failed.
        case unreachable(TransactionFailure)
        /// Our 200 or reliable 1xx was never acknowledged.
        case notAcknowledged
        /// Nobody refreshed the session (RFC 4028).
        case expired
        /// The far end does not know the dialog any more (481, 408 or silence).
        case lost
        /// The far end broke the protocol so that the session cannot go on.
        case faulty(String)
    }
}
