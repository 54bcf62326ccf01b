import Audio
import Kernel
import RTP
import Testing

@testable import MediaServer

extension OverSockets {
    @Suite("RTCP, alarms and ports over real sockets")
    struct ControlTests {
        /// One compound taken apart.
        struct Report: Equatable {
            var sender: RTCPSenderReport?
            var blocks: [RTCPReportBlock] = []
            var hasName = false
            var saysGoodbye = false

            init?(_ bytes: [UInt8]?) {
                guard let bytes else { return nil }
                let parsed = bytes.withUnsafeBytes { buffer -> Report? in
                    guard let compound = try? RTCPCompound(parsing: buffer, allowsReducedSize: false) else {
                        return nil
                    }
                    var report = Report()
                    for packet in compound {
                        switch packet {
                        case .senderReport(let sender, let blocks):
                            report.sender = sender
                            report.blocks += Array(blocks)
                        case .receiverReport(_, let blocks): report.blocks += Array(blocks)
                        case .sourceDescription: report.hasName = true
                        case .goodbye: report.saysGoodbye = true
                        default: break
                        }
                    }
                    return report
                }
                guard let parsed else { return nil }
                self = parsed
            }

            private init() {}
        }

        @Test("each leg gets reports of its own, and a goodbye at the end")
        func reports() async throws {
            let server = try startServer { $0.reportInterval = .milliseconds(200) }
            defer { server.stop() }
            let call = try TestCall(on: server)
            for _ in 0..<10 {
                call.one.send([UInt8](repeating: 1, count: 160), as: 8, to: call.oneStream)
                _ = call.other.receive()
            }
            let toOther = try #require(Report(call.other.receiveBytes(onControl: true, within: 5_000)))
            let sender = try #require(toOther.sender)
            #expect(sender.ssrc == call.one.ssrc && sender.packetCount == 10 && sender.octetCount == 1_600)
            #expect(toOther.blocks.isEmpty && toOther.hasName)
            let toOne = try #require(Report(call.one.receiveBytes(onControl: true, within: 5_000)))
            let block = try #require(toOne.blocks.first)
            #expect(toOne.sender == nil && block.ssrc == call.one.ssrc && block.cumulativeLost == 0)
            #expect(block.highestSequence == 1_009)

            // The other side answers: its report ends here and shows in the statistics.
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = bytes.withUnsafeMutableBytes { buffer in
                var writer = RTCPWriter(buffer)
                let answer = RTCPReportBlock(
                    ssrc: sender.ssrc,
                    fractionLost: 64,
                    jitter: 80,
                    lastSenderReport: sender.ntp.middle,
                    delaySinceLastSenderReport: 0
                )
                writer.appendReceiverReport(ssrc: 0x2222, block: answer)
                return writer.count
            }
            call.other.send(raw: Array(bytes[..<count]), to: call.otherStream.localPort + 1, fromControl: true)
            #expect(await statistics(of: call.otherStream) { $0.remoteLossPercent == 25 })
            let statistics = await call.otherStream.statistics()
            #expect(statistics.remoteJitter == .milliseconds(10))
            #expect(try #require(statistics.roundTrip) < .seconds(10))

            call.oneStream.close()
            var last: Report?
            while let report = Report(call.one.receiveBytes(onControl: true, within: 1_000)) { last = report }
            #expect(last?.saysGoodbye == true)
        }

        @Test("rtcp-mux: reports share the RTP port")
        func multiplexed() throws {
            let server = try startServer { $0.reportInterval = .milliseconds(200) }
            defer { server.stop() }
            let call = try TestCall(on: server) {
                $0.isControlMultiplexed = true
                $0.remoteControl = nil
            }
            call.one.send([1], as: 8, to: call.oneStream)
            var reports = 0
            for _ in 0..<3 where Report(call.other.receiveBytes()) != nil { reports += 1 }
            #expect(reports >= 2)
        }

