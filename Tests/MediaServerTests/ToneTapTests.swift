import Audio
import Codecs
import Testing

@testable import MediaServer

@Suite("Busy and fax tones of a stream")
struct ToneTapTests {
    @Test("a tap tells each tone once, by the stream's event", arguments: [TelephoneTone.busy, .congestion, .ringBack])
    func tones(tone: TelephoneTone) {
        let log = EventLog()
        let tap = ToneTap(onEvent: log.handler)
        let clip = tone.clip.samples
        var place = 0
        for _ in 0..<500 {
            let frame = (0..<160).map { clip[(place + $0) % clip.count] }
            place += 160
            frame.withUnsafeBufferPointer { tap.hear($0) }
        }
        #expect(log.events == (tone == .ringBack ? [] : [.callTone(.busy)]))
    }
}
