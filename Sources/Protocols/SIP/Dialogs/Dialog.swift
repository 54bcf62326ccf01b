/// A peer-to-peer relation between two user agents (RFC 3261 §12): tags, sequence numbers, route set and remote target.
///
/// It makes the requests of its dialog and judges the order of those received. It keeps no state of early or confirmed:
/// that belongs to the usage (session, subscription) that holds it.
public struct Dialog: Sendable {
    public let id: DialogID
    /// Where requests go: the Contact of the far end. Refreshed by INVITE, UPDATE and their 2xx (§12.2).
    public private(set) var remoteTarget: SIPURI
    /// Route headers of requests, topmost first. Fixed for the dialog's life.
    public let routeSet: [NameAddress]
    /// CSeq of the last request sent.
    public private(set) var localSequence: UInt32
    /// CSeq of the last request received; `nil` before the first.
    public private(set) var remoteSequence: UInt32?
    /// From of requests, with our tag, as it stands in the header.
    let localAddress: String
    /// To of requests, with the far end's tag.
    let remoteAddress: String
    private let routes: [String]
    /// The first route speaks RFC 2543 (no `lr`) and must be put into the Request-URI (§12.2.1.1).
    private let hasStrictRoute: Bool

    /// The dialog a response makes at the calling side (§12.1.2).
    ///
    /// - Parameters:
    ///   - localSequence: CSeq of the request answered.
    ///   - fallbackTarget: used when the response has no Contact, which §12.1.1 forbids and some phones leave out.
    /// - Throws: ``SIPParseError`` when From, To, Contact or Record-Route cannot be read.
    public init(
        answeredBy response: SIPMessage,
        localSequence: UInt32,
        fallbackTarget: SIPURI? = nil
    ) throws(SIPParseError) {
        guard let local = response.first(.from), let remote = response.first(.to) else {
            throw .missing("a response that makes a dialog lacks From or To")
        }
        guard let target = try response.contacts().first?.uri ?? fallbackTarget else {
            throw .missing("a response that makes a dialog lacks Contact")
        }
        self.init(
            id: DialogID(
                callID: response.callID,
                localTag: response.fromTag ?? "",
                remoteTag: response.toTag ?? ""
            ),
            localAddress: local,
            remoteAddress: remote,
            remoteTarget: target,
            routeSet: try response.recordRoutes().reversed(),
            localSequence: localSequence,
            remoteSequence: nil
        )
    }

    /// The dialog a request makes at the side that answers it (§12.1.1).
    ///
    /// - Parameters:
    ///   - localTag: the tag of our responses.
    ///   - localSequence: our requests count from the number after it.
    /// - Throws: ``SIPParseError`` when From, To, CSeq, Contact or Record-Route is missing or cannot be read.
    public init(
        openedBy request: SIPMessage,
        localTag: String,
        localSequence: UInt32 = 0
    ) throws(SIPParseError) {
        guard let remote = request.first(.from), let local = request.first(.to) else {
            throw .missing("a request that makes a dialog lacks From or To")
        }
        guard let target = try request.contacts().first?.uri else {
            throw .missing("a request that makes a dialog lacks Contact")
        }
        self.init(
            id: DialogID(callID: request.callID, localTag: localTag, remoteTag: request.fromTag ?? ""),
            localAddress: local + ";tag=" + localTag,
            remoteAddress: remote,
            remoteTarget: target,
            routeSet: try request.recordRoutes(),
            localSequence: localSequence,
            remoteSequence: try request.cseq().number
        )
    }

    private init(
        id: DialogID,
        localAddress: String,
        remoteAddress: String,
        remoteTarget: SIPURI,
        routeSet: [NameAddress],
        localSequence: UInt32,
        remoteSequence: UInt32?
    ) {
        self.id = id
        self.localAddress = localAddress
        self.remoteAddress = remoteAddress
        self.remoteTarget = remoteTarget
        self.routeSet = routeSet
        self.localSequence = localSequence
        self.remoteSequence = remoteSequence
        self.routes = routeSet.map(\.description)
        self.hasStrictRoute = routeSet.first.map { !$0.uri.isLooseRouter } ?? false
    }

