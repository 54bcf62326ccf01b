package import Model

/// Events of one call, or of none, that are stored together: one row instead of many is what makes an event cheap.
///
/// Call and domain stand beside the text once instead of in each event.
package struct EventChunk: Sendable {
    package let domain: DomainID?
    package let call: CallID?
    package let firstSequence: Int64
    package private(set) var lastSequence: Int64
    private var json: JSONText

    package init(_ event: Event) {
        self.domain = event.domain
        self.call = event.call
        self.firstSequence = event.sequence
        self.lastSequence = event.sequence
        self.json = JSONText(reserving: 1_024)
        self.json.beginArray()
        EventCodec.write(event, withOwner: false, to: &self.json)
    }

    /// - Parameter event: a later one of the same call and domain.
    package mutating func append(_ event: Event) {
        self.lastSequence = event.sequence
        EventCodec.write(event, withOwner: false, to: &self.json)
    }

    /// A JSON array in UTF-8, which ``EventCodec/decodeChunk(_:domain:call:)`` reads.
    package consuming func text() -> [UInt8] {
        self.json.endArray()
        return self.json.bytes
    }
}
