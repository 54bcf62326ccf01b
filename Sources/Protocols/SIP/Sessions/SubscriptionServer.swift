public import Kernel

/// The notifying side of one subscription (RFC 6665 §4.2).
///
///            | start                    SUBSCRIBE again: 200, NOTIFY
///            v                             +---+
///      +----------+  accept: 200, NOTIFY  +--------+--+ notify: NOTIFY
///      | deciding |---------------------->| active |<-+
///      +----------+                       +--------+
///            | reject, bad request            |  expires, SUBSCRIBE with 0, end:
///            |                                |  NOTIFY "terminated"
///            |                                v
///            |                          +---------+
///            |                          | closing |   NOTIFY answered or failed
///            |                          +---------+
///            v                                v
///      +------------------------------------------+
///      |                   over                   |
///      +------------------------------------------+
///
/// One NOTIFY is under way at a time; what changes meanwhile goes into the next one, the newest state only, so the
/// owner gives complete states. A subscriber that answers 4xx or nothing has lost the subscription (§4.2.2).
public struct SubscriptionServer: StateMachine, Sendable {
    public struct Settings: Sendable {
        /// When SUBSCRIBE names no lifetime. Default 1 h.
        public var defaultLifetime: Duration = .seconds(3_600)
        /// Shorter ones are refused with 423. Default 1 min.
        public var shortestLifetime: Duration = .seconds(60)
        /// Longer ones are cut. Default 1 day.
        public var longestLifetime: Duration = .seconds(86_400)
        /// Option tags understood in Require.
        public var options: [String] = []
        /// Server and User-Agent; `nil` sends none.
        public var agent: String?

        public init() {}
    }

    /// What a NOTIFY tells.
    public struct Content: Sendable, Equatable {
        /// Value of Content-Type.
        public var type: String
        public var body: [UInt8]

        public init(type: String, body: [UInt8]) {
            self.type = type
            self.body = body
        }
    }

    public enum Input: Sendable {
        /// Examine the SUBSCRIBE.
        case start
        /// A request of the dialog, or the response to a NOTIFY.
        case received(SIPMessage)
        case transactionFailed(request: SIPMessage, TransactionFailure)
        /// The lifetime ran out.
        case fired
        /// Grants the subscription; `content` goes into the first NOTIFY.
        case accept(Content?)
        /// Refuses it.
        case reject(status: Int, headers: [ExtraHeader])
        /// The state changed.
        case notify(Content)
        /// Ends it, with a reason of RFC 6665 §4.1.3 (`deactivated`, `noresource` …).
        case end(reason: String)
    }

    public enum Effect: Sendable, Equatable {
        /// Send NOTIFY in a new client transaction; it has no Via.
        case send(SIPMessage)
        case respond(SIPMessage, to: SIPMessage)
        /// Arm the only timer, replacing what was armed.
        case arm(after: Duration)
        case cancelTimer
        /// The SUBSCRIBE is in order: the owner accepts or rejects. `isFetch`: it asks once and stays not subscribed.
        case requested(Event, isFetch: Bool)
        /// The subscription is over for its owner. Comes once, unless the owner rejected.
        case ended
        /// Nothing is left to do, the timer is cancelled, and the driver forgets the machine.
        case finished
    }

    private struct Subscription: Sendable {
        var dialog: Dialog
        var event: String
        /// Our NOTIFY that waits for its answer.
        var outstanding: UInt32?
        /// It changed while a NOTIFY was under way.
        var isBehind = false
        var content: Content?
        var expiry: Moment
    }

    private enum State: Sendable {
        case created(SIPMessage)
        case deciding(SIPMessage, Dialog, Event, seconds: Int)
        case active(Subscription)
        case closing(Subscription, reason: String)
        case over
    }

    private var state: State
    private let settings: Settings
    /// Finds this subscription for received requests; constant.
    public let key: SessionKey
    private let contact: String

    /// - Parameters:
    ///   - subscribe: the SUBSCRIBE, outside any dialog, with structure already checked.
    ///   - localTag: tag of our responses and requests; random, 64 bits at least.
    ///   - contact: value of our Contact.
    public init(subscribe: SIPMessage, localTag: String, contact: String, settings: Settings = Settings()) {
        self.state = .created(subscribe)
        self.settings = settings
        self.key = SessionKey(callID: subscribe.callID, localTag: localTag)
        self.contact = contact
    }

    /// ``Effect/finished`` has been given out.
    public var isOver: Bool {
        if case .over = self.state { return true }
        return false
    }

