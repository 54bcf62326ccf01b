/// Which way media flows, seen from the side whose description says it (RFC 3264 §5.1, RFC 8866 §6.7).
public enum MediaDirection: String, Hashable, Sendable, CaseIterable {
    case sendReceive = "sendrecv"
    case sendOnly = "sendonly"
    case receiveOnly = "recvonly"
    case inactive

    /// The direction of a side that sends and receives so.
    public init(sends: Bool, receives: Bool) {
        switch (sends, receives) {
        case (true, true): self = .sendReceive
        case (true, false): self = .sendOnly
        case (false, true): self = .receiveOnly
        case (false, false): self = .inactive
        }
    }

    /// Whether the describing side sends.
    public var sends: Bool { self == .sendReceive || self == .sendOnly }
    /// Whether the describing side receives.
    public var receives: Bool { self == .sendReceive || self == .receiveOnly }

    /// The same seen from the other side.
    public var reversed: MediaDirection {
        MediaDirection(sends: self.receives, receives: self.sends)
    }

    /// What both allow.
    public func intersection(_ other: MediaDirection) -> MediaDirection {
        MediaDirection(sends: self.sends && other.sends, receives: self.receives && other.receives)
    }

    /// What to offer so that the other side sends no more: two-way becomes send-only, receive-only becomes inactive
    /// (RFC 3264 §8.4).
    public var held: MediaDirection { self.intersection(.sendOnly) }

    /// What to offer so that the other side may send again.
    public var resumed: MediaDirection { MediaDirection(sends: self.sends, receives: true) }
}

extension AttributeList {
    /// The direction that these lines name; `nil` when none does.
    public var direction: MediaDirection? {
        for line in self {
            if line.value == nil, let direction = MediaDirection(rawValue: line.name) { return direction }
        }
        return nil
    }
}
