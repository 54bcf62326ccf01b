/// What a stream is in a room (CAL-06, CAL-09). All hear everybody who speaks to them, never themselves.
package enum RoomRole: Hashable, Sendable {
    /// Heard by all.
    case participant
    /// Heard by nobody.
    case listener
    /// Heard by one other only, named by ``MediaStream/identifier``.
    case whisperer(to: UInt64)
}

/// What a room tells its owner. Called on the media thread: the handler hands it on and does nothing else.
package enum RoomEvent: Hashable, Sendable {
    /// Who talks has changed; streams by ``MediaStream/identifier``, at most five times a second.
    case talkers(Set<UInt64>)
}
