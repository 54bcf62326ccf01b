import Kernel
import RTP

/// Ears: the sound of streams that somebody listens to, decoded.
extension RelayLoop {
    mutating func attach(_ tap: AttachedTap, _ stream: StreamPointer) {
        self.ear(of: stream).attach(tap)
    }

    mutating func detach(_ tap: any SoundTap, _ stream: StreamPointer) {
        stream.pointee.ear?.detach(tap)
        self.dropIdleEar(stream)
    }

    /// The stream's ear, made when it has none.
    mutating func ear(of stream: StreamPointer) -> Ear {
        if let ear = stream.pointee.ear { return ear }
        let ear = Ear()
        stream.pointee.ear = ear
        self.updatePacing(stream)
        return ear
    }

    mutating func dropIdleEar(_ stream: StreamPointer) {
        guard let ear = stream.pointee.ear, !ear.isWanted else { return }
        stream.pointee.ear = nil
        self.updatePacing(stream)
    }

    /// Gives a packet to the ear.
    mutating func hear(
        _ header: RTPHeader,
        _ route: PayloadRoute,
        _ bytes: UnsafeRawBufferPointer,
        _ stream: StreamPointer,
        _ ear: Ear
    ) {
        let payload = UnsafeRawBufferPointer(rebasing: bytes[header.payloadRange])
        if route.isTelephoneEvent {
            ear.noteOther(header)
        } else if route.isComfortNoise {
            ear.receiveNoise(header, payload, at: self.now)
        } else {
            let formats = stream.pointee.configuration.receives
            // The stream's number makes the noise of two peers differ.
            let seed = stream.pointee.identifier
            ear.receive(header, payload, formats: formats, noiseSeed: seed, at: self.now)
        }
    }
}
