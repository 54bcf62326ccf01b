import Kernel
import Testing

@testable import Codecs

@Suite("SIP-06 jitter buffer")
struct JitterBufferTests {
    typealias Network = JitterSimulation.Network

    @Test("without jitter every packet is played, in order, a little more than a packet late")
    func quiet() {
        var simulation = JitterSimulation(Network(), seed: 1)
        simulation.run(JitterSimulation.stream(500))
        #expect(simulation.playedNumbers == (0..<500).map { UInt16(65_500) &+ $0 })
        #expect(simulation.buffer.counts.late == 0)
        #expect((20...45).contains((simulation.delays.last ?? 0) - 30))
        #expect(simulation.buffer.targetDelay < .milliseconds(30))
    }

    @Test("the delay follows the jitter up and down again", arguments: [40, 80, 140])
    func adapts(jitter: Int) {
        var simulation = JitterSimulation(Network(jitterMilliseconds: jitter), seed: 2)
        let stream = JitterSimulation.stream(3_500)
        simulation.run(Array(stream[..<1_000]))
        let grown = simulation.buffer.targetDelay.wholeMilliseconds
        #expect((Int64(jitter)...Int64(jitter) + 40).contains(grown))
        let lateAtFirst = simulation.buffer.counts.late
        simulation.network.jitterMilliseconds = 0
        simulation.run(Array(stream[1_000...]))
        #expect(simulation.buffer.targetDelay < .milliseconds(40))
        #expect((20...70).contains((simulation.delays.last ?? 0) - 30))
        // It begins with 20 ms of jitter in mind, and learns.
        #expect(lateAtFirst < 30)
        #expect(simulation.buffer.counts.late == lateAtFirst)
    }

    @Test("a lost packet is concealed once, or restored from the next where the codec can", arguments: [false, true])
    func loss(correctsErrors: Bool) {
        var simulation = JitterSimulation(Network(), seed: 3, correctsErrors: correctsErrors)
        var stream = JitterSimulation.stream(200)
        for index in [50, 100, 101, 150] { stream[index].at = .start.advanced(by: .seconds(3_600)) }
        let kept = stream.filter { $0.at < .start.advanced(by: .seconds(60)) }
        simulation.run(kept)
        #expect(simulation.playedNumbers.count == 196)
        let counts = simulation.buffer.counts
        // Two in a row: the first is concealed, the second has its copy. The end of the stream is concealed for 100 ms.
        #expect(counts.recovered == (correctsErrors ? 3 : 0))
        #expect(counts.concealed == (correctsErrors ? 1 : 4) + 5)
        #expect(simulation.heard.allSatisfy { $0.count <= 2 })
    }

    @Test("packets that overtake one another are put in order, repeated ones are dropped")
    func reordering() {
        var simulation = JitterSimulation(Network(), seed: 4)
        var stream = JitterSimulation.stream(300)
        for index in stride(from: 60, to: 290, by: 10) {
            stream[index].at = stream[index].at.advanced(by: .milliseconds(25))
            stream.append(stream[index + 1])
        }
        simulation.run(stream.sorted { $0.at < $1.at })
        #expect(simulation.playedNumbers == (0..<300).map { UInt16(65_500) &+ $0 })
        #expect(simulation.arrivals[.duplicate] == 23)
    }

    @Test("what comes after its time is late, and moves the delay so that the next is not")
    func late() {
        var settings = JitterSettings()
        settings.maximumDelay = .milliseconds(60)
        var simulation = JitterSimulation(Network(spikeMilliseconds: 300), seed: 5, settings: settings)
        simulation.run(JitterSimulation.stream(2_000))
        let counts = simulation.buffer.counts
        #expect(counts.late > 5 && counts.late < 40)
        #expect(counts.played + counts.late == 2_000)
        #expect(simulation.buffer.targetDelay < .milliseconds(40))
    }

    @Test("a pause of the talker is silence, not loss, and its end loses nothing", arguments: [true, false])
    func pause(hasComfortNoise: Bool) {
        var simulation = JitterSimulation(Network(jitterMilliseconds: 10), seed: 6)
        var stream = JitterSimulation.stream(100)
        if hasComfortNoise { stream[99].packet.kind = .comfortNoise }
        let pause = Moment.start.advanced(by: .seconds(5))
        stream += JitterSimulation.stream(
            100,
            from: pause,
            sequenceNumber: 65_500 &+ 100,
            timestamp: .max - 4_000 &+ 8_000 * 5
        )
        simulation.run(stream)
        #expect(simulation.playedNumbers.count == 200)
        #expect(simulation.buffer.counts.restarts == 0)
        // 100 ms of fading where nobody said that a pause comes, twice: at the pause and at the end.
        #expect(simulation.concealed == (hasComfortNoise ? 5 : 10))
    }

