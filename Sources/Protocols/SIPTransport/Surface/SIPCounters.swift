/// What an endpoint has done since its start. A plain value: take it when the metrics are read.
public struct SIPCounters: Hashable, Sendable {
    /// The kinds of messages that are told apart.
    public enum Message: Int, CaseIterable, Hashable, Sendable, CustomStringConvertible {
        case invite
        case ack
        case bye
        case cancel
        case register
        case options
        /// Any other request.
        case otherRequest
        /// 100 to 199.
        case provisional
        /// 200 to 299.
        case success
        /// 300 to 399.
        case redirection
        /// 400 to 499.
        case clientFailure
        /// 500 and above.
        case serverFailure

        /// The label of the metric.
        public var description: String {
            switch self {
            case .invite: "invite"
            case .ack: "ack"
            case .bye: "bye"
            case .cancel: "cancel"
            case .register: "register"
            case .options: "options"
            case .otherRequest: "other-request"
            case .provisional: "1xx"
            case .success: "2xx"
            case .redirection: "3xx"
            case .clientFailure: "4xx"
            case .serverFailure: "5xx-6xx"
            }
        }
    }

    /// Why something received was thrown away.
    public enum Drop: Int, CaseIterable, Hashable, Sendable, CustomStringConvertible {
        /// No SIP message, or one without the headers that an answer needs.
        case malformed
        /// The delegate does not admit the source.
        case notAdmitted
        /// A connection past the limits, or one that was too slow.
        case connectionLimit
        /// The socket's buffer was full, or the connection's.
        case outputOverflow
        /// A response that no flow leads to.
        case unroutable

        /// The label of the metric.
        public var description: String {
            switch self {
            case .malformed: "malformed"
            case .notAdmitted: "not-admitted"
            case .connectionLimit: "connection-limit"
            case .outputOverflow: "output-overflow"
            case .unroutable: "unroutable"
            }
        }
    }

    private var messagesReceived = Table(rows: SIPTransportKind.allCases.count, columns: Message.allCases.count)
    private var messagesSent = Table(rows: SIPTransportKind.allCases.count, columns: Message.allCases.count)
    private var thrownAway = Table(rows: 1, columns: Drop.allCases.count)

    /// Requests and responses that came again and were absorbed.
    public internal(set) var retransmissionsReceived: UInt64 = 0
    /// Requests and responses that a timer or a repeated request made us send again.
    public internal(set) var retransmissionsSent: UInt64 = 0
    /// Requests answered with 400 or 505 because of their form.
    public internal(set) var malformedAnswered: UInt64 = 0
    /// Responses that belonged to no transaction.
    public internal(set) var strayResponses: UInt64 = 0
    /// Keep-alives that came: CRLF, STUN, WebSocket pings.
    public internal(set) var keepAlivesReceived: UInt64 = 0
    /// Transactions that exist now.
    public internal(set) var liveTransactions = 0
    /// Connections that exist now.
    public internal(set) var liveConnections = 0

    init() {}

    /// Messages of this kind that came over the transport.
    public func received(_ message: Message, over transport: SIPTransportKind) -> UInt64 {
        self.messagesReceived[Int(transport.rawValue), message.rawValue]
    }

    /// Messages of this kind that were sent over the transport.
    public func sent(_ message: Message, over transport: SIPTransportKind) -> UInt64 {
        self.messagesSent[Int(transport.rawValue), message.rawValue]
    }

    /// How much was thrown away for this reason.
    public func dropped(_ reason: Drop) -> UInt64 { self.thrownAway[0, reason.rawValue] }

    mutating func countReceived(_ message: Message, over transport: SIPTransportKind) {
        self.messagesReceived[Int(transport.rawValue), message.rawValue] &+= 1
    }

    mutating func countSent(_ message: Message, over transport: SIPTransportKind) {
        self.messagesSent[Int(transport.rawValue), message.rawValue] &+= 1
    }

    mutating func countDropped(_ reason: Drop) {
        self.thrownAway[0, reason.rawValue] &+= 1
    }

    private struct Table: Hashable, Sendable {
        private let columns: Int
        private var cells: [UInt64]

        init(rows: Int, columns: Int) {
            self.columns = columns
            self.cells = Array(repeating: 0, count: rows * columns)
        }

        subscript(row: Int, column: Int) -> UInt64 {
            get { self.cells[row * self.columns + column] }
            set { self.cells[row * self.columns + column] = newValue }
        }
    }
}
