/// Answers the challenges of one far end (RFC 3261 §22).
public struct ClientAuthentication: Sendable {
    mutating func authorize(_ request: inout SIPMessage) {}
    mutating func answer(_ response: SIPMessage, to request: inout SIPMessage) -> Bool { false }
}
