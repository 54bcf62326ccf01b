public import Kernel

/// One message as it went over the wire (BYD-06).
public struct SIPTraceRecord: Sendable {
    /// Which way it went.
    public enum Direction: Hashable, Sendable {
        case received
        case sent
    }

    /// Which way it went.
    public let direction: Direction
    /// The flow it went over.
    public let flow: SIPFlow
    /// Our end.
    public let local: TransportAddress
    /// The whole message, unmasked: credentials included.
    public let bytes: [UInt8]
    /// When, on the event loop's clock.
    public let moment: Moment
}
