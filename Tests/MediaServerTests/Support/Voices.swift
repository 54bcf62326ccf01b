import Audio
import Codecs
import Kernel
import RTP

@testable import MediaServer

/// A peer that speaks a tone of its own in its own codec and keeps what it hears.
final class Voice {
    let peer: Peer
    let stream: MediaStream
    let log = EventLog()
    let hertz: Int
    let format: PayloadFormat
    private let codec: SpeechCodec
    private var tone: ToneGenerator
    private var sender: SpeechSender
    private var decoder: AudioDecoder
    private var payload: [UInt8]
    private var frame = [Int16](repeating: 0, count: 480)
    /// At 8 kHz.
    var heard: [Int16] = []
    var isSpeaking = true

    init(_ hertz: Int, _ format: PayloadFormat = .pcma, on server: MediaServer, ssrc: UInt32) throws {
        self.hertz = hertz
        self.format = format
        self.codec = format.encoding.speechCodec ?? .pcma
        self.peer = try Peer(ssrc: ssrc)
        self.stream = try server.makeStream(onEvent: self.log.handler)
        try self.stream.configure(self.peer.configuration([format, .events]))
        self.tone = ToneGenerator([ToneComponent(hertz: hertz, level: SoundLevel(dBm0: -15))])
        self.sender = try SpeechSender(self.codec, at: .hertz8000)
        self.decoder = try AudioDecoder(self.codec, at: .hertz8000)
        self.payload = [UInt8](repeating: 0, count: self.codec.payloadLimit)
    }

    func turn() throws { try self.turn(to: self.stream) }

    /// Speaks to a stream, and takes what its peer hears.
    func turn(to stream: MediaStream) throws {
        if self.isSpeaking {
            let samples = self.tone.next(160)
            let length = try samples.withUnsafeBufferPointer { samples in
                try self.payload.withUnsafeMutableBytes { try self.sender.encode(samples, into: $0) }
            }
            let bytes = Array(self.payload[..<length])
            self.peer.send(
                bytes,
                as: self.format.payloadType,
                advance: self.codec.clockUnitsPerFrame,
                to: stream
            )
        }
        while let packet = self.peer.receive(within: 0) {
            let count = try packet.payload.withUnsafeBytes { bytes in
                try self.frame.withUnsafeMutableBufferPointer { try self.decoder.decode(bytes, into: $0) }
            }
            self.heard += self.frame[..<count]
        }
    }

    /// How strong a tone is in the last half second heard, in dBm0.
    func level(of hertz: Int) -> Double {
        let sound = self.heard.suffix(4_000)
        guard sound.count == 4_000 else { return -.infinity }
        return ToneMeasurement.level(of: Double(hertz), in: Array(sound)).dBm0
    }
}

/// Lets all speak in real time.
func speak(_ voices: [Voice], turns: Int) async throws {
    let clock = ContinuousClock()
    var due = clock.now
    for _ in 0..<turns {
        for voice in voices { try voice.turn() }
        due += .milliseconds(20)
        try await clock.sleep(until: due)
    }
}
