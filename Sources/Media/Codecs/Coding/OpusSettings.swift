/// How we encode Opus. Everything has a default that suits telephony.
package struct OpusSettings: Hashable, Sendable {
    /// Bits per second, 6 000 to 128 000. Default 24 000: wide-band speech with room for forward error correction.
    package var bitRate = 24_000
    /// How hard the encoder works, 0 to 10. Default 4: above it, speech costs twice the processor for little to hear.
    package var complexity = 4
    /// Packets carry a coarse copy of the one before (RFC 6716 §2.1.7). Default on.
    package var correctsErrors = true
    /// The loss that the copies are dimensioned for, 0 to 100. Without any expected loss the encoder sends no copies.
    package var expectedLossPercent = 5

    package init() {}
}
