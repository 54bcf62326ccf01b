import Kernel
import MediaServer
import Model
import SecureMedia

/// What a leg's stream counted, at its end (BYD-05).
struct LegFigures: Sendable {
    let codec: String
    /// How keys were agreed.
    let security: SecurityOffer
    let statistics: StreamStatistics

    /// `nil` for a leg that never had sound: it has no quality, not a bad one.
    func quality(of leg: LegID) -> LegQuality? {
        let figures = self.statistics
        guard figures.receivedPackets > 0 || figures.sentPackets > 0 else { return nil }
        return LegQuality(
            leg: leg,
            codec: self.codec,
            packetsReceived: Int(clamping: figures.receivedPackets),
            packetsSent: Int(clamping: figures.sentPackets),
            lostPercent: Self.rounded(figures.lossPercent),
            jitterMilliseconds: Self.rounded(figures.jitter.inSeconds * 1_000),
            roundTripMilliseconds: figures.roundTrip.map { Self.rounded($0.inSeconds * 1_000) },
            // Who sent nothing was not heard: the lowest score there is.
            mos: Self.rounded(figures.meanOpinionScore ?? 1),
            remoteLostPercent: figures.remoteLossPercent.map(Self.rounded),
            remoteJitterMilliseconds: figures.remoteJitter.map { Self.rounded($0.inSeconds * 1_000) },
            encryption: self.encryption
        )
    }

    private var encryption: String? {
        guard let suite = self.statistics.suite else { return nil }
        return "\(self.security == .dtls ? "DTLS-SRTP" : "SDES") \(suite.name)"
    }

    /// Two decimals: more is noise, and is stored with every call.
    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
