import Audio
import Kernel
import RTP
import Testing

@testable import MediaServer

extension OverSockets {
    @Suite("Tones, music, files and digits over real sockets")
    struct PlayingTests {
        private func stream(
            on server: MediaServer,
            for peer: Peer,
            _ formats: [PayloadFormat] = [.pcma, .events],
            log: EventLog = EventLog(),
            change: (inout StreamConfiguration) -> Void = { _ in }
        ) throws -> MediaStream {
            let stream = try server.makeStream(onEvent: log.handler)
            try stream.configure(peer.configuration(formats, change: change))
            return stream
        }

        @Test(
            "the milliwatt is 1 004 Hz at 0 dBm0 in both laws, without gaps",
            arguments: [
                (PayloadFormat.pcma, G711Law.aLaw), (.pcmu, .muLaw),
            ]
        )
        func milliwatt(format: PayloadFormat, law: G711Law) throws {
            let server = try startServer()
            defer { server.stop() }
            let peer = try Peer()
            let stream = try self.stream(on: server, for: peer, [format])
            try stream.play(.tone(.milliwatt))
            let packets = peer.receive(30)
            let sound = packets.flatMap { law.decode($0.payload) }
            let tone = try #require(ToneMeasurement(sound))
            #expect(sound.count == 4_800 && ToneMeasurement.gaps(in: sound).isEmpty)
            #expect(abs(tone.hertz - 1_004) < 0.3 && abs(tone.level.dBm0) < 0.15 && tone.signalToNoise > 34)
            let (first, last) = (try #require(packets.first).header, try #require(packets.last).header)
            #expect(first.hasMarker && !last.hasMarker)
            #expect(last.sequenceNumber &- first.sequenceNumber == 29 && last.timestamp &- first.timestamp == 29 * 160)
            stream.stopPlaying()
            #expect(eventually { server.counts.pacedStreams == 0 })
        }

        @Test("CAL-05 hold: talk, music, talk are one stream to the held peer")
        func hold() throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server)
            call.one.send([1], as: 8, to: call.oneStream)
            let talk = try #require(call.other.receive()).header
            try call.otherStream.play(.clip(HoldMelody.clip, repeats: true))
            let music = call.other.receive(10)
            // The side that holds may go on sending: nobody hears it.
            call.one.send([2], as: 8, to: call.oneStream)
            try server.bridge(call.oneStream, call.otherStream)
            call.one.send([3], as: 8, to: call.oneStream)
            var after: [Peer.Packet] = []
            while let packet = call.other.receive(within: 200) { after.append(packet) }
            let heard = [talk] + music.map(\.header) + after.map(\.header)
            #expect(Set(heard.map(\.ssrc)) == [call.one.ssrc])
            #expect(heard.map(\.sequenceNumber) == heard.indices.map { talk.sequenceNumber &+ UInt16($0) })
            #expect(zip(heard, heard.dropFirst()).allSatisfy { Int32(bitPattern: $1.timestamp &- $0.timestamp) >= 160 })
            #expect(music.first?.header.hasMarker == true && after.last?.header.hasMarker == true)
            #expect(after.last?.payload == [3])
            let loud = SoundLevel(of: music.dropFirst(3).flatMap { G711Law.aLaw.decode($0.payload) })
            #expect(loud > SoundLevel(dBm0: -35))
        }

        @Test("a file is played to its end, to the sample, and then says so")
        func file() throws {
            let server = try startServer()
            defer { server.stop() }
            let peer = try Peer()
            let log = EventLog()
            let stream = try self.stream(on: server, for: peer, log: log)
            var generator = ToneGenerator([ToneComponent(hertz: 600, level: SoundLevel(dBm0: -10))])
            let clip = AudioClip(samples: generator.next(1_000))
            try stream.play(.clip(clip, repeats: false))
            let sound = peer.receive(7).flatMap { G711Law.aLaw.decode($0.payload) }
            #expect(sound.count == 1_120)
            #expect(Array(sound[..<1_000]) == G711Law.aLaw.decode(G711Law.aLaw.encode(clip.samples)))
            #expect(sound[1_000...].allSatisfy { $0 == 8 })
            #expect(log.has(.playedToEnd))
            #expect(peer.receiveBytes(within: 60) == nil)
        }

