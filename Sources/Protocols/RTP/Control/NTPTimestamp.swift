public import Kernel

/// Wall-clock time as RTCP carries it: 32 bits of seconds since 1900 and 32 bits of fraction (RFC 3550 §4).
public struct NTPTimestamp: Hashable, Sendable {
    /// Seconds in the upper half, their fraction in the lower.
    public let bits: UInt64

    /// A time as it is on the wire.
    public init(bits: UInt64) {
        self.bits = bits
    }

    /// A civil time, to the microsecond.
    public init(_ timestamp: Timestamp) {
        let (seconds, remainder) = timestamp.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let (wholeSeconds, microseconds) = remainder < 0 ? (seconds - 1, remainder + 1_000_000) : (seconds, remainder)
        // 70 years with 17 leap days lie between the two epochs.
        let since1900 = UInt32(truncatingIfNeeded: wholeSeconds &+ 2_208_988_800)
        let fraction = (UInt64(microseconds) << 32) / 1_000_000
        self.bits = UInt64(since1900) << 32 | fraction
    }

    /// The middle 32 bits, in units of 1/65 536 s: what LSR carries.
    public var middle: UInt32 { UInt32(truncatingIfNeeded: self.bits >> 16) }
}
