import Kernel
import Model
import SIP
import SIPTransport

/// Which message belongs to which call, and what of it is to be stored when: the decisions of the traces.
///
/// ```
///  INVITE comes ──► open, no call yet ──(leg began)──► part of the call's trace ──(legs over, quiet)──► closed
///                        │
///                        └──(quiet)──► a refused request with a trace of its own
/// ```
///
/// A message belongs to a conversation: the one with our tag, or, as long as it has none of ours, the one of the INVITE
/// with the same Call-ID, the peer's tag and the peer's address. Strangers that use a Call-ID again get into nobody's
/// trace. Messages are masked when they come in here, so that nothing behind it has seen a secret.
struct TraceBook {
    /// Between looks at all conversations.
    private static let endInterval = Duration.seconds(1)

    let settings: Settings
    private var tokens: TokenSource
    private var conversations: [Int: Conversation] = [:]
    private var lastConversation = 0
    private var places: [Key: Int] = [:]
    /// Call-IDs with how many conversations have them: most of what belongs to none is known by this alone.
    private var callIDs: [String: Int] = [:]
    private var legs: [LegID: Int] = [:]
    private var traces: [TraceID: OpenTrace] = [:]
    /// Traces in which something has changed since they were looked at.
    private var touched: Set<TraceID> = []
    private var lookedForEnds = Moment.start
    private var pendingSize = 0
    private var strangerPendingSize = 0
    private var admission: TraceAdmission
    private let route: (IPAddress) -> IPAddress?
    /// Messages of no trace, because there were too many.
    private(set) var passedOver: UInt64 = 0

    /// - Parameter route: our address that packets to a peer leave from, if there is a way to it.
    init(
        settings: Settings = Settings(),
        tokens: TokenSource,
        route: @escaping (IPAddress) -> IPAddress? = { _ in nil }
    ) {
        self.settings = settings
        self.admission = TraceAdmission(settings.admission)
        self.route = route
        self.tokens = tokens
    }

    /// Whether nothing is remembered.
    var isEmpty: Bool {
        self.conversations.isEmpty && self.places.isEmpty && self.callIDs.isEmpty && self.legs.isEmpty
            && self.traces.isEmpty && self.touched.isEmpty && self.pendingSize == 0
            && self.strangerPendingSize == 0
    }

    /// Traces that go on.
    var openCount: Int { self.traces.count }

    // MARK: - Taking

    /// - Parameter at: the civil time of the item's moment.
    mutating func take(_ item: TraceQueue.Item, at: (Moment) -> Timestamp) {
        switch item {
        case .message(let record): self.take(record, at: at(record.moment))
        case .began(let leg): self.begin(leg)
        case .moved(let leg, let call): self.move(leg, to: TraceID(call))
        case .ended(let leg): if let number = self.legs[leg] { self.conversations[number]?.isOver = true }
        }
    }

    /// Messages were dropped before they came here: every trace that goes on may miss some, and says so.
    mutating func messagesWereDropped() {
        for id in self.traces.keys { self.traces[id]?.nextNumber += 1 }
    }

    private mutating func take(_ record: SIPTraceRecord, at: Timestamp) {
        let message = record.message
        guard let number = self.conversation(of: message, record, at: at) else { return }
        self.conversations[number]?.lastAt = record.moment
        if record.local.ip.isWildcard, self.conversations[number]?.local == nil {
            // Once for a conversation: the kernel is asked.
            let local = self.route(record.flow.remote.ip) ?? record.local.ip
            self.conversations[number]?.local = local
        }
        // Changed in place: what is taken out and put back is copied.
        guard let conversation = self.conversations[number],
            let index = self.traces.index(forKey: conversation.trace)
        else { return }
        let isRefusal = self.traces.values[index].refusal != nil
        if isRefusal, record.direction == .sent, let status = message.status, status >= 200 {
            self.traces.values[index].refusal?.request.status = status
        }
        let traced = TracedMessage(
            number: self.traces.values[index].nextNumber,
            at: at,
            direction: record.direction,
            transport: record.flow.transport,
            local: TransportAddress(
                record.local.ip.isWildcard ? conversation.local ?? record.local.ip : record.local.ip,
                port: record.local.port
            ),
            remote: record.flow.remote,
            leg: conversation.leg,
            octets: TraceMask.masked(record.bytes, account: conversation.account)
        )
        self.traces.values[index].nextNumber += 1
        let size = traced.octets.count
        // What is no call yet is not stored: it has to fit into one part.
        let isTooMuch = isRefusal && self.traces.values[index].pendingSize + size > self.settings.partLimit
        let isStrange = self.traces.values[index].isStrange
        let hasRoom =
            isStrange
            ? self.strangerPendingSize + size <= self.settings.strangerPendingLimit
            : self.pendingSize + size <= self.settings.pendingLimit
        guard !isTooMuch, hasRoom else {
            self.passedOver &+= 1
            return
        }
        if self.traces.values[index].pending.isEmpty { self.traces.values[index].pendingSince = record.moment }
        self.traces.values[index].pending.append(traced)
        self.traces.values[index].pendingSize += size
        if isStrange { self.strangerPendingSize += size } else { self.pendingSize += size }
        self.touched.insert(conversation.trace)
    }