    public mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        switch (self.state, input) {
        case (.created(let request), .start):
            return self.examine(request)

        case (.deciding(let request, let dialog, let event, let seconds), .accept(let content)):
            var subscription = Subscription(
                dialog: dialog,
                event: event.description,
                content: content,
                expiry: now.advanced(by: .seconds(seconds))
            )
            let response = Effect.respond(self.granted(request, seconds: seconds), to: request)
            guard seconds > 0 else { return [response, .ended] + self.close(subscription, reason: "timeout", at: now) }
            let notification = self.notification(of: &subscription, at: now)
            self.state = .active(subscription)
            return [response, .arm(after: .seconds(seconds)), notification]

        case (.deciding(let request, _, _, _), .reject(let status, let headers)):
            self.state = .over
            return [self.refusal(of: request, (300...699).contains(status) ? status : 403, headers), .finished]

        case (.deciding(let request, _, _, _), .end):
            self.state = .over
            return [self.refusal(of: request, 480), .ended, .finished]

        case (.active(var subscription), .notify(let content)):
            subscription.content = content
            return self.update(&subscription, at: now)

        case (.active(let subscription), .fired):
            return [.ended] + self.close(subscription, reason: "timeout", at: now)

        case (.active(let subscription), .end(let reason)):
            return [.cancelTimer, .ended] + self.close(subscription, reason: reason, at: now)

        case (.active(let subscription), .received(let message)):
            return message.isRequest
                ? self.receive(request: message, in: subscription, at: now)
                : self.receive(response: message, in: subscription, at: now)

        case (.active(let subscription), .transactionFailed(let request, _)):
            guard request.sequence == subscription.outstanding else { return [] }
            self.state = .over
            return [.cancelTimer, .ended, .finished]

        case (.closing(let subscription, let reason), .received(let message)):
            return self.receive(message, closing: subscription, reason, at: now)

        case (.closing(let subscription, _), .transactionFailed(let request, _)):
            guard request.sequence == subscription.outstanding else { return [] }
            self.state = .over
            return [.finished]

        case (.over, .received(let message)):
            guard message.isRequest, let response = Dialog.unknown(message) else { return [] }
            return [.respond(response, to: message)]

        case (.deciding, .received(let message)):
            // A dialog of which the subscriber cannot know yet.
            return message.isRequest ? [self.refusal(of: message, 481)] : []

        case (.deciding, .notify), (.deciding, .start), (.deciding, .fired), (.deciding, .transactionFailed),
            (.active, .start), (.active, .accept), (.active, .reject), (.closing, .start), (.closing, .fired),
            (.closing, .accept), (.closing, .reject), (.closing, .notify), (.closing, .end), (.over, _):
            // News before the decision, which brings its own content; commands and timers that crossed the end.
            return []

        case (.created, _):
            assertionFailure("a subscription is started before anything else")
            self.state = .over
            return [.ended, .finished]
        }
    }

    // MARK: SUBSCRIBE

    private mutating func examine(_ request: SIPMessage) -> [Effect] {
        self.state = .over
        // What cannot be read is refused as bad request, with its event named bad only when that is the fault.
        guard let event = (try? request.event()).flatMap({ $0 }) else { return self.refused(request, 489) }
        let unknown = request.optionTags(.require).filter { !self.settings.options.contains($0) }
        guard unknown.isEmpty else {
            return self.refused(request, 420, [ExtraHeader(.unsupported, unknown.joined(separator: ", "))])
        }
        guard let dialog = try? Dialog(openedBy: request, localTag: self.key.localTag) else {
            return self.refused(request, 400)
        }
        guard let seconds = self.lifetime(wantedBy: request) else {
            return self.refused(request, 423, [self.minimumHeader])
        }
        self.state = .deciding(request, dialog, event, seconds: seconds)
        return [.requested(event, isFetch: seconds == 0)]
    }

    private func refused(_ request: SIPMessage, _ status: Int, _ headers: [ExtraHeader] = []) -> [Effect] {
        [self.refusal(of: request, status, headers), .ended, .finished]
    }

    private var minimumHeader: ExtraHeader {
        ExtraHeader(.minExpires, String(self.settings.shortestLifetime.components.seconds))
    }

    /// Seconds to grant; `nil` when too few are asked for. 0 ends or fetches.
    private func lifetime(wantedBy request: SIPMessage) -> Int? {
        let shortest = Int(clamping: self.settings.shortestLifetime.components.seconds)
        let longest = Int(clamping: self.settings.longestLifetime.components.seconds)
        guard let wanted = (try? request.expires()).flatMap({ $0 }) else {
            return min(Int(clamping: self.settings.defaultLifetime.components.seconds), longest)
        }
        guard wanted == 0 || wanted >= shortest else { return nil }
        return min(wanted, longest)
    }

    private mutating func receive(
        request: SIPMessage,
        in subscription: Subscription,
        at now: Moment
    ) -> [Effect] {
        var subscription = subscription
        if let refusal = subscription.dialog.admit(request) { return [self.refusal(of: request, refusal.status)] }
        self.state = .active(subscription)
        guard request.method == .subscribe else {
            return [self.refusal(of: request, request.method.isKnown ? 405 : 501, [ExtraHeader(.allow, "SUBSCRIBE")])]
        }
        let unknown = request.optionTags(.require).filter { !self.settings.options.contains($0) }
        guard unknown.isEmpty else {
            return [self.refusal(of: request, 420, [ExtraHeader(.unsupported, unknown.joined(separator: ", "))])]
        }
        // One dialog carries one subscription here; another event is another usage, which RFC 6665 §4.5.2 deprecates.
        guard (try? request.event()).flatMap({ $0 })?.description == subscription.event else {
            return [self.refusal(of: request, 489)]
        }
        guard let seconds = self.lifetime(wantedBy: request) else {
            return [self.refusal(of: request, 423, [self.minimumHeader])]
        }
        subscription.dialog.refreshTarget(from: request)
        let response = Effect.respond(self.granted(request, seconds: seconds), to: request)
        guard seconds > 0 else {
            return [response, .cancelTimer, .ended] + self.close(subscription, reason: "timeout", at: now)
        }
        subscription.expiry = now.advanced(by: .seconds(seconds))
        return [response, .arm(after: .seconds(seconds))] + self.update(&subscription, at: now)
    }

    // MARK: NOTIFY

    private mutating func update(_ subscription: inout Subscription, at now: Moment) -> [Effect] {
        if subscription.outstanding == nil {
            let notification = self.notification(of: &subscription, at: now)
            self.state = .active(subscription)
            return [notification]
        }
        subscription.isBehind = true
        self.state = .active(subscription)
        return []
    }

    private mutating func receive(
        response: SIPMessage,
        in subscription: Subscription,
        at now: Moment
    ) -> [Effect] {
        var subscription = subscription
        guard let status = response.status, status >= 200, response.sequence == subscription.outstanding else {
            return []
        }
        // §4.2.2: a failure ends the subscription, unless the subscriber only asks for a pause.
        guard status < 300 || response.contains(.retryAfter) else {
            self.state = .over
            return [.cancelTimer, .ended, .finished]
        }
        subscription.outstanding = nil
        guard subscription.isBehind else {
            self.state = .active(subscription)
            return []
        }
        subscription.isBehind = false
        return self.update(&subscription, at: now)
    }

    /// Sends the last NOTIFY, when none is under way, and waits for its answer.
    private mutating func close(_ subscription: Subscription, reason: String, at now: Moment) -> [Effect] {
        var subscription = subscription
        guard subscription.outstanding == nil else {
            subscription.isBehind = true
            self.state = .closing(subscription, reason: reason)
            return []
        }
        subscription.isBehind = false
        let notification = self.notification(of: &subscription, endingWith: reason, at: now)
        self.state = .closing(subscription, reason: reason)
        return [notification]
    }

    private mutating func receive(
        _ message: SIPMessage,
        closing subscription: Subscription,
        _ reason: String,
        at now: Moment
    ) -> [Effect] {
        guard !message.isRequest else { return message.method == .ack ? [] : [self.refusal(of: message, 481)] }
        guard let status = message.status, status >= 200, message.sequence == subscription.outstanding else {
            return []
        }
        guard subscription.isBehind, status < 300 else {
            self.state = .over
            return [.finished]
        }
        var subscription = subscription
        subscription.outstanding = nil
        return self.close(subscription, reason: reason, at: now)
    }

    private func notification(
        of subscription: inout Subscription,
        endingWith reason: String? = nil,
        at now: Moment
    ) -> Effect {
        var request = subscription.dialog.request(.notify)
        subscription.outstanding = subscription.dialog.localSequence
        request.append(.contact, self.contact)
        request.append(.event, subscription.event)
        if let reason {
            request.append(.subscriptionState, "terminated;reason=\(reason)")
        } else {
            let left = max(0, now.duration(to: subscription.expiry).components.seconds)
            request.append(.subscriptionState, "active;expires=\(left)")
        }
        if let agent = self.settings.agent { request.append(.userAgent, agent) }
        if let content = subscription.content {
            request.append(.contentType, content.type)
            request.body = content.body
        }
        return .send(request)
    }

    // MARK: Responses

    private func granted(_ request: SIPMessage, seconds: Int) -> SIPMessage {
        var response = self.response(200, to: request)
        response.append(.contact, self.contact)
        response.append(.expires, String(seconds))
        return response
    }

    private func refusal(of request: SIPMessage, _ status: Int, _ headers: [ExtraHeader] = []) -> Effect {
        var response = self.response(status, to: request)
        response.append(headers)
        return .respond(response, to: request)
    }

    private func response(_ status: Int, to request: SIPMessage) -> SIPMessage {
        var response = SIPMessage(response: status, to: request, toTag: self.key.localTag)
        if let agent = self.settings.agent { response.append(.server, agent) }
        return response
    }
}
