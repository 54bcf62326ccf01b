public import SIP

/// Names a server transaction of one endpoint. Harmless once the transaction is over.
public struct ServerTransaction: Hashable, Sendable {
    let slot: TransactionSlot
}

/// Names a client transaction of one endpoint. Harmless once the transaction is over.
public struct ClientTransaction: Hashable, Sendable {
    let slot: TransactionSlot
}

/// What a client transaction tells its user.
public enum ClientTransactionEvent: Sendable {
    /// A provisional response, a final one, or for INVITE each further 2xx (RFC 6026). The ACK of a failure is sent
    /// already; the ACK of a 2xx is the user's.
    case response(SIPMessage, from: SIPSource)
    /// Nobody answered in time (counts as 408), or the request could not be sent (counts as 503; RFC 3261 §8.1.3.1).
    case failed(TransactionFailure)
    /// The transaction is forgotten. Always the last event, once.
    case ended
}

/// A place in the transaction table, with the generation that keeps an old name from reaching a new transaction.
struct TransactionSlot: Hashable, Sendable {
    let index: UInt32
    let generation: UInt32
}
