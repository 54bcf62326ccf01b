import Kernel
import RTP

/// RTCP ends here: each leg gets reports about itself, not the other leg's (RFC 3550 §7.2 as a translator may not, but
/// an endpoint must; the legs of a B2BUA are sessions of their own).
extension RelayLoop {
    /// Takes one datagram from a stream's RTCP socket.
    mutating func receiveControl(_ stream: StreamPointer) {
        let length = stream.pointee.sockets.control.receive(into: self.buffer, from: &self.source)
        guard length > 0 else { return }
        var datagram = UnsafeMutableRawBufferPointer(rebasing: self.buffer[..<min(length, self.buffer.count)])
        if let transport = stream.pointee.transport {
            guard DatagramKind(of: UnsafeRawBufferPointer(datagram)) == .rtcp,
                let opened = self.openControl(datagram, transport, stream)
            else { return }
            datagram = UnsafeMutableRawBufferPointer(rebasing: datagram[..<opened])
        }
        let bytes = UnsafeRawBufferPointer(datagram)
        guard DatagramKind(of: bytes) == .rtcp, let compound = try? RTCPCompound(parsing: bytes) else {
            self.counts.malformedPackets += 1
            stream.pointee.malformedPackets += 1
            return
        }
        let address = self.source.mediaAddress
        switch stream.pointee.controlLatch.admit(address, ssrc: Self.senderSSRC(of: bytes), at: self.now) {
        case .accepted: break
        case .latched: stream.pointee.controlDestination = SocketAddress(address)
        case .refused:
            self.counts.refusedPackets += 1
            stream.pointee.refusedPackets += 1
            return
        }
        self.take(compound, stream)
    }

    /// RTCP on the RTP port (RFC 5761) is believed from the source that RTP has latched or ICE has found, and latches
    /// nothing itself.
    mutating func takeMultiplexedControl(_ bytes: UnsafeRawBufferPointer, _ stream: StreamPointer) {
        let peer = stream.pointee.latch.address ?? stream.pointee.transport?.remote
        guard peer == self.source.mediaAddress else {
            self.counts.refusedPackets += 1
            stream.pointee.refusedPackets += 1
            return
        }
        guard let compound = try? RTCPCompound(parsing: bytes) else {
            self.counts.malformedPackets += 1
            stream.pointee.malformedPackets += 1
            return
        }
        self.take(compound, stream)
    }

    /// A compound's first packet names its sender in bytes 4 to 7.
    private static func senderSSRC(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        bytes.count >= 8 ? UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)) : 0
    }

    private mutating func take(_ compound: RTCPCompound, _ stream: StreamPointer) {
        self.counts.receivedReports += 1
        for packet in compound {
            switch packet {
            case .senderReport(let report, let blocks):
                stream.pointee.reception.receive(report, at: self.now)
                self.take(blocks, stream)
            case .receiverReport(_, let blocks):
                self.take(blocks, stream)
            case .sourceDescription, .goodbye, .application, .feedback, .other:
                // A goodbye is no end of the call: that is for signalling to say.
                break
            }
        }
    }

    private func take(_ blocks: RTCPReportBlocks, _ stream: StreamPointer) {
        for block in blocks where block.ssrc == stream.pointee.sending.ssrc {
            let former = stream.pointee.remoteReport?.roundTrip
            let jitter = Int64(block.jitter) &* 1_000_000 / Int64(max(1, stream.pointee.sendClockRate))
            stream.pointee.remoteReport = StreamState.RemoteReport(
                lossPercent: Double(block.fractionLost) * 100 / 256,
                jitter: .microseconds(jitter),
                roundTrip: block.roundTrip(receivedAt: NTPTimestamp(self.time.timestamp)) ?? former
            )
        }
    }

    /// Sends a stream's report when it is due.
    mutating func reportIfDue(_ stream: StreamPointer) {
        guard stream.pointee.nextReport <= self.now else { return }
        // Half to one and a half intervals, so that reports of many streams do not fall together (RFC 3550 §6.2).
        let share = Double.random(in: 0.5...1.5, using: &self.generator)
        stream.pointee.nextReport = self.now.advanced(by: self.settings.reportInterval * share)
        self.sendReport(stream, saysGoodbye: false)
    }

    mutating func sendReport(_ stream: StreamPointer, saysGoodbye: Bool) {
        guard let destination = stream.pointee.controlDestination else { return }
        let sent = stream.pointee.sending.packets
        let hasSpoken = sent != stream.pointee.packetsAtLastReport
        let block = stream.pointee.reception.reportBlock(at: self.now)
        // Before the first packet either way there is nothing to tell.
        guard hasSpoken || block != nil || sent > 0 else { return }
        stream.pointee.packetsAtLastReport = sent

        var writer = RTCPWriter(self.buffer)
        let ssrc = stream.pointee.sending.ssrc ?? stream.pointee.continuity.ssrc
        let ntp = NTPTimestamp(self.time.timestamp)
        if hasSpoken, let report = stream.pointee.sending.report(at: self.now, ntp: ntp) {
            writer.append(report, block: block)
        } else {
            writer.appendReceiverReport(ssrc: ssrc, block: block)
        }
        writer.appendSourceDescription(ssrc: ssrc, canonicalName: self.canonicalName)
        if saysGoodbye { writer.appendGoodbye(ssrc: ssrc) }
        // A lost report is made good by the next.
        self.transmitControl(writer.count, stream, to: destination)
        self.counts.sentReports += 1
    }
}