    /// The conversation of a message; an INVITE that comes from outside begins one.
    private mutating func conversation(of message: SIPMessage, _ record: SIPTraceRecord, at: Timestamp) -> Int? {
        let callID = message.callID
        let mayBegin = record.direction == .received && message.isRequest && message.method == .invite
        guard mayBegin || self.callIDs[callID] != nil else { return nil }
        // Requests carry their sender's tag in From, and responses have the From of their request.
        let isOurs = message.isRequest == (record.direction == .sent)
        let (localTag, remoteTag) = isOurs ? (message.fromTag, message.toTag) : (message.toTag, message.fromTag)
        if let localTag, let number = self.places[Key(callID: callID, tag: localTag)] { return number }
        guard let remoteTag else { return nil }
        let key = Key(callID: callID, tag: remoteTag, peer: record.flow.remote.ip)
        let isFresh = mayBegin && message.toTag == nil
        // A phone may call again by the same names once its call is over: that is another call.
        if let number = self.places[key], !isFresh || self.conversations[number]?.isOver == false { return number }
        guard isFresh else { return nil }
        let isKnown = self.admission.isKnown(record.flow.remote.ip)
        guard self.conversations.count < self.settings.conversationLimit,
            self.admission.admits(record.flow.remote.ip, at: record.moment)
        else {
            self.passedOver &+= 1
            return nil
        }
        let from = try? message.from()
        let request = RefusedRequest(
            id: TraceID(self.tokens.orderedToken(at: at)),
            domain: nil,
            at: at,
            caller: String((from?.uri.user ?? "").prefix(64)),
            dialled: String((message.requestURI?.user ?? "").prefix(64)),
            status: 0,
            source: "\(record.flow.transport) \(record.flow.remote)"
        )
        let hosts = [from?.uri.host, message.requestURI?.host].compactMap(\.self)
        self.traces[request.id] = OpenTrace(
            refusal: Refusal(request: request, hosts: hosts),
            isStrange: !isKnown
        )
        return self.open([key], request.id, at: record.moment)
    }

    private mutating func open(
        _ keys: [Key],
        _ trace: TraceID,
        _ leg: TracedLeg? = nil,
        at moment: Moment
    ) -> Int {
        self.lastConversation += 1
        let number = self.lastConversation
        self.conversations[number] = Conversation(
            keys: keys,
            trace: trace,
            leg: leg?.leg,
            account: leg?.account,
            lastAt: moment
        )
        for key in keys { self.places[key] = number }
        if let callID = keys.first?.callID { self.callIDs[callID, default: 0] += 1 }
        if let leg { self.legs[leg.leg] = number }
        self.traces[trace]?.conversations += 1
        return number
    }

    // MARK: - Legs

    private mutating func begin(_ leg: TracedLeg) {
        let id = TraceID(leg.call)
        let ours = Key(callID: leg.callID, tag: leg.localTag)
        let theirs = leg.remoteTag.map { Key(callID: leg.callID, tag: $0, peer: leg.peer) }
        if let theirs, let number = self.places[theirs], let former = self.conversations[number]?.trace {
            // The request that was nobody's yet is this call's.
            self.conversations[number]?.keys.append(ours)
            if let old = self.conversations[number]?.leg { self.legs[old] = nil }
            self.conversations[number]?.leg = leg.leg
            self.conversations[number]?.account = leg.account
            // Calls come only from those that have proved who they are, or are trusted.
            self.admission.proved(leg.peer)
            self.conversations[number]?.isOver = false
            self.places[ours] = number
            self.legs[leg.leg] = number
            self.join(number, from: former, to: id, leg)
            return
        }
        // A call whose beginning was passed over has no trace at all rather than half of one.
        guard self.traces[id] != nil || leg.isFirst && leg.remoteTag == nil else { return }
        guard self.conversations.count < self.settings.conversationLimit else { return }
        if self.traces[id] == nil { self.traces[id] = OpenTrace(domain: leg.domain) }
        // It lives until its end is told.
        _ = self.open([ours], id, leg, at: .start)
    }

    private mutating func join(_ number: Int, from former: TraceID, to id: TraceID, _ leg: TracedLeg) {
        guard former != id else { return }
        var trace = self.traces[id] ?? OpenTrace(domain: leg.domain)
        trace.domain = leg.domain
        trace.conversations += 1
        if var old = self.traces[former], old.refusal != nil {
            for var message in old.pending {
                message.number = trace.nextNumber
                message.leg = leg.leg
                // Nobody knew whose it was when it came.
                if leg.account != nil { message.octets = TraceMask.masked(message.octets, account: leg.account) }
                trace.nextNumber += 1
                if trace.pending.isEmpty { trace.pendingSince = old.pendingSince }
                trace.pending.append(message)
            }
            trace.pendingSize += old.pendingSize
            if old.isStrange {
                self.strangerPendingSize -= old.pendingSize
                self.pendingSize += old.pendingSize
            }
            old.pending = []
            old.pendingSize = 0
            old.conversations -= 1
            self.traces[former] = old.conversations > 0 ? old : nil
        } else {
            self.traces[former]?.conversations -= 1
        }
        self.traces[id] = trace
        self.conversations[number]?.trace = id
        self.touched.formUnion([id, former])
    }

