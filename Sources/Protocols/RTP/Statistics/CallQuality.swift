import Kernel

/// How a stream sounded to its listener, estimated from what the network did to it (BYD-05).
///
/// The E-model of ITU-T G.107 with everything at its default but delay, loss and codec. It hears no sound: an echo, a
/// bad microphone or silence at the source do not show.
public struct CallQuality: Equatable, Sendable {
    /// R of G.107, 0 to 93.2: above 80 users are satisfied, below 60 most are not.
    public let rating: Double

    /// - Parameters:
    ///   - loss: packets that never came, 0 to 1.
    ///   - burstRatio: how much longer the runs of loss were than chance makes them; at least 1.
    ///   - jitter: as RFC 3550 measures it. The listener's buffer is taken to hold twice that.
    ///   - roundTrip: there and back between the ends of this stream; `nil` when unknown counts as none.
    ///   - packetTime: audio per packet, which the sender must wait for.
    public init(
        codec: CodecImpairment,
        loss: Double,
        burstRatio: Double = 1,
        jitter: Duration,
        roundTrip: Duration? = nil,
        packetTime: Duration = .milliseconds(20)
    ) {
        let network = max(0, (roundTrip ?? .zero).inSeconds) * 500
        let buffer = max(2 * jitter.inSeconds, packetTime.inSeconds) * 1_000
        let delay = min(network + buffer + max(0, packetTime.inSeconds) * 1_000, 10_000)
        // The usual linear form of Idd, good to a point below 400 ms (Cole and Rosenbluth, 2001).
        let delayImpairment = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0)

        let percent = loss.isFinite ? min(max(loss, 0), 1) * 100 : 100
        let burst = burstRatio.isFinite ? max(1, burstRatio) : 1
        let lossImpairment = (95 - codec.equipment) * percent / (percent / burst + codec.robustness)
        let effective = codec.equipment + max(0, lossImpairment)

        self.rating = min(max(93.2 - delayImpairment - effective, 0), 93.2)
    }

    /// What `statistics` say of the stream's whole life.
    public init(
        _ statistics: ReceptionStatistics,
        codec: CodecImpairment,
        roundTrip: Duration? = nil,
        packetTime: Duration = .milliseconds(20)
    ) {
        self.init(
            codec: codec,
            loss: statistics.lossFraction,
            burstRatio: statistics.burstRatio,
            jitter: statistics.jitter,
            roundTrip: roundTrip,
            packetTime: packetTime
        )
    }

    /// The mean opinion score, 1.0 to 4.41 on the narrow-band scale (G.107 Annex B).
    public var meanOpinionScore: Double {
        let rating = self.rating
        guard rating > 6.5 else { return 1 }
        return 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6
    }
}
