public import Kernel
public import SIP

/// One message as it went over the wire (BYD-06).
///
/// It holds what the endpoint has anyway and copies nothing, so that seeing every message costs next to nothing; whoever
/// wants the octets has them made, on whatever thread.
public struct SIPTraceRecord: Sendable {
    /// Which way it went.
    public enum Direction: UInt8, Hashable, Sendable {
        case received
        case sent
    }

    /// Which way it went.
    public let direction: Direction
    /// The flow it went over.
    public let flow: SIPFlow
    /// Our end; the unspecified address where a socket is bound to every address: ``SIPEndpoint/source(toward:)`` tells.
    public let local: TransportAddress
    /// When, on the event loop's clock.
    public let moment: Moment
    /// The message, parsed.
    public let message: SIPMessage
    /// A datagram as it came; `nil` where ``message`` prints as it was.
    let octets: [UInt8]?

    /// The whole message, unmasked: credentials included. Made when asked for where it was sent or cut from a stream.
    public var bytes: [UInt8] { self.octets ?? self.message.bytes }

    /// About how many octets it holds on to.
    public var size: Int { (self.octets?.count ?? 0) + self.message.storedSize }

    /// A message that went over the wire.
    ///
    /// - Parameter octets: as they came, when they are at hand.
    public init(
        _ direction: Direction,
        _ message: SIPMessage,
        octets: [UInt8]? = nil,
        over flow: SIPFlow,
        local: TransportAddress,
        at moment: Moment
    ) {
        self.direction = direction
        self.message = message
        self.octets = octets
        self.flow = flow
        self.local = local
        self.moment = moment
    }
}
