import RTP
import Testing

@Suite("BYD-05, how a call sounded")
struct CallQualityTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let codec: CodecImpairment
        let loss: Double
        var jitter: Duration = .zero
        var roundTrip: Duration?
        let score: ClosedRange<Double>
    }

    /// The expected ranges stand around values of the E-model worked out by hand.
    static let samples: [Sample] = [
        Sample(testDescription: "G.711 undisturbed", codec: .g711, loss: 0, score: 4.37...4.41),
        Sample(testDescription: "G.729 undisturbed", codec: .g729, loss: 0, score: 4.02...4.12),
        Sample(testDescription: "G.711, 1 % lost", codec: .g711, loss: 0.01, score: 4.25...4.36),
        Sample(testDescription: "G.711, 5 % lost", codec: .g711, loss: 0.05, score: 3.8...3.98),
        Sample(
            testDescription: "without concealment 5 % is much worse",
            codec: .g711WithoutConcealment,
            loss: 0.05,
            score: 1.9...2.2
        ),
        Sample(
            testDescription: "by satellite",
            codec: .g711,
            loss: 0,
            roundTrip: .milliseconds(600),
            score: 3.4...3.55
        ),
        Sample(testDescription: "much jitter", codec: .g711, loss: 0, jitter: .milliseconds(120), score: 3.8...4.2),
        Sample(testDescription: "all lost", codec: .opus, loss: 1, score: 1...1.7),
        Sample(testDescription: "nonsense from a peer", codec: .g711, loss: .nan, jitter: .seconds(-1), score: 1...2),
    ]

    @Test(arguments: Self.samples)
    func scores(_ sample: Sample) {
        let quality = CallQuality(
            codec: sample.codec,
            loss: sample.loss,
            jitter: sample.jitter,
            roundTrip: sample.roundTrip
        )
        #expect(sample.score.contains(quality.meanOpinionScore), "\(quality.meanOpinionScore)")
        #expect((0...93.2).contains(quality.rating))
    }

    @Test("more loss, longer bursts and more delay never sound better")
    func monotonous() {
        for step in 0..<100 {
            let loss = Double(step) / 100
            func score(_ loss: Double, burst: Double = 1, jitter: Int = 0) -> Double {
                CallQuality(codec: .g711, loss: loss, burstRatio: burst, jitter: .milliseconds(jitter)).meanOpinionScore
            }
            #expect(score(loss + 0.01) <= score(loss))
            #expect(score(loss, burst: 3) <= score(loss))
            #expect(score(0.01, jitter: step * 5 + 5) <= score(0.01, jitter: step * 5))
        }
    }

    @Test("codecs by their name", arguments: [("PCMA", CodecImpairment.g711), ("OPUS", .opus), ("g729", .g729)])
    func names(name: String, codec: CodecImpairment) {
        #expect(CodecImpairment(encodingName: name) == codec)
    }
}
