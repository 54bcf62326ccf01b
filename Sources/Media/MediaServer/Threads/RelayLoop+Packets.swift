import Audio
import Kernel
import RTP

/// The packet path: one datagram in, at most one out, nothing allocated.
extension RelayLoop {
    /// Takes one datagram from a stream's RTP socket.
    @inline(__always)
    mutating func receiveMedia(_ stream: StreamPointer) {
        let length = stream.pointee.sockets.media.receive(into: self.buffer, from: &self.source)
        guard length > 0 else { return }
        guard length <= self.buffer.count else {
            self.reject(stream)
            return
        }
        var datagram = UnsafeMutableRawBufferPointer(rebasing: self.buffer[..<length])
        let kind = DatagramKind(of: UnsafeRawBufferPointer(datagram))
        if let transport = stream.pointee.transport {
            guard let opened = self.open(datagram, kind, transport, stream) else { return }
            datagram = UnsafeMutableRawBufferPointer(rebasing: datagram[..<opened])
        }
        let bytes = UnsafeRawBufferPointer(datagram)
        switch kind {
        case .rtp: break
        case .rtcp where stream.pointee.configuration.isControlMultiplexed:
            self.takeMultiplexedControl(bytes, stream)
            return
        default:
            self.reject(stream)
            return
        }
        guard let header = try? RTPHeader(parsing: bytes) else {
            self.reject(stream)
            return
        }
        let route = stream.pointee.routes[header.payloadType]
        guard route.isExpected else {
            self.reject(stream)
            return
        }
        let address = self.source.mediaAddress
        switch stream.pointee.latch.admit(address, ssrc: header.ssrc, at: self.now) {
        case .accepted: break
        case .latched: self.follow(address, stream)
        case .refused:
            self.counts.refusedPackets += 1
            stream.pointee.refusedPackets += 1
            stream.pointee.lastRefused = address
            return
        }
        self.counts.receivedPackets += 1
        let outcome = stream.pointee.reception.receive(header, isMedia: !route.isTelephoneEvent, at: self.now)
        if outcome == .duplicate { return }
        if stream.pointee.silence.isAlarmed {
            stream.pointee.silence.resume()
            stream.pointee.onEvent(.resumed)
        }
        guard stream.pointee.receives else { return }
        self.listen(to: header, route, bytes, stream)
        let isHidden = stream.pointee.withholding.hides(isEvent: route.isTelephoneEvent, timestamp: header.timestamp)
        guard let listener = stream.pointee.listener else { return }
        if isHidden, !route.isTelephoneEvent { return }
        if let conversion = listener.pointee.conversion, !route.isTranscoded {
            if route.isForwarded, !route.isTelephoneEvent, !route.isComfortNoise {
                // From here on its packets pass as they are; two streams at once would be noise.
                self.dropConversion(listener)
            } else {
                self.note(header, route, bytes, conversion)
            }
        }
        if isHidden { return }
        guard route.isForwarded, listener.pointee.sends else {
            if route.isTranscoded, listener.pointee.sends {
                self.convert(header, bytes, from: stream, to: listener)
            } else if !route.isComfortNoise {
                self.drop(stream)
            }
            return
        }
        self.relay(header, route, datagram, from: stream, to: listener)
    }

