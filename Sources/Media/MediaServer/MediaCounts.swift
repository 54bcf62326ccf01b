/// What the media server holds and has done since its start, for the metrics page.
package struct MediaCounts: Hashable, Sendable {
    package var streams = 0
    /// Streams that play, send digits, are mixed, transcoded or listened to.
    package var pacedStreams = 0
    /// Conferences and supervised talks.
    package var rooms = 0
    package var freePorts = 0
    package var usedPorts = 0
    package var restingPorts = 0
    package var receivedPackets: UInt64 = 0
    package var relayedPackets: UInt64 = 0
    /// Packets that were made of another codec's.
    package var transcodedPackets: UInt64 = 0
    /// Packets of our own: sounds and digits.
    package var playedPackets: UInt64 = 0
    package var receivedReports: UInt64 = 0
    package var sentReports: UInt64 = 0
    /// Datagrams of strangers.
    package var refusedPackets: UInt64 = 0
    package var malformedPackets: UInt64 = 0
    package var droppedPackets: UInt64 = 0
    /// Packets whose tag was wrong.
    package var unauthenticPackets: UInt64 = 0
    package var replayedPackets: UInt64 = 0
    /// Streams that made keys by DTLS.
    package var handshakes: UInt64 = 0
    package var failedHandshakes: UInt64 = 0

    package init() {}

    static func + (left: MediaCounts, right: MediaCounts) -> MediaCounts {
        var sum = left
        sum.streams += right.streams
        sum.pacedStreams += right.pacedStreams
        sum.rooms += right.rooms
        sum.receivedPackets += right.receivedPackets
        sum.relayedPackets += right.relayedPackets
        sum.transcodedPackets += right.transcodedPackets
        sum.playedPackets += right.playedPackets
        sum.receivedReports += right.receivedReports
        sum.sentReports += right.sentReports
        sum.refusedPackets += right.refusedPackets
        sum.malformedPackets += right.malformedPackets
        sum.droppedPackets += right.droppedPackets
        sum.unauthenticPackets += right.unauthenticPackets
        sum.replayedPackets += right.replayedPackets
        sum.handshakes += right.handshakes
        sum.failedHandshakes += right.failedHandshakes
        return sum
    }
}