    @Test("a loss that was bridged before it was known is not bridged again")
    func bridgedOnce() {
        var simulation = JitterSimulation(Network(), seed: 10)
        var stream = JitterSimulation.stream(100)
        // Number 50 is lost in a stall that holds the next ones up as well, until 50 was to be heard.
        for index in 51..<55 { stream[index].at = stream[51].at.advanced(by: .milliseconds(index == 51 ? 70 : 0)) }
        stream.remove(at: 50)
        simulation.run(stream)
        #expect(simulation.playedNumbers.count == 99)
        // Two frames while the line stood still, and none once the loss is known; five at the end.
        #expect(simulation.concealed == 2 + 5)
    }

    @Test("a pause as short as a packet is no loss: nothing is restored from the packet after it")
    func shortPause() {
        var simulation = JitterSimulation(Network(), seed: 11, correctsErrors: true)
        var stream = JitterSimulation.stream(100)
        for index in 50..<100 {
            stream[index].packet.timestamp &+= 160
            stream[index].at = stream[index].at.advanced(by: .milliseconds(20))
        }
        simulation.run(stream)
        #expect(simulation.playedNumbers.count == 100)
        #expect(simulation.buffer.counts.recovered == 0)
    }

    @Test("telephone events take numbers, and are not taken for loss")
    func events() {
        var simulation = JitterSimulation(Network(), seed: 7)
        let stream = JitterSimulation.stream(150)
        simulation.run(Array(stream[..<60]))
        for index in 60..<70 {
            simulation.buffer.noteOther(sequenceNumber: stream[index].packet.sequenceNumber, ssrc: 1)
        }
        let before = simulation.concealed
        simulation.run(Array(stream[70...]))
        #expect(simulation.playedNumbers.count == 140)
        #expect(simulation.concealed - before == 5)
    }

    /// What a source may do in the middle of a stream.
    enum Change: String, CaseIterable, Sendable {
        case timestampAhead, timestampBack, sequenceToo, newSource, sameNumbersNewSource
    }

    @Test("a stream that goes on elsewhere is followed at once", arguments: Change.allCases)
    func restart(_ change: Change) {
        var simulation = JitterSimulation(Network(jitterMilliseconds: 15), seed: 8)
        let first = JitterSimulation.stream(200)
        let from = Moment.start.advanced(by: .seconds(4))
        let (number, timestamp) = (first[199].packet.sequenceNumber, first[199].packet.timestamp)
        let second =
            switch change {
            case .timestampAhead:
                JitterSimulation.stream(200, from: from, sequenceNumber: number &+ 1, timestamp: timestamp &+ 1_000_000)
            case .timestampBack:
                JitterSimulation.stream(200, from: from, sequenceNumber: number &+ 1, timestamp: timestamp &- 1_000_000)
            case .sequenceToo:
                JitterSimulation.stream(200, from: from, sequenceNumber: number &+ 20_000, timestamp: 77)
            case .newSource:
                JitterSimulation.stream(200, from: from, sequenceNumber: 3, timestamp: 99, ssrc: 2)
            case .sameNumbersNewSource:
                JitterSimulation.stream(200, from: from, sequenceNumber: number &+ 1, timestamp: timestamp, ssrc: 2)
            }
        simulation.run(first + second)
        // One packet may be spent on the proof that it was no stray; reordering at the seam may cost another.
        #expect(simulation.playedNumbers.count >= 396)
        #expect(simulation.buffer.counts.restarts >= 1)
        #expect(simulation.concealed <= 12)
        #expect((20...110).contains((simulation.delays.last ?? 0) - 30))
    }

    @Test("strays do not disturb a stream", arguments: UInt64(0)..<10)
    func strays(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var simulation = JitterSimulation(Network(), seed: seed)
        var stream = JitterSimulation.stream(400)
        for _ in 0..<60 {
            var stray = stream[Int.random(in: 20..<400, using: &random)]
            stray.packet.sequenceNumber = UInt16.random(in: 0...50_000, using: &random)
            stray.packet.timestamp = UInt32.random(in: 100_000...(.max / 2), using: &random)
            stray.packet.ssrc = UInt32.random(in: 1...4, using: &random)
            stream.append(stray)
        }
        simulation.run(stream.sorted { $0.at < $1.at })
        #expect(Set(simulation.playedNumbers).isSuperset(of: (0..<400).map { UInt16(65_500) &+ $0 }))
        #expect(simulation.playedNumbers.count == 400)
    }

    @Test("a sender whose clock runs 0.1 % fast or slow is followed for ten minutes", arguments: [-20, 20])
    func drift(microsecondsPerPacket: Int) {
        var simulation = JitterSimulation(Network(jitterMilliseconds: 20), seed: 9)
        let stream = JitterSimulation.stream(30_000).enumerated().map { index, departure in
            JitterSimulation.Departure(
                packet: departure.packet,
                at: departure.at.advanced(by: .microseconds(microsecondsPerPacket * index))
            )
        }
        simulation.run(stream)
        #expect(simulation.buffer.counts.played > 29_950)
        #expect(simulation.delays.suffix(25_000).allSatisfy { $0 < 30 + 120 })
    }
}
