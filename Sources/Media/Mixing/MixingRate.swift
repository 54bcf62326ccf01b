/// The sampling rates of conference members; the number is in hertz.
package enum MixingRate: Int, Hashable, Sendable, CaseIterable {
    /// G.711, GSM.
    case narrowband = 8_000
    /// G.722, Opus decoded at 16 kHz.
    case wideband = 16_000

    /// Milliseconds between two ticks of a mixer, and in each frame.
    package static let frameMilliseconds = 20

    /// Samples in a frame: 160 or 320.
    @inlinable
    package var frameLength: Int { self.rawValue / 1_000 * Self.frameMilliseconds }

    var other: MixingRate { self == .narrowband ? .wideband : .narrowband }
}

/// One of something for each rate.
struct ByRate<Element> {
    var narrow: Element
    var wide: Element

    subscript(rate: MixingRate) -> Element {
        get { rate == .narrowband ? self.narrow : self.wide }
        set {
            switch rate {
            case .narrowband: self.narrow = newValue
            case .wideband: self.wide = newValue
            }
        }
    }
}
