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
            // By index: iterators of arrays allocate where nothing is optimised, and tests count allocations there.
            for index in 0..<self.paced.count { self.paced[index].pointee.ear?.turn(at: self.now) }
            var listener = self.paced.count
            while listener > 0 {
                listener -= 1
                self.tellHeardDigit(self.paced[listener])
            }
            for index in 0..<self.rooms.count { self.rooms[index].turn() }
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
            || stream.pointee.conversion != nil || stream.pointee.ear != nil || stream.pointee.room != nil
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
                if let room = stream.pointee.room {
                    self.sendRoom(room, stream, destination)
                } else if let conversion = stream.pointee.conversion {
                    self.sendConverted(conversion, stream, destination)
                }
                return
            }
            stream.pointee.playback = nil
            let isOver = self.play(&playback, stream, destination)
            if isOver {
                self.updatePacing(stream)
                if let prompt = playback.prompt {
                    stream.pointee.onEvent(.promptEnded(PromptEnd(prompt, .complete, at: playback.place.time)))
                } else {
                    stream.pointee.onEvent(.playedToEnd)
                }
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
        let isOver = playback.queue.read(from: &playback.place, repeats: playback.repeats, into: sound)
        self.sendSound(UnsafeBufferPointer(sound), at: .hertz8000, format, stream, destination)
        return isOver
    }

    /// Encodes and sends 20 ms of sound of our own making.
    mutating func sendSound(
        _ sound: UnsafeBufferPointer<Int16>,
        at rate: SampleRate,
        _ format: StreamState.SoundFormat,
        _ stream: StreamPointer,
        _ destination: SocketAddress
    ) {
        let length = self.encode(sound, at: rate, format.codec, stream)
        guard length > 0 else { return }
        let header = stream.pointee.continuity.next(
            payloadType: format.payloadType,
            samples: format.codec.clockUnitsPerFrame,
            clockRate: format.codec.clockRate,
            at: self.now
        )
        header.write(into: self.buffer)
        self.send(header, payloadLength: length, stream, destination)
    }

    /// Writes 20 ms of sound as payload behind the place of the header.
    /// - Returns: the payload's length; 0 when it cannot be encoded.
    private mutating func encode(
        _ sound: UnsafeBufferPointer<Int16>,
        at rate: SampleRate,
        _ codec: SpeechCodec,
        _ stream: StreamPointer
    ) -> Int {
        let payload = UnsafeMutableRawBufferPointer(rebasing: self.buffer[RTPHeader.fixedLength...])
        if let law = codec.law, rate == .hertz8000 {
            law.encode(sound, into: UnsafeMutableRawBufferPointer(rebasing: payload[..<sound.count]))
            return sound.count
        }
        if stream.pointee.soundEncoder?.codec != codec || stream.pointee.soundEncoder?.rate != rate {
            stream.pointee.soundEncoder = SoundEncoder(codec, at: rate)
        }
        return stream.pointee.soundEncoder?.encode(sound, into: payload) ?? 0
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
        guard self.transmit(RTPHeader.fixedLength + payloadLength, stream, to: destination) else {
            self.counts.droppedPackets += 1
            return
        }
        self.counts.playedPackets += 1
        stream.pointee.sending.send(header, octets: payloadLength, at: self.now)
    }
}