        @Test("statistics tell loss, jitter, quality")
        func quality() async throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server)
            for index in 0..<100 {
                if index % 10 == 5 {
                    call.one.sequence += 1
                    call.one.timestamp += 160
                }
                call.one.send([UInt8](repeating: 1, count: 160), as: 8, to: call.oneStream)
                _ = call.other.receive()
            }
            let one = await call.oneStream.statistics()
            #expect(one.receivedPackets == 100 && one.lostPackets == 10 && one.receivedOctets == 16_000)
            #expect(abs(one.lossPercent - 100.0 / 11) < 0.1)
            #expect(try #require(one.meanOpinionScore) < 4.1 && one.remoteSSRC == call.one.ssrc)
            let other = await call.otherStream.statistics()
            #expect(other.sentPackets == 100 && other.meanOpinionScore == nil)
        }

        @Test("BYD-05 silence and one-way audio are told during the call, and their end")
        func alarms() throws {
            let server = try startServer {
                $0.silenceAlarm = .milliseconds(1_500)
                $0.oneWayAlarm = .milliseconds(300)
            }
            defer { server.stop() }
            let call = try TestCall(on: server)
            #expect(
                eventually {
                    call.one.send([1], as: 8, to: call.oneStream)
                    return call.otherLog.has { if case .oneWay = $0 { true } else { false } }
                }
            )
            #expect(!call.oneLog.has { if case .oneWay = $0 { true } else { false } })
            #expect(call.otherLog.has { if case .silent = $0 { true } else { false } })
            call.other.send([1], as: 8, to: call.otherStream)
            #expect(call.otherLog.has(.resumed))
        }

        @Test("ports come back after the call, rest, and no descriptor is left")
        func ports() async throws {
            let before = openDescriptors()
            let server = try startServer(ports: 8) { $0.quarantine = .milliseconds(300) }
            var streams = try (0..<4).map { _ in try server.makeStream() }
            #expect(Set(streams.map(\.localPort)).count == 4 && streams.allSatisfy { $0.localPort.isMultiple(of: 2) })
            do throws(MediaError) {
                _ = try server.makeStream()
                Issue.record("a fifth")
            } catch { #expect(error.code == .portsExhausted) }
            let closed = streams.removeLast()
            closed.close()
            closed.close()
            #expect(throws: MediaError.self) { try closed.play(.nothing) }
            #expect(eventually { server.counts.restingPorts == 1 && server.counts.streams == 3 })
            // Forgetting a stream closes it.
            streams.removeLast()
            #expect(eventually { server.counts.streams == 2 })
            #expect(eventually { (try? server.makeStream()) != nil })
            server.stop()
            #expect(eventually { openDescriptors() <= before })
            do throws(MediaError) {
                _ = try server.makeStream()
                Issue.record("after the end")
            } catch { #expect(error.code == .notStarted) }
            let late = await streams[0].statistics()
            #expect(late == StreamStatistics())
        }

        @Test("a port that somebody else has bound is skipped, without leaking its neighbour")
        func portTaken() throws {
            let probe = try startServer(ports: 4)
            let range = probe.settings.ports
            probe.stop()
            let squatter = try DatagramSocket(
                binding: MediaAddress(host: .loopback, port: range.lowerBound + 1),
                probe.settings
            )
            let before = openDescriptors()
            let server = try startServer(ports: 4) { $0.ports = range }
            let stream = try server.makeStream()
            #expect(stream.localPort == range.lowerBound + 2)
            do throws(MediaError) {
                _ = try server.makeStream()
                Issue.record("bound twice")
            } catch { #expect(error.code == .portsExhausted) }
            stream.close()
            server.stop()
            #expect(eventually { openDescriptors() <= before })
            #expect(squatter.descriptor >= 0)
        }

        @Test("BYD-04 each network has its address; unknown ones and foreign addresses are told")
        func networks() throws {
            let server = try startServer {
                $0.networks.append(MediaNetwork(name: "office", bind: .loopback, public: "203.0.113.5"))
                $0.networks.append(MediaNetwork(name: "elsewhere", bind: MediaHost(ipv4: 0xc000_0201)))
            }
            defer { server.stop() }
            #expect(try server.makeStream().publicHost == "127.0.0.1")
            #expect(try server.makeStream(on: "office").publicHost == "203.0.113.5")
            for (name, code) in [("nowhere", MediaError.Code.unknownNetwork), ("elsewhere", .cannotBind)] {
                do throws(MediaError) {
                    _ = try server.makeStream(on: name)
                    Issue.record("made")
                } catch { #expect(error.code == code) }
            }
        }
    }
}
