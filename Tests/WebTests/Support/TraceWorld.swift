import Kernel
import Model
import SIPTransport
import Testing

@testable import Traces

extension TestWorld {
    static let refused = TraceID("refused-1")

    /// A call's trace, and a refused request that claimed to be Acme's, and one that claimed nothing.
    func leaveTraces(of call: String = "call-0") async throws {
        let invite = TracedMessage(
            number: 0,
            at: self.time.timestamp,
            direction: .received,
            transport: .udp,
            local: TransportAddress(.v4(192, 0, 2, 1), port: 5_060),
            remote: TransportAddress(.v4(198, 51, 100, 7), port: 5_062),
            leg: LegID("\(call)-a"),
            octets: Array("INVITE sip:102@acme.example SIP/2.0\r\nCall-ID: 1\r\n\r\n".utf8)
        )
        var answer = invite
        (answer.number, answer.direction) = (2, .sent)
        answer.octets = Array("SIP/2.0 403 Forbidden\r\n\r\n".utf8)
        var batch = TraceBatch()
        for (id, domain) in [(call, Self.acme), (Self.refused.text, Self.acme)] {
            batch.parts.append(
                TracePart(
                    trace: TraceID(id),
                    number: 0,
                    domain: domain,
                    at: invite.at,
                    content: TracePacking.pack([invite, answer])
                )
            )
        }
        for (id, domain) in [(Self.refused, Self.acme), (TraceID("refused-2"), nil)] {
            batch.refused.append(
                RefusedRequest(
                    id: id,
                    domain: domain,
                    at: invite.at,
                    caller: "anna",
                    dialled: "102",
                    status: domain == nil ? 0 : 403,
                    source: "udp 198.51.100.7:5062"
                )
            )
        }
        try await self.traces.repository.store(batch)
    }
}
