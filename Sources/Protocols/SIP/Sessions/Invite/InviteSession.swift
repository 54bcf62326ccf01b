public import Kernel

/// A call as one side sees it: the INVITE usage of one or, while it is forked, several dialogs (RFC 3261 §13–15).
///
///                       | start
///            caller     v      called side
///          +----------------------------+
///          |          created           |----------------------------+
///          +----------------------------+   INVITE cannot be served  |
///            |                        |                              |
///            v                        v                              |
///      +---------+               +---------+  CANCEL, BYE, reject    |
///      | calling |--+ 1xx        | invited |------------------------>|
///      +---------+<-+ 401, 422   +---------+                         |
///        |     |  | 300–699          |                               |
///        |     |  +------------------|------------------------------>|
///        |     | 2xx: ACK     accept | 2xx                           |
///        |     v                     v                               |
///        |   +-----------------------------+   BYE received          |
///        |   |         established         |------------------------>|
///        |   +-----------------------------+                         |
///        |      | hangUp, lost, expired …: BYE, after the ACK        |
///        v      v                                                    v
///  +------------+  2xx  +---------+  BYE answered            +-------------+
///  | cancelling |------>| leaving |------------------------->|    over     |
///  +------------+       +---------+                          +-------------+
///        |  487, 64·T1                                              ^
///        +----------------------------------------------------------+
///
/// Its parts are machines of their own: ``Negotiation`` (offer and answer), ``ReliableProvisionals`` (RFC 3262),
/// ``SessionTimer`` (RFC 4028), ``Conversation`` (a dialog with its offers), ``Transfers`` (RFC 3515).
///
/// Requests leave without Via: the transport adds it, makes the transaction, the CANCEL and the ACK of failures. What
/// the far end may do wrong is answered or ends this session; nothing it sends can stop the process.
public struct InviteSession: StateMachine, Sendable {
    enum State: Sendable {
        case created(Origin)
        case calling(Calling)
        case cancelling(Calling)
        case invited(Invited)
        case established(Established)
        case leaving(Leaving)
        case over
    }

    /// What the session starts from.
    enum Origin: Sendable {
        case caller(OutgoingInvite)
        case called(SIPMessage)
    }

    var state: State
    let settings: InviteSessionSettings
    /// Finds this session for received requests; constant.
    public let key: SessionKey
    /// Value of our Contact.
    let contact: String
    /// We made the Call-ID: the longer pause after glare is ours (§14.1).
    let ownsCallID: Bool
    var random: SeededGenerator
    var authentication: ClientAuthentication?
    var sessionTimer: SessionTimer
    /// To tags of branches that answered too late and were told BYE.
    var dismissed: [String] = []
    private var armed: UInt16 = 0

    /// A call to be made.
    ///
    /// - Parameter seed: any random number; pauses after glare come from it.
    public init(calling call: OutgoingInvite, settings: InviteSessionSettings, seed: UInt64) {
        self.state = .created(.caller(call))
        self.settings = settings
        self.key = SessionKey(callID: call.callID, localTag: call.localTag)
        self.contact = call.contact
        self.ownsCallID = true
        self.random = SeededGenerator(seed: seed)
        self.authentication = call.authentication
        self.sessionTimer = SessionTimer(settings.sessionTimer)
    }

    /// A call that came in.
    ///
    /// - Parameters:
    ///   - invite: the INVITE, outside any dialog, with structure already checked (``SIPMessage/validate()``).
    ///   - localTag: tag of our responses; random, 64 bits at least.
    ///   - contact: value of our Contact.
    ///   - seed: any random number; RSeq and pauses after glare come from it.
    public init(
        answering invite: SIPMessage,
        localTag: String,
        contact: String,
        settings: InviteSessionSettings,
        seed: UInt64
    ) {
        self.state = .created(.called(invite))
        self.settings = settings
        self.key = SessionKey(callID: invite.callID, localTag: localTag)
        self.contact = contact
        self.ownsCallID = false
        self.random = SeededGenerator(seed: seed)
        self.authentication = nil
        self.sessionTimer = SessionTimer(settings.sessionTimer)
    }

