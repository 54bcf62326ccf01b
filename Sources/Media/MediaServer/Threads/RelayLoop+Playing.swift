import Audio
import Codecs
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
        let isNeeded =
            stream.pointee.playback != nil || stream.pointee.dialling != nil
            || stream.pointee.conversion != nil
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
            guard var playback = stream.pointee.playback else {
                if let conversion = stream.pointee.conversion { self.sendConverted(conversion, stream, destination) }
                return
            }
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
        let sound = UnsafeMutableBufferPointer(rebasing: self.samples[..<Self.packetSamples])
        let isOver = Self.take(from: &playback, into: sound)
        let length = self.encode(UnsafeBufferPointer(sound), format.codec, stream)
        guard length > 0 else { return isOver }
        let header = stream.pointee.continuity.next(
            payloadType: format.payloadType,
            samples: format.codec.clockUnitsPerFrame,
            clockRate: format.codec.clockRate,
            at: self.now
        )
        header.write(into: self.buffer)
        self.send(header, payloadLength: length, stream, destination)
        return isOver
    }

    /// Writes 20 ms of sound as payload behind the place of the header.
    /// - Returns: the payload's length; 0 when it cannot be encoded.
    private mutating func encode(
        _ sound: UnsafeBufferPointer<Int16>,
        _ codec: SpeechCodec,
        _ stream: StreamPointer
    ) -> Int {
        let payload = UnsafeMutableRawBufferPointer(rebasing: self.buffer[RTPHeader.fixedLength...])
        if let law = codec.law {
            law.encode(sound, into: UnsafeMutableRawBufferPointer(rebasing: payload[..<sound.count]))
            return sound.count
        }
        if stream.pointee.soundEncoder?.codec != codec { stream.pointee.soundEncoder = SoundEncoder(codec) }
        return stream.pointee.soundEncoder?.encode(sound, into: payload) ?? 0
    }

    /// Fills the samples from where the clip stands, and with silence where it ends.
    private static func take(
        from playback: inout StreamState.Playback,
        into sound: UnsafeMutableBufferPointer<Int16>
    ) -> Bool {
        let total = playback.clip.samples.count
        guard total > 0 else {
            sound.update(repeating: 0)
            return !playback.repeats
        }
        var filled = 0
        while filled < sound.count, playback.position < total {
            let count = min(sound.count - filled, total - playback.position)
            playback.clip.samples.withUnsafeBufferPointer { samples in
                let part = UnsafeBufferPointer(rebasing: samples[playback.position..<playback.position + count])
                _ = UnsafeMutableBufferPointer(rebasing: sound[filled..<filled + count]).update(from: part)
            }
            filled += count
            playback.position += count
            if playback.repeats, playback.position == total { playback.position = 0 }
        }
        UnsafeMutableBufferPointer(rebasing: sound[filled...]).update(repeating: 0)
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

    mutating func send(
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
