import Audio
import Kernel
import RTP

/// Packets of our own, every 20 ms: tones, music, files, digits.
extension RelayLoop {
    /// After a stall the missed packets are sent, up to this many; what is beyond is given up.
    private static let catchUpLimit = 5

    /// The timer has fired `turns` times.
    mutating func playPaced(_ turns: Int) {
        for _ in 0..<min(turns, Self.catchUpLimit) {
            // From the end, since a stream that finishes takes itself out.
            var index = self.paced.count
            while index > 0 {
                index -= 1
                self.playOne(self.paced[index])
            }
        }
    }

    /// Puts a stream on the timer's list or takes it off, by what it has to send.
    mutating func updatePacing(_ stream: StreamPointer) {
        let isNeeded = stream.pointee.playback != nil || stream.pointee.dialling != nil
        guard isNeeded != stream.pointee.isPaced else { return }
        stream.pointee.isPaced = isNeeded
        if isNeeded {
            self.paced.append(stream)
            if self.paced.count == 1 { self.poll.setTimer(Self.packetMilliseconds) }
        } else if let index = self.paced.firstIndex(of: stream) {
            self.paced.swapAt(index, self.paced.count - 1)
            self.paced.removeLast()
            if self.paced.isEmpty { self.poll.setTimer(0) }
        }
    }

    private mutating func playOne(_ stream: StreamPointer) {
        guard stream.pointee.sends, let destination = stream.pointee.destination else { return }
        switch stream.pointee.dialling {
        case .events(var sender, let payloadType):
            // Kept out of the state while it is changed, so that it is not copied.
            stream.pointee.dialling = nil
            let clock = stream.pointee.continuity.timestamp(clockRate: 8_000, at: self.now)
            let packet = sender.next(at: clock)
            let isOver = sender.isIdle
            if !isOver { stream.pointee.dialling = .events(sender, payloadType: payloadType) }
            if let packet { self.send(packet, as: payloadType, stream, destination) }
            if isOver { self.endDialling(stream) }
        case .tones(var playback):
            stream.pointee.dialling = nil
            let isOver = self.play(&playback, stream, destination)
            if isOver { self.endDialling(stream) } else { stream.pointee.dialling = .tones(playback) }
        case nil:
            guard var playback = stream.pointee.playback else { return }
            stream.pointee.playback = nil
            let isOver = self.play(&playback, stream, destination)
            if isOver {
                self.updatePacing(stream)
                stream.pointee.onEvent(.playedToEnd)
            } else {
                stream.pointee.playback = playback
            }
        }
    }

    private mutating func endDialling(_ stream: StreamPointer) {
        stream.pointee.dialling = nil
        self.updatePacing(stream)
        stream.pointee.onEvent(.digitsSent)
    }

    /// Sends the next 20 ms of a clip; the last packet of one that ends is filled up with silence.
    ///
    /// - Returns: whether the clip is over.
    private mutating func play(
        _ playback: inout StreamState.Playback,
        _ stream: StreamPointer,
        _ destination: SocketAddress
    ) -> Bool {
        guard let format = stream.pointee.soundFormat else { return false }
        let header = stream.pointee.continuity.next(
            payloadType: format.payloadType,
            samples: UInt32(Self.packetSamples),
            at: self.now
        )
        header.write(into: self.buffer)
        let payload = UnsafeMutableRawBufferPointer(
            rebasing: self.buffer[RTPHeader.fixedLength..<RTPHeader.fixedLength + Self.packetSamples]
        )
        let isOver = Self.take(from: &playback, into: payload, format.law)
        self.send(header, payloadLength: Self.packetSamples, stream, destination)
        return isOver
    }

    private static func take(
        from playback: inout StreamState.Playback,
        into payload: UnsafeMutableRawBufferPointer,
        _ law: G711Law
    ) -> Bool {
        let total = playback.clip.samples.count
        guard total > 0 else {
            payload.initializeMemory(as: UInt8.self, repeating: law.silence)
            return !playback.repeats
        }
        var filled = 0
        while filled < payload.count, playback.position < total {
            let count = min(payload.count - filled, total - playback.position)
            playback.clip.samples.withUnsafeBufferPointer { samples in
                law.encode(
                    UnsafeBufferPointer(rebasing: samples[playback.position..<playback.position + count]),
                    into: UnsafeMutableRawBufferPointer(rebasing: payload[filled..<filled + count])
                )
            }
            filled += count
            playback.position += count
            if playback.repeats, playback.position == total { playback.position = 0 }
        }
        for index in filled..<payload.count { payload[index] = law.silence }
        return playback.position == total
    }

    private mutating func send(
        _ packet: TelephoneEventSender.Packet,
        as payloadType: UInt8,
        _ stream: StreamPointer,
        _ destination: SocketAddress
    ) {
        let header = stream.pointee.continuity.event(
            payloadType: payloadType,
            timestamp: packet.timestamp,
            hasMarker: packet.hasMarker,
            at: self.now
        )
        header.write(into: self.buffer)
        packet.event.write(into: UnsafeMutableRawBufferPointer(rebasing: self.buffer[RTPHeader.fixedLength...]))
        self.send(header, payloadLength: TelephoneEvent.length, stream, destination)
    }

    private mutating func send(
        _ header: RTPHeader,
        payloadLength: Int,
        _ stream: StreamPointer,
        _ destination: SocketAddress
    ) {
        let datagram = UnsafeRawBufferPointer(rebasing: self.buffer[..<(RTPHeader.fixedLength + payloadLength)])
        guard stream.pointee.sockets.media.send(datagram, to: destination) else {
            self.counts.droppedPackets += 1
            return
        }
        self.counts.playedPackets += 1
        stream.pointee.sending.send(header, octets: payloadLength, at: self.now)
    }
}
