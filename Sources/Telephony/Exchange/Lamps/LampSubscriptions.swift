import Kernel
import Model
import NIOCore
import SIP
import SIPTransport

/// The subscriptions of one event package: what its machines decide, turned into SIP. What a lamp shows is its owner's.
///
/// Lives on the exchange's event loop.
final class LampSubscriptions<Detail> {
    /// One lamp: a subscription and where its phone is.
    final class Watch {
        fileprivate var machine: SubscriptionServer
        /// Whose phone it is.
        let subscriber: UserID
        var detail: Detail
        fileprivate var destination: SIPDestination
        /// The SUBSCRIBE that is being answered.
        fileprivate var question: ServerTransaction?
        fileprivate var ticket: ExchangeTimers.Ticket?

        fileprivate init(
            _ machine: SubscriptionServer,
            subscriber: UserID,
            detail: Detail,
            destination: SIPDestination
        ) {
            self.machine = machine
            self.subscriber = subscriber
            self.detail = detail
            self.destination = destination
        }
    }

    /// The document is written when its NOTIFY leaves: then it is the newest.
    private let unwritten: SubscriptionServer.Content
    private let write: (SIPMessage, Watch, Exchange) -> SIPMessage
    private let ended: (SessionKey, Watch) -> Void
    private(set) var watches: [SessionKey: Watch] = [:]

    /// - Parameters:
    ///   - write: puts the document into a NOTIFY.
    ///   - ended: no NOTIFY follows any more; the subscription itself goes a little later.
    init(
        contentType: String,
        write: @escaping (SIPMessage, Watch, Exchange) -> SIPMessage,
        ended: @escaping (SessionKey, Watch) -> Void
    ) {
        self.unwritten = SubscriptionServer.Content(type: contentType, body: [])
        self.write = write
        self.ended = ended
    }

    /// - Parameter register: called with the new subscription's key before its first NOTIFY is written.
    func open(
        _ request: SIPMessage,
        of subscriber: UserID,
        _ detail: Detail,
        in transaction: ServerTransaction,
        from source: SIPSource,
        in exchange: Exchange,
        register: (SessionKey) -> Void
    ) {
        let destination = SIPDestination(source: source)
        var settings = SubscriptionServer.Settings()
        settings.agent = exchange.settings.agent
        let machine = SubscriptionServer(
            subscribe: request,
            localTag: exchange.signalling.tokens.token(),
            contact: exchange.contact(for: destination),
            settings: settings
        )
        let watch = Watch(machine, subscriber: subscriber, detail: detail, destination: destination)
        watch.question = transaction
        let key = machine.key
        self.watches[key] = watch
        register(key)
        self.post(.start, to: watch, key, in: exchange)
    }

    /// A request inside of a subscription: a refresh, or the end. Its sender has proved who it is.
    func received(
        _ request: SIPMessage,
        _ key: SessionKey,
        of subscriber: User,
        in transaction: ServerTransaction,
        from source: SIPSource,
        in exchange: Exchange
    ) {
        guard let watch = self.watches[key], watch.subscriber == subscriber.id else {
            exchange.refuse(request, in: transaction, 481)
            return
        }
        watch.destination = SIPDestination(source: source)
        self.afterwards(.received(request), key, answering: transaction, in: exchange)
    }

    /// What these lamps show has changed.
    func notify(_ keys: Set<SessionKey>, in exchange: Exchange) {
        for key in keys {
            guard let watch = self.watches[key] else { continue }
            self.post(.notify(self.unwritten), to: watch, key, in: exchange)
        }
    }

    /// Ends the subscriptions for which there is a reason.
    func end(in exchange: Exchange, because reason: (Watch) -> String?) {
        for (key, watch) in self.watches {
            guard let reason = reason(watch) else { continue }
            self.post(.end(reason: reason), to: watch, key, in: exchange)
        }
    }

    // MARK: - The machine's effects

    private func post(_ input: SubscriptionServer.Input, to watch: Watch, _ key: SessionKey, in exchange: Exchange) {
        for effect in watch.machine.handle(input, at: exchange.time.now) {
            self.perform(effect, watch, key, in: exchange)
        }
    }

    /// When the endpoint has given the request over: an answer of before would leave behind the NOTIFY that follows it,
    /// which phones do not expect first.
    /// - Parameter question: what the input is answered in. It comes with its input: a second SUBSCRIBE may have been read
    ///   by then.
    private func afterwards(
        _ input: SubscriptionServer.Input,
        _ key: SessionKey,
        answering question: ServerTransaction? = nil,
        in exchange: Exchange
    ) {
        exchange.eventLoop.assumeIsolated().execute { [weak self, weak exchange] in
            guard let self, let exchange else { return }
            guard let watch = self.watches[key] else {
                // The one before has ended the subscription.
                if let question, let request = exchange.endpoint.request(of: question) {
                    exchange.refuse(request, in: question, 481)
                }
                return
            }
            if let question { watch.question = question }
            self.post(input, to: watch, key, in: exchange)
        }
    }

    private func perform(
        _ effect: SubscriptionServer.Effect,
        _ watch: Watch,
        _ key: SessionKey,
        in exchange: Exchange
    ) {
        switch effect {
        case .requested:
            self.afterwards(.accept(self.unwritten), key, in: exchange)
        case .send(let unwritten):
            let request = self.write(unwritten, watch, exchange)
            exchange.endpoint.send(request, to: watch.destination) { [weak self, weak exchange] _, event in
                guard let self, let exchange, let watch = self.watches[key] else { return }
                switch event {
                case .response(let response, _): self.post(.received(response), to: watch, key, in: exchange)
                case .failed(let failure):
                    self.post(.transactionFailed(request: request, failure), to: watch, key, in: exchange)
                case .ended: break
                }
            }
        case .respond(let response, _):
            guard let transaction = watch.question else { return }
            watch.question = nil
            exchange.endpoint.respond(response, in: transaction)
        case .arm(let delay):
            self.disarm(watch, in: exchange)
            watch.ticket = exchange.timers.arm(after: delay) { [weak self, weak exchange] in
                guard let self, let exchange, let watch = self.watches[key] else { return }
                self.post(.fired, to: watch, key, in: exchange)
            }
        case .cancelTimer:
            self.disarm(watch, in: exchange)
        case .ended:
            self.ended(key, watch)
        case .finished:
            self.disarm(watch, in: exchange)
            self.watches[key] = nil
        }
    }

    private func disarm(_ watch: Watch, in exchange: Exchange) {
        if let ticket = watch.ticket { exchange.timers.cancel(ticket) }
        watch.ticket = nil
    }
}
