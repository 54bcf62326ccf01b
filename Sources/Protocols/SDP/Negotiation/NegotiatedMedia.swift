/// A place to send to.
public struct MediaAddress: Hashable, Sendable {
    /// A literal, or a host name that somebody must look up.
    public var host: String
    /// 1 to 65 535; 9 stands for none yet where ICE is used.
    public var port: UInt16

    /// A place to send to.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}

/// One format that both sides agreed on.
public struct NegotiatedCodec: Hashable, Sendable {
    /// As our description says it: what we receive.
    public let ours: Codec
    /// As their description says it: what they receive.
    public let theirs: Codec

    /// One format under both numbers.
    public init(ours: Codec, theirs: Codec) {
        self.ours = ours
        self.theirs = theirs
    }

    /// The payload type of what we send.
    public var sentPayloadType: UInt8 { self.theirs.payloadType }
    /// The payload type of what comes.
    public var receivedPayloadType: UInt8 { self.ours.payloadType }
}

/// What an offer and its answer settled about the audio stream: all that a media server needs.
public struct NegotiatedMedia: Equatable, Sendable {
    /// Which `m=` section it is, counted from 0.
    public let section: Int
    /// Where we send RTP. The host is unspecified (`0.0.0.0`) while the other side holds in the old manner.
    public let remote: MediaAddress
    /// Where we send RTCP; ``remote`` when multiplexed.
    public let remoteControl: MediaAddress
    /// Whether RTCP shares the RTP port, in both directions.
    public let multiplexesControl: Bool
    /// The transport of the section.
    public let profile: TransportProfile
    /// Everything agreed, best first. At least one is voice.
    public let codecs: [NegotiatedCodec]
    /// What we said of the direction, seen from us.
    public let localDirection: MediaDirection
    /// What the other side said, seen from them. Hold in the old manner counts as not receiving.
    public let remoteDirection: MediaDirection
    /// How much audio they want in a packet. 10 to 200 ms; 20 ms when they do not say.
    public let packetTime: Duration
    /// Their section, for ICE, keys and whatever else is in it.
    public let remoteSection: MediaDescription

    /// What may flow, seen from us.
    public var direction: MediaDirection { self.localDirection.intersection(self.remoteDirection.reversed) }

    /// Whether the other side has put us on hold: it receives nothing, although we would send.
    public var isHeldByRemote: Bool { !self.remoteDirection.receives }

    /// The voice codec to send.
    public var voice: NegotiatedCodec {
        self.codecs.first { $0.ours.isVoice } ?? self.codecs[0]
    }

    /// The telephone events to send: of the voice codec's clock rate, else of any (RFC 4733 §2.4.1).
    public var telephoneEvent: NegotiatedCodec? {
        let rate = self.voice.ours.clockRate
        let events = self.codecs.filter { $0.ours.encoding == .telephoneEvent }
        return events.first { $0.ours.clockRate == rate } ?? events.first
    }

    /// The codec of a payload type that comes in; `nil` for one that was not agreed.
    public func codec(receivedAs payloadType: UInt8) -> NegotiatedCodec? {
        self.codecs.first { $0.receivedPayloadType == payloadType }
    }
}

/// What a relay does with a payload type that comes in on one leg to send it out on another.
public struct PayloadTranslation: Hashable, Sendable {
    /// The payload type as it comes in.
    public let received: UInt8
    /// The payload type as it goes out; the payload stays untouched.
    public let sent: UInt8
    /// The format, under the number as it comes in.
    public let codec: Codec
}

extension NegotiatedMedia {
    /// The payload types that pass from this leg to the other one without transcoding.
    public func translations(to other: NegotiatedMedia) -> [PayloadTranslation] {
        self.codecs.compactMap { mine in
            other.codecs.first { $0.theirs.matches(mine.ours) }.map {
                PayloadTranslation(received: mine.receivedPayloadType, sent: $0.sentPayloadType, codec: mine.ours)
            }
        }
    }
}