    public mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        // A timer that fired before its cancellation arrived.
        if case .fired(let timer) = input, !self.takeFired(timer) { return [] }
        var effects: [Effect] = []
        effects.reserveCapacity(4)
        // Moved out, not copied: the payload is large, and has one owner while it changes.
        var state = State.over
        swap(&state, &self.state)
        switch consume state {
        case .created(let origin): self.state = self.begin(origin, input, &effects)
        case .calling(let calling): self.state = self.whileCalling(calling, input, &effects)
        case .cancelling(let calling): self.state = self.whileCancelling(calling, input, &effects)
        case .invited(let invited): self.state = self.whileInvited(invited, input, &effects)
        case .established(let session): self.state = self.whileEstablished(session, input, &effects)
        case .leaving(let leaving): self.state = self.whileLeaving(leaving, input, &effects)
        case .over: self.whenOver(input, &effects)
        }
        return effects
    }

    private mutating func begin(_ origin: Origin, _ input: Input, _ effects: inout [Effect]) -> State {
        guard case .start = input else {
            assertionFailure("a session is started before anything else")
            return self.finish(.faulty("not started"), &effects)
        }
        switch origin {
        case .caller(let call): return self.call(call, &effects)
        case .called(let invite): return self.examine(invite, &effects)
        }
    }

    private func whenOver(_ input: Input, _ effects: inout [Effect]) {
        // The driver should have forgotten us; a request that still gets here deserves an answer.
        guard case .received(let message) = input, message.isRequest, let response = Dialog.unknown(message) else {
            return
        }
        effects.append(.respond(response, to: message))
    }

    // MARK: What the owner may ask

    /// The dialog, once there is one; of a forked call, the branch heard last.
    public var dialog: Dialog? {
        switch self.state {
        case .calling(let calling), .cancelling(let calling): calling.branches.last?.dialog
        case .invited(let invited): invited.conversation.dialog
        case .established(let session): session.conversation.dialog
        case .leaving(let leaving): leaving.dialog
        case .created, .over: nil
        }
    }

    /// The far end's tag, from its first provisional response on; `nil` before. With several early dialogs the first one's.
    public var remoteTag: String? {
        if case .calling(let calling) = self.state { return calling.branches.first?.dialog.id.remoteTag }
        return self.dialog?.id.remoteTag
    }

    /// A 2xx was sent or received, and nobody hung up.
    public var isEstablished: Bool {
        if case .established = self.state { return true }
        return false
    }

    /// ``Effect/finished`` has been given out.
    public var isOver: Bool {
        if case .over = self.state { return true }
        return false
    }

    /// Whether a Replaces header names this session (RFC 3891 §3): its dialog, and early when it must be.
    ///
    /// Only the calling side's early dialog may be replaced; the header's tags are ours (`to-tag`) and the far end's.
    public func matches(_ replaces: Replaces) -> Bool {
        guard replaces.callID == self.key.callID, replaces.toTag == self.key.localTag else { return false }
        switch self.state {
        case .established(let session):
            return !replaces.isEarlyOnly && session.conversation.dialog.id.remoteTag == replaces.fromTag
        case .calling(let calling):
            return calling.branches.contains { $0.dialog.id.remoteTag == replaces.fromTag }
        case .created, .invited, .cancelling, .leaving, .over:
            return false
        }
    }

    /// Whether a Replaces header names this session in whatever state it is: also one that still waits for our answer,
    /// which RFC 3891 keeps from being replaced, but which a transferrer may well name (RFC 5589 §7.3).
    public func isNamed(by replaces: Replaces) -> Bool {
        if case .invited(let invited) = self.state {
            return replaces.callID == self.key.callID && replaces.toTag == self.key.localTag
                && invited.invite.fromTag == replaces.fromTag
        }
        return self.matches(replaces)
    }

    // MARK: Timers

    mutating func arm(_ timer: Timer, after delay: Duration, _ effects: inout [Effect]) {
        self.armed |= 1 << timer.rawValue
        effects.append(.arm(timer, after: delay))
    }

    mutating func disarm(_ timer: Timer, _ effects: inout [Effect]) {
        guard self.armed & (1 << timer.rawValue) != 0 else { return }
        self.armed &= ~(1 << timer.rawValue)
        effects.append(.cancel(timer))
    }

    mutating func disarmAll(_ effects: inout [Effect]) {
        guard self.armed != 0 else { return }
        for timer in Timer.allCases { self.disarm(timer, &effects) }
    }

    private mutating func takeFired(_ timer: Timer) -> Bool {
        guard self.armed & (1 << timer.rawValue) != 0 else { return false }
        self.armed &= ~(1 << timer.rawValue)
        return true
    }

    /// The end without farewell: everything is said.
    ///
    /// - Parameter ending: `nil` when the owner has heard it already.
    mutating func finish(_ ending: Ending?, _ effects: inout [Effect]) -> State {
        self.disarmAll(&effects)
        if let ending { effects.append(.ended(ending)) }
        effects.append(.finished)
        return .over
    }
}