    private mutating func move(_ leg: LegID, to id: TraceID) {
        guard let number = self.legs[leg], let former = self.conversations[number]?.trace, former != id,
            self.traces[id] != nil
        else { return }
        self.traces[former]?.conversations -= 1
        self.traces[id]?.conversations += 1
        self.conversations[number]?.trace = id
        self.touched.formUnion([id, former])
    }

    // MARK: - Storing

    /// What is due, and an end to what has been quiet for long enough.
    ///
    /// - Parameters:
    ///   - isLast: the server stops: all of it is closed.
    ///   - wanted: somebody wants to read it: what it has is due.
    mutating func flush(at now: Moment, isLast: Bool = false, wanted: TraceID? = nil) -> Flush {
        var flush = Flush()
        if self.lookedForEnds.duration(to: now) >= Self.endInterval {
            self.lookedForEnds = now
            for (number, conversation) in self.conversations where self.isDone(conversation, at: now) {
                self.close(number, conversation)
            }
        }
        for id in isLast ? Set(self.traces.keys) : self.touched {
            guard let index = self.traces.index(forKey: id) else {
                self.touched.remove(id)
                continue
            }
            let isClosed = self.traces.values[index].conversations <= 0 || isLast
            let isRefusal = self.traces.values[index].refusal != nil
            let isDue =
                id == wanted || self.traces.values[index].pendingSize >= self.settings.partLimit
                || self.traces.values[index].pendingSince.duration(to: now) >= self.settings.partAge
            if !self.traces.values[index].pending.isEmpty, isClosed || isDue && !isRefusal {
                let isStrange = self.traces.values[index].isStrange
                let size = Self.write(&self.traces.values[index], id, self.settings, to: &flush)
                if isStrange { self.strangerPendingSize -= size } else { self.pendingSize -= size }
            }
            // What is no call yet waits for its end, which touches it again.
            if isClosed || isRefusal || self.traces.values[index].pending.isEmpty { self.touched.remove(id) }
            guard isClosed else { continue }
            if let refusal = self.traces.values[index].refusal { flush.refused.append(refusal) }
            self.traces.remove(at: index)
        }
        return flush
    }

    private func isDone(_ conversation: Conversation, at now: Moment) -> Bool {
        let quiet = conversation.lastAt.duration(to: now)
        if conversation.leg != nil { return conversation.isOver && quiet >= self.settings.quietTime }
        let status = self.traces[conversation.trace]?.refusal?.request.status ?? 0
        let isRefused = status >= 300 && status != 401 && status != 407
        return quiet >= (isRefused ? self.settings.patienceAfterRefusal : self.settings.patience)
    }

    private mutating func close(_ number: Int, _ conversation: Conversation) {
        self.conversations[number] = nil
        for key in conversation.keys where self.places[key] == number { self.places[key] = nil }
        if let leg = conversation.leg, self.legs[leg] == number { self.legs[leg] = nil }
        if let callID = conversation.keys.first?.callID, let count = self.callIDs[callID] {
            self.callIDs[callID] = count > 1 ? count - 1 : nil
        }
        self.traces[conversation.trace]?.conversations -= 1
        self.touched.insert(conversation.trace)
    }

    /// - Returns: how many octets do not wait any more.
    private static func write(
        _ trace: inout OpenTrace,
        _ id: TraceID,
        _ settings: Settings,
        to flush: inout Flush
    ) -> Int {
        var messages = trace.pending
        if trace.refusal != nil { messages = Self.shortened(messages, to: settings.refusedLimit) }
        while !messages.isEmpty {
            var (count, size) = (1, messages[0].octets.count)
            while count < messages.count, size + messages[count].octets.count <= settings.largestPart {
                size += messages[count].octets.count
                count += 1
            }
            let part = Part(
                trace: id,
                number: trace.nextPart,
                domain: trace.domain,
                messages: Array(messages.prefix(count))
            )
            flush.parts.append(part)
            messages.removeFirst(count)
            trace.nextPart += 1
            trace.stored += size
            if trace.stored > settings.headLimit { Self.append(part, size, to: &trace, settings, &flush) }
        }
        defer {
            trace.pending = []
            trace.pendingSize = 0
        }
        return trace.pendingSize
    }

    /// A part behind the head: others go for it.
    private static func append(
        _ part: Part,
        _ size: Int,
        to trace: inout OpenTrace,
        _ settings: Settings,
        _ flush: inout Flush
    ) {
        trace.tail.append((part.number, size))
        var all = trace.tail.reduce(0) { $0 + $1.size }
        while all > settings.tailLimit, trace.tail.count > 1 {
            let cut = trace.tail.removeFirst()
            all -= cut.size
            flush.cut.append(TraceBatch.Place(trace: part.trace, number: cut.number))
        }
    }
}
