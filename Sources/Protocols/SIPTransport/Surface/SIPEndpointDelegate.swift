public import SIP

/// What uses a ``SIPEndpoint``. Every call comes on the endpoint's event loop.
///
/// Inside a call the endpoint may be used freely: what is sent or answered there leaves once the endpoint has finished
/// what it is at.
public protocol SIPEndpointDelegate: AnyObject {
    /// Asked for each connection, and for each datagram before it is parsed, so that a blocked source costs nothing
    /// (AUTH-06). Must be quick.
    func endpoint(
        _ endpoint: SIPEndpoint,
        admits remote: TransportAddress,
        over transport: SIPTransportKind
    ) -> Bool

    /// A new request, neither ACK nor CANCEL, that waits for ``SIPEndpoint/respond(_:in:)``.
    func endpoint(
        _ endpoint: SIPEndpoint,
        received request: SIPMessage,
        in transaction: ServerTransaction,
        from source: SIPSource
    )

    /// An ACK of a 2xx, and any other ACK that no transaction claims.
    func endpoint(_ endpoint: SIPEndpoint, receivedAcknowledgement ack: SIPMessage, from source: SIPSource)

    /// The client gave its INVITE up. The CANCEL has its 200 already; the INVITE waits for your 487 (§9.2). Comes only
    /// while the INVITE has no final response.
    func endpoint(_ endpoint: SIPEndpoint, cancelled transaction: ServerTransaction, by cancel: SIPMessage)

    /// A response could not be sent (`transport`), nobody acknowledged a failure, or nobody here answered in time
    /// (`timeout`). The transaction goes on until `ended`.
    func endpoint(
        _ endpoint: SIPEndpoint,
        transaction: ServerTransaction,
        failed failure: TransactionFailure
    )

    /// The transaction is forgotten.
    func endpoint(_ endpoint: SIPEndpoint, ended transaction: ServerTransaction)

    /// A response that belongs to no transaction: a 2xx whose INVITE is over wants ACK and BYE.
    func endpoint(_ endpoint: SIPEndpoint, receivedStray response: SIPMessage, from source: SIPSource)

    /// A response to a request of another endpoint of this process: on a port that several loops share, the kernel
    /// gives all datagrams of a peer to one of them. Hand it over with ``SIPEndpoint/receive(_:from:)`` on its loop.
    func endpoint(
        _ endpoint: SIPEndpoint,
        received response: SIPMessage,
        for identifier: UInt16,
        from source: SIPSource
    )

    /// A connection is gone; what was registered over it cannot be reached any more.
    func endpoint(_ endpoint: SIPEndpoint, connectionClosed flow: SIPFlow)
}

extension SIPEndpointDelegate {
    /// Everybody.
    public func endpoint(
        _ endpoint: SIPEndpoint,
        admits remote: TransportAddress,
        over transport: SIPTransportKind
    ) -> Bool { true }

    /// Nothing.
    public func endpoint(
        _ endpoint: SIPEndpoint,
        receivedAcknowledgement ack: SIPMessage,
        from source: SIPSource
    ) {}

    /// Nothing.
    public func endpoint(
        _ endpoint: SIPEndpoint,
        cancelled transaction: ServerTransaction,
        by cancel: SIPMessage
    ) {}

    /// Nothing.
    public func endpoint(
        _ endpoint: SIPEndpoint,
        transaction: ServerTransaction,
        failed failure: TransactionFailure
    ) {}

    /// Nothing.
    public func endpoint(_ endpoint: SIPEndpoint, ended transaction: ServerTransaction) {}

    /// Nothing.
    public func endpoint(
        _ endpoint: SIPEndpoint,
        receivedStray response: SIPMessage,
        from source: SIPSource
    ) {}

    /// Nothing.
    public func endpoint(
        _ endpoint: SIPEndpoint,
        received response: SIPMessage,
        for identifier: UInt16,
        from source: SIPSource
    ) {}

    /// Nothing.
    public func endpoint(_ endpoint: SIPEndpoint, connectionClosed flow: SIPFlow) {}
}
