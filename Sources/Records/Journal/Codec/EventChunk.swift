package import Kernel
package import Model

/// Events of one call, or of none, that are stored together: one row instead of many is what makes an event cheap.
///
/// What they share stands beside the text once: call, domain, and the number and time of the first, from which the text
/// counts. So an event takes half of what it would alone.
package struct EventChunk: Sendable {
    /// What stands beside the text.
    package struct Heading: Equatable, Sendable {
        package var domain: DomainID?
        package var call: CallID?
        package var firstSequence: Int64
        package var startedAt: Timestamp

        package init(domain: DomainID?, call: CallID?, firstSequence: Int64, startedAt: Timestamp) {
            self.domain = domain
            self.call = call
            self.firstSequence = firstSequence
            self.startedAt = startedAt
        }
    }

    package let heading: Heading
    package private(set) var lastSequence: Int64
    /// Whether the first event is its call's first.
    package let beginsCall: Bool
    private var json: JSONText

    package init(_ event: Event) {
        self.heading = Heading(
            domain: event.domain,
            call: event.call,
            firstSequence: event.sequence,
            startedAt: event.at
        )
        self.lastSequence = event.sequence
        if case .callStarted = event.kind { self.beginsCall = true } else { self.beginsCall = false }
        self.json = JSONText(reserving: 1_024)
        self.json.beginArray()
        self.append(event)
    }

    /// - Parameter event: a later one of the same call and domain.
    package mutating func append(_ event: Event) {
        self.lastSequence = event.sequence
        self.json.beginObject()
        let offset = event.sequence &- self.heading.firstSequence
        if offset != 0 { self.json.member("n", offset) }
        let delay = event.at.microseconds &- self.heading.startedAt.microseconds
        if delay != 0 { self.json.member("at", delay) }
        self.json.write(event.kind)
        self.json.endObject()
    }

    /// A JSON array in UTF-8, which ``events(_:_:)`` reads.
    package consuming func text() -> [UInt8] {
        self.json.endArray()
        return self.json.bytes
    }

    /// Reads a stored chunk.
    package static func events(_ heading: Heading, _ text: [UInt8]) throws(EventCodecError) -> [Event] {
        guard case .array(let elements) = try JSONReader.read(text) else {
            throw EventCodecError("stored events are no JSON array")
        }
        var events: [Event] = []
        events.reserveCapacity(elements.count)
        for element in elements {
            let fields = try EventFields(element)
            let delay = try fields.optionalInteger("at") ?? 0
            events.append(
                Event(
                    sequence: heading.firstSequence &+ (try fields.optionalInteger("n") ?? 0),
                    at: Timestamp(microseconds: heading.startedAt.microseconds &+ delay),
                    domain: heading.domain,
                    call: heading.call,
                    kind: try fields.kind()
                )
            )
        }
        return events
    }
}