        @Test("digits go out as RFC 4733 events, with marker, growing duration and three ends")
        func events() throws {
            let server = try startServer()
            defer { server.stop() }
            let peer = try Peer()
            let log = EventLog()
            let stream = try self.stream(on: server, for: peer, log: log)
            try stream.send(digits: "1*D", duration: .milliseconds(80))
            var receiver = TelephoneEventReceiver()
            var digits: [Character] = []
            var ends = 0
            var packets: [RTPHeader] = []
            while let packet = peer.receive(within: 500) {
                let event = try #require(packet.payload.withUnsafeBytes { TelephoneEvent(parsing: $0) })
                let outcome = receiver.receive(event, timestamp: packet.header.timestamp, at: .start)
                if let press = outcome.ended, let digit = press.code.digit {
                    digits.append(digit)
                    #expect(press.duration == .milliseconds(80))
                }
                ends += event.isEnd ? 1 : 0
                packets.append(packet.header)
            }
            #expect(String(digits) == "1*D" && ends == 9)
            #expect(Set(packets.map(\.payloadType)) == [101] && Set(packets.map(\.timestamp)).count == 3)
            #expect(packets.filter(\.hasMarker).count == 3)
            #expect(zip(packets, packets.dropFirst()).allSatisfy { $1.sequenceNumber == $0.sequenceNumber &+ 1 })
            #expect(log.has(.digitsSent))
        }

        @Test(
            "SIP-06 CAL-04 digits as tones are heard by a stream that looks for them, in every codec",
            arguments: [PayloadFormat.pcmu, .pcma, TranscodingTests.g722, TranscodingTests.opus]
        )
        func inBand(format: PayloadFormat) throws {
            let server = try startServer()
            defer { server.stop() }
            let peer = try Peer()
            let heard = EventLog()
            let caller = try self.stream(on: server, for: peer, [format])
            let listener = try server.makeStream(onEvent: heard.handler)
            // The two streams are each other's peers: what one plays, the other hears.
            var toListener = peer.configuration([format])
            toListener.remote = MediaAddress(host: .loopback, port: listener.localPort)
            try caller.configure(toListener)
            var toCaller = peer.configuration([format])
            toCaller.remote = MediaAddress(host: .loopback, port: caller.localPort)
            toCaller.detectsInBandDigits = true
            try listener.configure(toCaller)
            try caller.send(digits: "0#73", as: .automatic, duration: .milliseconds(80))
            #expect(eventually { heard.digits == "0#73" })
            #expect(
                heard.events.contains { event in
                    if case .digit("0", let duration, .inBand) = event {
                        (.milliseconds(50)...(.milliseconds(110))).contains(duration)
                    } else {
                        false
                    }
                }
            )
        }

        @Test("what cannot be dialled is refused", arguments: ["", "12x", String(repeating: "1", count: 33)])
        func refused(digits: String) throws {
            let server = try startServer()
            defer { server.stop() }
            let peer = try Peer()
            let stream = try self.stream(on: server, for: peer, [.pcma])
            do throws(MediaError) {
                try stream.send(digits: digits)
                Issue.record("sent")
            } catch { #expect(error.code == .digitNotSendable) }
            do throws(MediaError) {
                try stream.send(digits: "1", as: .telephoneEvent)
                Issue.record("sent")
            } catch { #expect(error.code == .digitNotSendable) }
        }

        @Test("a recording has the tone in it, and silence where packets were lost")
        func recording() throws {
            let server = try startServer()
            defer { server.stop() }
            let peer = try Peer()
            let stream = try self.stream(on: server, for: peer)
            let recording = RecordingBuffer(limit: .seconds(3))
            stream.record(into: recording)
            var generator = ToneGenerator([ToneComponent(hertz: 500, level: SoundLevel(dBm0: -10))])
            for index in 0..<50 {
                let sound = G711Law.aLaw.encode(generator.next(160))
                if (20..<25).contains(index) {
                    // Lost on the way: the numbers go on.
                    peer.sequence += 1
                    peer.timestamp += 160
                } else {
                    peer.send(sound, as: 8, to: stream)
                    #expect(eventually { recording.samples.count >= (index + 1) * 160 })
                }
            }
            let sound = recording.take()
            #expect(sound.count == 8_000 && recording.samples.isEmpty && recording.droppedSamples == 0)
            let gaps = ToneMeasurement.gaps(in: sound)
            #expect(gaps == [3_200..<4_000])
            #expect(abs(try #require(ToneMeasurement(Array(sound[..<3_200]))).hertz - 500) < 0.3)
        }
    }
}
