import Kernel
import RTP

/// What is not driven by packets: reports, alarms, keys whose end was lost.
extension RelayLoop {
    /// A side counts as heard while its last packet is younger than this.
    private static let heardRecently = Duration.seconds(2)

    /// Looks after every tenth stream: a second's work is spread over ten wake-ups, so that reports of many streams do
    /// not hold up packets.
    mutating func watch() {
        for (identifier, stream) in self.streams where identifier % Self.watchTurns == self.watchTurn {
            self.raiseAlarm(stream)
            if stream.pointee.keys.isDown { self.tell(stream.pointee.keys.expire(at: self.now), stream) }
            self.reportIfDue(stream)
            self.watchSecurity(of: stream)
        }
        self.watchHandshakes()
        self.watchTurn = (self.watchTurn + 1) % Self.watchTurns
        self.nextWatch = self.now.advanced(by: Self.watchInterval)
        self.publishCounts()
    }

    func publishCounts() {
        var counts = self.counts
        counts.streams = self.streams.count
        counts.pacedStreams = self.paced.count
        counts.rooms = self.rooms.count
        self.thread.publish(counts)
    }

    private func raiseAlarm(_ stream: StreamPointer) {
        var isOtherSideHeard = false
        if let other = stream.pointee.heard, other != stream, let last = other.pointee.reception.lastArrival {
            isOtherSideHeard = last.duration(to: self.now) < Self.heardRecently
        }
        let lastArrival = stream.pointee.reception.lastArrival
        let unauthentic = stream.pointee.transport?.unauthenticPackets ?? 0
        let (refused, malformed) = (stream.pointee.refusedPackets, stream.pointee.malformedPackets + unauthentic)
        stream.pointee.evidence.look(lastArrival: lastArrival, refused: refused, malformed: malformed)
        let evidence = stream.pointee.evidence
        let lastRefused = stream.pointee.lastRefused
        let configuration = stream.pointee.configuration
        let alarm = stream.pointee.silence.check(
            lastArrival: lastArrival,
            isOtherSideHeard: isOtherSideHeard,
            silenceLimit: self.settings.silenceAlarm,
            oneWayLimit: self.settings.oneWayAlarm,
            cause: evidence.cause(
                refused: refused,
                malformed: malformed,
                lastRefused: lastRefused,
                announced: configuration.remote?.host,
                signalled: configuration.signalledHost
            ),
            at: self.now
        )
        if let alarm { stream.pointee.onEvent(alarm) }
    }

    /// What a stream has carried so far.
    func statistics(of stream: StreamPointer) -> StreamStatistics {
        let reception = stream.pointee.reception
        let remote = stream.pointee.remoteReport
        var statistics = StreamStatistics()
        statistics.receivedPackets = reception.received
        statistics.receivedOctets = reception.octets
        statistics.sentPackets = stream.pointee.sending.packets
        statistics.sentOctets = stream.pointee.sending.octets
        statistics.lostPackets = reception.lost
        statistics.lossPercent = reception.lossFraction * 100
        statistics.jitter = reception.jitter
        statistics.maximumJitter = reception.maximumJitter
        statistics.longestPause = reception.longestPause
        statistics.reorderedPackets = reception.reordered
        statistics.duplicatePackets = reception.duplicates
        statistics.roundTrip = remote?.roundTrip
        statistics.remoteLossPercent = remote?.lossPercent
        statistics.remoteJitter = remote?.jitter
        statistics.latchedAddress = stream.pointee.latch.address
        statistics.refusedPackets = stream.pointee.refusedPackets
        statistics.malformedPackets = stream.pointee.malformedPackets
        statistics.droppedPackets = stream.pointee.droppedPackets
        statistics.unauthenticPackets = stream.pointee.transport?.unauthenticPackets ?? 0
        statistics.replayedPackets = stream.pointee.transport?.replayedPackets ?? 0
        statistics.suite = stream.pointee.transport?.suite
        statistics.remoteSSRC = reception.ssrc
        statistics.localSSRC = stream.pointee.sending.ssrc ?? stream.pointee.continuity.ssrc
        statistics.lastArrival = reception.lastArrival
        if reception.received > 0, let speech = stream.pointee.configuration.receives.first(where: \.encoding.isSpeech)
        {
            let quality = CallQuality(
                reception,
                codec: CodecImpairment(encodingName: speech.encoding.name),
                roundTrip: remote?.roundTrip
            )
            statistics.meanOpinionScore = quality.meanOpinionScore
        }
        return statistics
    }
}
