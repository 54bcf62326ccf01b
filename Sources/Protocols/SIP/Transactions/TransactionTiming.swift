/// The base timers of RFC 3261 §17.1.1.1, shared by all transactions and by what retransmits above them.
public struct TransactionTiming: Sendable, Equatable {
    /// Round-trip estimate. Default 500 ms.
    public var t1: Duration = .milliseconds(500)
    /// Longest pause between retransmissions of non-INVITE requests and INVITE responses. Default 4 s.
    public var t2: Duration = .seconds(4)
    /// How long a message may linger in the network. Default 5 s.
    public var t4: Duration = .seconds(5)
    /// How long an INVITE's server transaction waits for its user before it says 100 Trying. Default 200 ms (§17.2.1).
    public var trying: Duration = .milliseconds(200)

    /// How long an INVITE waits for its first response (Timer B); `nil`: ``timeout``. Less where somebody else can be asked.
    public var firstResponse: Duration?

    public init() {}

    /// 64·T1, after which a transaction gives up: timers B, F, H, J, L and M.
    public var timeout: Duration { self.t1 * 64 }
    /// Timer D over unreliable transports: at least 32 s, whatever T1 is.
    public var acknowledgementWindow: Duration { max(self.timeout, .seconds(32)) }
}

/// Why a transaction ended without what it was for.
public enum TransactionFailure: Error, Equatable, Sendable {
    /// Nobody answered, or acknowledged, in 64·T1. Counts as 408 (§8.1.3.1).
    case timeout
    /// The message could not be sent. Counts as 503 (§8.1.3.1).
    case transport
    /// A mistake of our own driver.
    case internalError
}
