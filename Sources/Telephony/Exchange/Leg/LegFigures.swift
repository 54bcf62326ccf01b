import Kernel
import MediaServer
import Model

/// What a leg's stream counted, at its end (BYD-05).
struct LegFigures: Sendable {
    let codec: String
    let statistics: StreamStatistics

    func quality(of leg: LegID) -> LegQuality {
        let figures = self.statistics
        return LegQuality(
            leg: leg,
            codec: self.codec,
            packetsReceived: Int(clamping: figures.receivedPackets),
            packetsSent: Int(clamping: figures.sentPackets),
            lostPercent: figures.lossPercent,
            jitterMilliseconds: figures.jitter.inSeconds * 1_000,
            roundTripMilliseconds: figures.roundTrip.map { $0.inSeconds * 1_000 },
            mos: figures.meanOpinionScore ?? 0,
            remoteLostPercent: figures.remoteLossPercent,
            remoteJitterMilliseconds: figures.remoteJitter.map { $0.inSeconds * 1_000 }
        )
    }
}
