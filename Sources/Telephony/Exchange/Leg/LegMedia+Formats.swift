import MediaServer
import SDP

/// What was negotiated, in the words of the media server.
extension PayloadFormat {
    init(_ codec: Codec) {
        self.init(
            payloadType: codec.payloadType,
            encoding: AudioEncoding(name: codec.name, clockRate: codec.clockRate, channels: codec.channels)
        )
    }
}

extension StreamDirection {
    init(_ direction: MediaDirection) {
        switch direction {
        case .sendReceive: self = .sendReceive
        case .sendOnly: self = .sendOnly
        case .receiveOnly: self = .receiveOnly
        case .inactive: self = .inactive
        }
    }
}
