/// What a codec costs in the E-model: by itself, and under loss (ITU-T G.113 Appendix I).
public struct CodecImpairment: Equatable, Sendable {
    /// Ie: 0 for a codec without audible loss. Not negative.
    public let equipment: Double
    /// Bpl: the larger, the better the codec hides lost packets. Positive.
    public let robustness: Double

    /// Values of one's own; what is out of range is cut.
    public init(equipment: Double, robustness: Double) {
        self.equipment = max(0, equipment)
        self.robustness = max(0.1, robustness)
    }

    /// G.711 in a phone that conceals loss (G.711 Appendix I), as all of today's do.
    public static let g711 = CodecImpairment(equipment: 0, robustness: 25.1)
    /// G.711 played with silence for lost packets.
    public static let g711WithoutConcealment = CodecImpairment(equipment: 0, robustness: 4.3)
    /// G.729A.
    public static let g729 = CodecImpairment(equipment: 11, robustness: 19)
    /// GSM full rate. G.113 gives no Bpl; that of the enhanced full rate stands in.
    public static let gsm = CodecImpairment(equipment: 20, robustness: 10)
    /// G.722 on the narrow-band scale, which does not reward its width. The Bpl is an estimate.
    public static let g722 = CodecImpairment(equipment: 0, robustness: 15)
    /// Opus with in-band error correction on the narrow-band scale. ITU-T has no values; both are estimates.
    public static let opus = CodecImpairment(equipment: 0, robustness: 30)

    /// By the encoding name of the session description, whatever its case; unknown ones count as ``g711``.
    public init(encodingName: String) {
        switch encodingName.lowercased() {
        case "g729", "g729a": self = .g729
        case "gsm", "gsm-efr": self = .gsm
        case "g722": self = .g722
        case "opus": self = .opus
        default: self = .g711
        }
    }
}
