/// Which codec a payload type of ours has meant in this session. It never means another one later, so that a packet
/// that is still under way is not misread (RFC 3264 §8.3.2).
struct PayloadTypeTable: Equatable, Sendable {
    /// At most one entry for each of the 128 payload types.
    private var meanings: [Codec] = []

    /// The codecs of an offer of ours with payload types that are free or theirs already.
    ///
    /// Codecs for which no payload type is left are dropped, and so is the second of two equal ones.
    mutating func assign(_ codecs: [Codec]) -> [Codec] {
        var assigned: [Codec] = []
        for codec in codecs where !assigned.contains(where: { $0.matches(codec) }) {
            guard let payloadType = self.payloadType(for: codec, besides: assigned, wanted: codecs) else { continue }
            var result = codec
            result.payloadType = payloadType
            assigned.append(result)
        }
        for codec in assigned { self.note(codec) }
        return assigned
    }

    /// Takes note of what the other side's offer made a payload type mean; the offer decides.
    mutating func note(_ codec: Codec) {
        self.meanings.removeAll { $0.payloadType == codec.payloadType }
        self.meanings.append(codec)
    }

    private func payloadType(for codec: Codec, besides assigned: [Codec], wanted: [Codec]) -> UInt8? {
        func isTaken(_ payloadType: UInt8) -> Bool {
            assigned.contains { $0.payloadType == payloadType }
        }
        if let known = self.meanings.last(where: { $0.matches(codec) }), !isTaken(known.payloadType) {
            return known.payloadType
        }
        func isFree(_ payloadType: UInt8) -> Bool {
            !isTaken(payloadType) && !self.meanings.contains { $0.payloadType == payloadType }
        }
        // 64 to 95 look like RTCP where both share a port (RFC 5761 §4).
        if isFree(codec.payloadType), !(64...95).contains(codec.payloadType) { return codec.payloadType }
        func isWanted(_ payloadType: UInt8) -> Bool {
            wanted.contains { $0.payloadType == payloadType }
        }
        let range: [ClosedRange<UInt8>] = [96...127, 35...63]
        return range.joined().first { isFree($0) && !isWanted($0) } ?? range.joined().first(where: isFree)
    }
}
