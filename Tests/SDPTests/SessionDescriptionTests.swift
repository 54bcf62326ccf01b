import Foundation
import Kernel
import SDP
import Testing

@Suite("Session descriptions")
struct SessionDescriptionTests {
    @Test(
        "RFC 8866 §9: what stands in the order of the grammar prints as it was read",
        arguments: [
            SDPSamples.full, SDPSamples.browser, SDPSamples.phone,
        ]
    )
    func roundTrip(lines: [String]) throws {
        let description = try SDPSamples.parse(lines)
        #expect(description.description == SDPSamples.text(lines))
        #expect(try SessionDescription(parsing: description.bytes) == description)
    }

    @Test("each part is found")
    func parts() throws {
        let description = try SDPSamples.parse(SDPSamples.full)
        #expect(description.origin.username == "jdoe")
        #expect(description.origin.sessionVersion == "3724394405")
        #expect(description.name == "Call to John Smith")
        #expect(description.connection?.address == "224.2.1.1")
        #expect(description.connection?.multicast == "127/3")
        #expect(description.bandwidths.map(\.value) == [128, 256])
        #expect(description.timings.map(\.repetitions.count) == [2, 0])
        #expect(description.attributes.direction == .receiveOnly)
        #expect(description.attributes.groups == [MediaGroup(semantics: "BUNDLE", mids: ["a", "v"])])
        #expect(description.media.map(\.kind) == [.audio, .video, .application])
        let audio = description.media[0]
        #expect(audio.port == 49_170 && audio.portCount == 2 && audio.formats == ["0", "101"])
        #expect(description.connection(of: audio)?.addressFamily == .ip6)
        #expect(description.connection(of: description.media[1])?.address == "224.2.1.1")
        #expect(description.direction(of: audio) == .receiveOnly)
        #expect(audio.attributes.packetTime == .milliseconds(20))
        #expect(audio.attributes.mid == "a")
        #expect(audio.codecs.map(\.name) == ["PCMU", "telephone-event"])
        #expect(description.media[1].codecs.map(\.clockRate) == [90_000])
        #expect(description.media[2].codecs.isEmpty)
    }

    static let head = ["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-"]

    /// Mistakes of real phones that do no harm.
    static let sloppy: [String] = [
        "v=0\no=- 1 1 IN IP4 192.0.2.1\nc=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0",
        "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio  4000 RTP/AVP 0 \r\nc=IN  IP4 192.0.2.1 \r\n\r\n\r\n",
        "v=0\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\ns=late\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n",
        "v=0\r\no=John Q Public 1 1 IN IP4 192.0.2.1\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n",
        "v=0\r\no=- -12 18446744073709551616 IN IP4 192.0.2.1\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n",
    ]

    @Test("phones' harmless mistakes are understood", arguments: Self.sloppy)
    func lenient(text: String) throws {
        let description = try SessionDescription(parsing: Array(text.utf8))
        #expect(description.media.count == 1)
        #expect(description.media[0].port == 4_000)
        #expect(description.connection(of: description.media[0])?.address == "192.0.2.1")
        #expect(description.audioCodecs == [.pcmu])
        #expect(try SessionDescription(parsing: description.bytes).media == description.media)
    }

