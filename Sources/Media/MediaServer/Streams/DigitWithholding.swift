/// What of a stream the bridged side does not get while its peer dials a command (CAL-04).
package enum WithheldDigits: Hashable, Sendable {
    case nothing
    /// RFC 4733 events; the peer is heard meanwhile.
    case events
    /// Events and sound: tones in the sound cannot be told from speech before they are over.
    case eventsAndSound
}

/// Decides packet by packet. An event is hidden or shown as a whole, as it began: the repeated end of a digit that was
/// shown does no harm, that of a hidden one would be a digit to the other side (RFC 4733 §2.5.1.4).
struct DigitWithholding: Equatable, Sendable {
    var withheld = WithheldDigits.nothing
    private var event: UInt32?
    private var isEventHidden = false

    /// - Parameter timestamp: of the packet; for events that of their beginning.
    @inline(__always)
    mutating func hides(isEvent: Bool, timestamp: UInt32) -> Bool {
        guard isEvent else { return self.withheld == .eventsAndSound }
        if timestamp != self.event {
            self.event = timestamp
            self.isEventHidden = self.withheld != .nothing
        }
        return self.isEventHidden
    }
}
