import Codecs
import Kernel
import RTP

/// Speech between peers that share no codec (SIP-06): packets in as they come, packets out every 20 ms.
extension RelayLoop {
    /// How long a listener's conversion stays as it is.
    private static let codecPatience = Duration.milliseconds(500)

    /// Takes a packet of speech that the listener does not take as it is.
    mutating func convert(
        _ header: RTPHeader,
        _ bytes: UnsafeRawBufferPointer,
        from stream: StreamPointer,
        to listener: StreamPointer
    ) {
        guard let conversion = self.conversion(of: header.payloadType, from: stream, to: listener) else {
            stream.pointee.droppedPackets += 1
            self.counts.droppedPackets += 1
            return
        }
        let payload = UnsafeRawBufferPointer(rebasing: bytes[header.payloadRange])
        let now = self.now
        _ = conversion.with { transcoder in
            transcoder.receiver.receive(
                sequenceNumber: header.sequenceNumber,
                timestamp: header.timestamp,
                ssrc: header.ssrc,
                payload,
                at: now
            )
        }
    }

    /// A packet that belongs to converted speech and is none: a pause filled with noise, or a key.
    func note(_ header: RTPHeader, _ route: PayloadRoute, _ bytes: UnsafeRawBufferPointer, _ conversion: Conversion) {
        let now = self.now
        conversion.with { transcoder in
            guard route.isComfortNoise else {
                transcoder.receiver.noteOther(sequenceNumber: header.sequenceNumber, ssrc: header.ssrc)
                return
            }
            _ = transcoder.receiver.receiveComfortNoise(
                sequenceNumber: header.sequenceNumber,
                timestamp: header.timestamp,
                ssrc: header.ssrc,
                UnsafeRawBufferPointer(rebasing: bytes[header.payloadRange]),
                at: now
            )
        }
    }

    /// Made at the first packet of a codec, as streams come and go; kept as long as the two hear one another.
    private mutating func conversion(
        of payloadType: UInt8,
        from stream: StreamPointer,
        to listener: StreamPointer
    ) -> Conversion? {
        if let conversion = listener.pointee.conversion, conversion.source == payloadType { return conversion }
        // A codec costs allocations: a peer that changes its own with each packet is not followed.
        if let last = listener.pointee.lastConversion, last.duration(to: self.now) < Self.codecPatience { return nil }
        listener.pointee.lastConversion = self.now
        guard let source = stream.pointee.configuration.receives.first(where: { $0.payloadType == payloadType }),
            let target = listener.pointee.configuration.spokenFormat,
            let conversion = Conversion(from: source, to: target, noiseSeed: self.generator.next())
        else { return nil }
        listener.pointee.conversion = conversion
        self.updatePacing(listener)
        return conversion
    }

    /// The listener hears somebody else, or in another codec.
    mutating func dropConversion(_ listener: StreamPointer) {
        guard listener.pointee.conversion != nil else { return }
        listener.pointee.conversion = nil
        self.updatePacing(listener)
    }

    /// Sends the next 20 ms.
    mutating func sendConverted(_ conversion: Conversion, _ stream: StreamPointer, _ destination: SocketAddress) {
        let payload = UnsafeMutableRawBufferPointer(rebasing: self.buffer[RTPHeader.fixedLength...])
        let now = self.now
        let length = conversion.with { (try? $0.nextPayload(into: payload, at: now)) ?? 0 }
        // While a key is down its events go out, and the tone that some phones send beside them is not wanted twice.
        guard length > 0, stream.pointee.heard?.pointee.keys.isDown != true else { return }
        let header = stream.pointee.continuity.next(
            payloadType: conversion.target.payloadType,
            samples: conversion.clockUnits,
            clockRate: conversion.clockRate,
            at: self.now
        )
        header.write(into: self.buffer)
        self.send(header, payloadLength: length, stream, destination)
        self.counts.transcodedPackets += 1
    }
}
