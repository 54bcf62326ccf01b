package import Model
package import SIPTransport

/// Told on the signalling loop of what traces are made of (BYD-06): it has to return at once.
package protocol CallTracing: Sendable {
    /// A message that may belong to a call.
    func took(_ record: SIPTraceRecord)
    func began(_ leg: CallTracingLeg)
    /// The leg went on in another call.
    func moved(_ leg: LegID, to call: CallID)
    func ended(_ leg: LegID)
}

/// A leg, and by what its messages are told from others'.
package struct CallTracingLeg: Sendable {
    package let leg: LegID
    package let call: CallID
    package let domain: DomainID?
    /// With the next, what names the dialog (RFC 3261 §12).
    package let callID: String
    package let localTag: String
    /// Of a leg that came in.
    package let remoteTag: String?
    package let peer: IPAddress
    /// The call's first.
    package let isFirst: Bool
    /// By which a provider knows us, of a trunk's leg.
    package let account: String?
}
