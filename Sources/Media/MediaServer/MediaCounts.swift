/// What the media server holds and has done since its start, for the metrics page.
package struct MediaCounts: Hashable, Sendable {
    package var streams = 0
    /// Streams that play a clip or send digits.
    package var pacedStreams = 0
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

    package init() {}

    static func + (left: MediaCounts, right: MediaCounts) -> MediaCounts {
        var sum = left
        sum.streams += right.streams
        sum.pacedStreams += right.pacedStreams
        sum.receivedPackets += right.receivedPackets
        sum.relayedPackets += right.relayedPackets
        sum.transcodedPackets += right.transcodedPackets
        sum.playedPackets += right.playedPackets
        sum.receivedReports += right.receivedReports
        sum.sentReports += right.sentReports
        sum.refusedPackets += right.refusedPackets
        sum.malformedPackets += right.malformedPackets
        sum.droppedPackets += right.droppedPackets
        return sum
    }
}