    /// Gives a packet to the stream that listens.
    @inline(__always)
    private mutating func relay(
        _ received: RTPHeader,
        _ route: PayloadRoute,
        _ datagram: UnsafeMutableRawBufferPointer,
        from stream: StreamPointer,
        to listener: StreamPointer
    ) {
        guard let destination = listener.pointee.destination else {
            self.drop(stream)
            return
        }
        // Digits that we send take the place of what the other side says meanwhile.
        guard listener.pointee.dialling == nil else { return }
        var header = received
        header.payloadType = route.payloadType
        guard
            listener.pointee.continuity.relay(
                &header,
                connection: listener.pointee.connection,
                clockRate: listener.pointee.sendClockRate,
                at: self.now
            )
        else { return }
        if header != received, let editor = RTPPacketEditor(datagram) {
            editor.hasMarker = header.hasMarker
            editor.payloadType = header.payloadType
            editor.sequenceNumber = header.sequenceNumber
            editor.timestamp = header.timestamp
            editor.ssrc = header.ssrc
        }
        if route.isConverted, let law = route.law {
            law.convertToOther(UnsafeMutableRawBufferPointer(rebasing: datagram[header.payloadRange]))
        }
        guard self.transmit(datagram.count, listener, to: destination) else {
            self.drop(stream)
            return
        }
        self.counts.relayedPackets += 1
        listener.pointee.sending.send(header, octets: header.payloadRange.count, at: self.now)
    }

    /// Hears what we ourselves want of a packet: keys, tones, a recording.
    @inline(__always)
    private mutating func listen(
        to header: RTPHeader,
        _ route: PayloadRoute,
        _ bytes: UnsafeRawBufferPointer,
        _ stream: StreamPointer
    ) {
        if let ear = stream.pointee.ear { self.hear(header, route, bytes, stream, ear) }
        if route.isTelephoneEvent {
            if let event = TelephoneEvent(of: header, in: bytes) {
                let outcome = stream.pointee.keys.receive(event, timestamp: header.timestamp, at: self.now)
                self.tell(outcome, stream)
            }
            return
        }
        if stream.pointee.keys.isDown { self.tell(stream.pointee.keys.expire(at: self.now), stream) }
        guard stream.pointee.detector != nil || stream.pointee.recording != nil, let law = route.law else { return }
        let payload = UnsafeRawBufferPointer(rebasing: bytes[header.payloadRange])
        law.decode(payload, into: self.samples)
        let sound = UnsafeBufferPointer(rebasing: self.samples[..<payload.count])
        stream.pointee.recording?.append(sound, timestamp: header.timestamp, ssrc: header.ssrc)
        stream.pointee.detector?.feed(sound) { detection in
            self.endPrompt(atKey: detection.digit.character, stream)
            stream.pointee.onEvent(
                .digit(detection.digit.character, duration: detection.duration, source: .inBand)
            )
        }
    }

    mutating func tell(_ outcome: TelephoneEventReceiver.Outcome, _ stream: StreamPointer) {
        if let press = outcome.overdue { self.tell(press, stream) }
        if let press = outcome.ended { self.tell(press, stream) }
    }

    private mutating func tell(_ press: TelephoneEventReceiver.Press, _ stream: StreamPointer) {
        guard let digit = press.code.digit else { return }
        self.endPrompt(atKey: digit, stream)
        stream.pointee.onEvent(.digit(digit, duration: press.duration, source: .rfc4733))
    }

    /// The latch has found the peer, or found it elsewhere.
    private func follow(_ address: MediaAddress, _ stream: StreamPointer) {
        stream.pointee.destination = SocketAddress(address)
        // Behind the same NAT RTCP comes from the same host; until it comes, the port above is the best guess.
        if stream.pointee.configuration.isControlMultiplexed {
            stream.pointee.controlDestination = SocketAddress(address)
        } else if stream.pointee.controlLatch.address == nil,
            stream.pointee.configuration.controlDestination?.host != address.host
        {
            let guess = MediaAddress(host: address.host, port: address.port &+ 1)
            stream.pointee.controlDestination = SocketAddress(guess)
        }
        stream.pointee.keys.reset()
        stream.pointee.onEvent(.latched(address))
    }

    mutating func reject(_ stream: StreamPointer) {
        self.counts.malformedPackets += 1
        stream.pointee.malformedPackets += 1
    }

    private mutating func drop(_ stream: StreamPointer) {
        self.counts.droppedPackets += 1
        stream.pointee.droppedPackets += 1
    }
}
