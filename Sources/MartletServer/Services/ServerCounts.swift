import Exchange
import Journal
import Mail
import MediaServer
import Recordings
import SIPTransport
import Traces
import Web

/// What the parts of the server have counted, for the metrics page.
struct ServerCounts: CountSource {
    let parts: Server.Parts

    func counts() async -> [Count] {
        // An exchange that has stopped counts nothing any more.
        let figures = try? await self.parts.signalling.handle.figures()
        return (figures.map { self.exchange($0) + self.sip($0.transport) } ?? []) + self.media() + self.recordings()
            + self.mail() + self.journal() + (await self.traces())
    }

    private func exchange(_ figures: ExchangeFigures) -> [Count] {
        let counters = figures.counters
        return [
            Count("legs", Int64(figures.legs), .level),
            Self.total("calls_started", counters.callsStarted),
            Self.total("calls_refused", counters.callsRefused),
            Self.total("registrations_accepted", counters.registrations),
            Self.total("registrations_refused", counters.registrationsRefused),
            Self.total("sip_challenges", counters.challenges),
            Self.total("sip_authentication_failures", figures.authenticationFailures),
            Self.total("calls_overload", counters.overloads),
            Count("trunks_out_of_service", Int64(figures.trunkFaults.values.count { $0 != nil }), .level),
        ]
    }

    private func sip(_ counters: SIPCounters) -> [Count] {
        var counts = [
            Count("sip_transactions", Int64(counters.liveTransactions), .level),
            Count("sip_connections", Int64(counters.liveConnections), .level),
            Self.total("sip_retransmissions_received", counters.retransmissionsReceived),
            Self.total("sip_retransmissions_sent", counters.retransmissionsSent),
            Self.total("sip_malformed", counters.malformedAnswered),
            Self.total("sip_keepalives", counters.keepAlivesReceived),
        ]
        for transport in SIPTransportKind.allCases {
            for message in SIPCounters.Message.allCases {
                let labels = [("transport", transport.parameter), ("message", "\(message)")]
                counts.append(
                    Self.total("sip_messages_received", counters.received(message, over: transport), labels: labels)
                )
                counts.append(Self.total("sip_messages_sent", counters.sent(message, over: transport), labels: labels))
            }
        }
        for reason in SIPCounters.Drop.allCases {
            counts.append(Self.total("sip_dropped", counters.dropped(reason), labels: [("reason", "\(reason)")]))
        }
        return counts
    }

    private func media() -> [Count] {
        let counts = self.parts.media.counts
        return [
            Count("media_streams", Int64(counts.streams), .level),
            Count("media_streams_paced", Int64(counts.pacedStreams), .level),
            Count("media_rooms", Int64(counts.rooms), .level),
            Count("media_ports_free", Int64(counts.freePorts), .level),
            Count("media_ports_resting", Int64(counts.restingPorts), .level),
            Self.total("media_packets_received", counts.receivedPackets),
            Self.total("media_packets_relayed", counts.relayedPackets),
            Self.total("media_packets_transcoded", counts.transcodedPackets),
            Self.total("media_packets_refused", counts.refusedPackets),
            Self.total("media_packets_malformed", counts.malformedPackets),
            Self.total("media_packets_dropped", counts.droppedPackets),
            Self.total("media_packets_unauthentic", counts.unauthenticPackets),
            Self.total("media_packets_replayed", counts.replayedPackets),
            Self.total("media_handshakes", counts.handshakes),
            Self.total("media_handshakes_failed", counts.failedHandshakes),
        ]
    }

    private func recordings() -> [Count] {
        let recorder = self.parts.recorder
        return [
            Count("recordings", Int64(recorder.activeCount), .level),
            Count("recording_disk_full", recorder.isFull ? 1 : 0, .level),
            Count("recording_frames_lost", Int64(recorder.lostFrameCount), .total),
        ]
    }

    private func traces() async -> [Count] {
        let counts = await self.parts.traces.counts
        return [
            Count("traces_open", Int64(counts.open), .level), Count("trace_bytes", counts.kept, .level),
            Self.total("trace_messages", counts.messages), Self.total("trace_messages_dropped", counts.dropped),
            Self.total("trace_messages_passed_over", counts.passedOver),
            Self.total("trace_parts_lost", counts.lostParts),
        ]
    }

    private func mail() -> [Count] {
        guard let counts = self.parts.mailer?.counts else { return [] }
        return [
            Count("mail_sent", Int64(counts.sent), .total), Count("mail_lost", Int64(counts.lost), .total),
            Count("mail_waiting", Int64(counts.waiting), .level),
        ]
    }

    private func journal() -> [Count] {
        let status = self.parts.journal.status
        return [
            Count("journal_backlog", Int64(status.backlog), .level),
            Count("journal_events_stored", status.storedEvents, .total),
            Count("journal_events_lost", status.lostEvents, .total),
        ]
    }

    private static func total(_ name: String, _ value: UInt64, labels: [(String, String)] = []) -> Count {
        Count(name, Int64(clamping: value), .total, labels: labels)
    }
}
