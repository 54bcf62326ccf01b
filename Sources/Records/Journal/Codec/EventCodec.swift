import Kernel
package import Model

/// Turns events into compact JSON and back; the names are stable, they lie on disk for years.
///
/// `{"n":7,"at":1795241449000000,"domain":"acme.example","call":"k3…","kind":"leg-ended","leg":"…","cause":"busy"}`
///
/// `n` is the sequence, `at` microseconds since 1970; absent values are left out.
package enum EventCodec {
    /// The event as one JSON object.
    package static func encode(_ event: Event) -> String {
        var json = JSONText(reserving: 256)
        json.beginObject()
        json.member("n", event.sequence)
        json.member("at", event.at.microseconds)
        json.member("domain", event.domain?.text)
        json.member("call", event.call?.text)
        json.write(event.kind)
        json.endObject()
        return json.text
    }

    /// Reads what ``encode(_:)`` wrote; unknown members are ignored, so that a newer writer may add some.
    package static func decode(_ json: String) throws(EventCodecError) -> Event {
        let fields = try EventFields(try JSONReader.read(Array(json.utf8)))
        return Event(
            sequence: try fields.integer("n"),
            at: try fields.timestamp("at"),
            domain: try fields.optionalText("domain").map { DomainID($0) },
            call: try fields.optionalText("call").map { CallID($0) },
            kind: try fields.kind()
        )
    }
}

/// Why a stored event could not be read.
package struct EventCodecError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