    static let broken: [(lines: [String], code: SDPParseError.Code, line: Int)] = [
        ([], .badVersion, 0),
        (["v=1"], .badVersion, 1),
        (["o=- 1 1 IN IP4 192.0.2.1"], .badVersion, 1),
        (["v=0"], .badOrigin, 0),
        (["v=0", "o=- 1 1 IN IP4"], .badOrigin, 2),
        (["v=0", "o=- 1 1 IN IP4 a", "o=- 1 1 IN IP4 a"], .badOrigin, 3),
        (head + ["c=IN IP4"], .badConnection, 4),
        (head + ["c=IN IP4 /3"], .badConnection, 4),
        (head + ["b=AS"], .badBandwidth, 4),
        (head + ["b=AS:-1"], .badBandwidth, 4),
        (head + ["t=now"], .badTiming, 4),
        (head + ["t=0 99999999999999999999"], .badTiming, 4),
        (head + ["r=7d"], .badTiming, 4),
        (head + ["m=audio RTP/AVP 0"], .badMedia, 4),
        (head + ["m=audio 65536 RTP/AVP 0"], .badMedia, 4),
        (head + ["m=audio 1/0 RTP/AVP 0"], .badMedia, 4),
        (head + ["m=audio"], .badMedia, 4),
        (head + ["a="], .badLine, 4),
        (head + ["a=:x"], .badLine, 4),
        (head + ["x"], .badLine, 4),
        (head + ["=x"], .badLine, 4),
        (head + ["", "t=0 0"], .badLine, 5),
        (head + ["i=a\0b"], .badLine, 4),
        (head + ["i=a\rb"], .badLine, 4),
        (head + [String(repeating: "i=x\r\n", count: 2_000)], .tooLarge, 2_001),
        (head + Array(repeating: "a=x", count: 513), .tooLarge, 516),
        (head + Array(repeating: "m=audio 1 RTP/AVP 0", count: 33), .tooLarge, 36),
        (head + ["m=audio 1 RTP/AVP" + String(repeating: " 0", count: 65)], .tooLarge, 4),
        (head + ["a=" + String(repeating: "x", count: 5_000)], .tooLarge, 4),
        (head + [String(repeating: "i=xxxxxxxx\r\n", count: 7_000)], .tooLarge, 0),
    ]

    @Test("what would be misunderstood is refused, with the line", arguments: Self.broken.indices)
    func refuses(index: Int) {
        let sample = Self.broken[index]
        do {
            let description = try SDPSamples.parse(sample.lines)
            Issue.record("accepted: \(description)")
        } catch {
            let failure = error as? SDPParseError
            #expect(failure?.code == sample.code)
            #expect(failure?.line == sample.line)
        }
    }

    @Test("a value never starts a line of its own when printed")
    func injection() throws {
        var description = try SDPSamples.parse(SDPSamples.phone)
        description.name = "a\r\nm=audio 1 RTP/AVP 0"
        description.media[0].attributes.append("label", "x\nc=IN IP4 203.0.113.1\0")
        let again = try SessionDescription(parsing: description.bytes)
        #expect(again.media.count == 1)
        #expect(again.name == "a  m=audio 1 RTP/AVP 0")
        #expect(again.connection?.address == "192.168.0.200")
    }

    @Test(
        "mutated descriptions are read or refused, and what is read prints and reads the same",
        arguments: UInt64(0)..<60
    )
    func mutation(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let seeds = [SDPSamples.full, SDPSamples.browser, SDPSamples.phone].map { Array(SDPSamples.text($0).utf8) }
        for _ in 0..<40 {
            var bytes = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = .random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(Array(" /:=;\r\n09".utf8).randomElement(using: &random) ?? 0, at: index)
                default: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &random))
                }
            }
            guard let description = try? SessionDescription(parsing: bytes) else { continue }
            let again = try SessionDescription(parsing: description.bytes)
            #expect(again.bytes == description.bytes)
            SDPExercise.run(description)
        }
    }

    @Test("the fuzzing corpus is read or refused")
    func corpus() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fuzz/Corpus/sdp").standardized
        guard let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        else { return }
        for file in files {
            guard let description = try? SessionDescription(parsing: Array(try Data(contentsOf: file))) else {
                continue
            }
            SDPExercise.run(description)
        }
    }
}

/// Looks at all that can be looked at and negotiates both ways.
enum SDPExercise {
    static func run(_ description: SessionDescription) {
        for attributes in [description.attributes] + description.media.map(\.attributes) {
            _ = (attributes.direction, attributes.packetTime, attributes.control?.value, attributes.setup)
            _ = (attributes.groups.map(\.value), attributes.sources.map(\.value), attributes.cryptos.map(\.value))
            _ = (attributes.fingerprints.map(\.value), attributes.candidates.map(\.value), attributes.iceOptions)
        }
        var local = LocalMedia(codecs: [.opus, .pcma, .telephoneEvent], address: "192.0.2.9", port: 4_000)
        local.profiles += [.dtlsSAVPF]
        var negotiation = Negotiation(sessionID: 1)
        let answer = try? negotiation.answer(description, with: local)
        if let media = answer?.media { _ = (media.voice, media.telephoneEvent, media.translations(to: media)) }
        var caller = Negotiation(sessionID: 2)
        _ = try? caller.offer(LocalMedia(codecs: description.audioCodecs, address: "::1", port: 4_000))
        _ = try? caller.accept(description)
    }
}