    /// The key under which the dialog's requests are looked up.
    public var key: SessionKey { SessionKey(callID: self.id.callID, localTag: self.id.localTag) }

    // MARK: Requests we send

    /// A new request of the dialog, with the next sequence number and everything but Via, Contact and a body.
    public mutating func request(_ method: SIPMethod) -> SIPMessage {
        // 2³¹ requests are out of reach; wrapping beats trapping if a peer ever made us send them.
        self.localSequence &+= 1
        return self.message(method, sequence: self.localSequence)
    }

    /// The ACK for a 2xx of the INVITE with this sequence number (§13.2.2.4).
    public func acknowledgement(sequence: UInt32) -> SIPMessage {
        self.message(.ack, sequence: sequence)
    }

    private func message(_ method: SIPMethod, sequence: UInt32) -> SIPMessage {
        let isStrict = self.hasStrictRoute
        var message = SIPMessage(request: method, uri: isStrict ? self.routeSet[0].uri : self.remoteTarget)
        if isStrict {
            for route in self.routes.dropFirst() { message.append(.route, route) }
            message.append(.route, "<\(self.remoteTarget)>")
        } else {
            for route in self.routes { message.append(.route, route) }
        }
        message.append(.maxForwards, "70")
        message.append(.from, self.localAddress)
        message.append(.to, self.remoteAddress)
        message.append(.callID, self.id.callID)
        message.append(.cseq, CSeq(sequence, method))
        return message
    }

    /// Gives a request that is sent again the next number (after a challenge, §22.2) and returns it.
    mutating func renumber(_ request: inout SIPMessage) -> UInt32 {
        self.localSequence &+= 1
        request.set(.cseq, to: CSeq(self.localSequence, request.method))
        return self.localSequence
    }

    /// Continues the counts of the early dialog that this confirmed one was (§13.2.2.4 lets only the route set be
    /// computed anew).
    mutating func continueSequences(of early: Dialog) {
        self.localSequence = max(self.localSequence, early.localSequence)
        self.remoteSequence = early.remoteSequence
    }

    // MARK: Requests we receive

    /// What is wrong with a request that came for the dialog.
    public enum Refusal: Sendable, Equatable {
        /// Another dialog, or none: 481.
        case unknownDialog
        /// Not newer than the last one: 500 (§12.2.2).
        case outOfOrder

        /// The status to answer.
        public var status: Int {
            switch self {
            case .unknownDialog: 481
            case .outOfOrder: 500
            }
        }
    }

    /// Checks tags and order of a received request other than ACK and CANCEL, and remembers its number.
    ///
    /// - Returns: `nil` when it may be handled.
    public mutating func admit(_ request: SIPMessage) -> Refusal? {
        guard self.isPeer(of: request) else { return .unknownDialog }
        guard let number = try? request.cseq().number else {
            // A request without a readable CSeq has been refused by its transaction.
            return .outOfOrder
        }
        if let last = self.remoteSequence, number <= last { return .outOfOrder }
        self.remoteSequence = number
        return nil
    }

    /// Whether a received request has this dialog's tags and Call-ID.
    public func isPeer(of request: SIPMessage) -> Bool {
        (request.fromTag ?? "") == self.id.remoteTag && request.toTag == self.id.localTag
            && request.callID == self.id.callID
    }

    /// Takes the Contact of a target refresh request, or of its 2xx, as new remote target (§12.2.1.2, §12.2.2).
    ///
    /// An unreadable or missing Contact leaves the old one in place.
    public mutating func refreshTarget(from message: SIPMessage) {
        // Reading can fail only for what the far end wrote; the dialog then goes on with the target that worked so far.
        if let contact = try? message.contacts().first { self.remoteTarget = contact.uri }
    }

    /// The answer to a request whose dialog nobody knows (§12.2.2); `nil` for ACK, which is never answered.
    public static func unknown(_ request: SIPMessage) -> SIPMessage? {
        guard request.method != .ack else { return nil }
        return SIPMessage(response: 481, to: request)
    }
}
