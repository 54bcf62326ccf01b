import Testing

@testable import SIP

@Suite("RFC 4475, torture test messages")
struct TortureTests {
    /// What this library makes of a message. What the layers above answer is in `TortureMeaningTests`.
    enum Verdict: Equatable {
        case accepted
        /// A request that is answered with this status.
        case refused(Int)
        /// A response, which nobody answers.
        case dropped
    }

    /// Every message that is not accepted.
    static let refused: [String: Verdict] = [
        // §3.1.2: the grammar is broken.
        "badinv01": .refused(400),
        "clerr": .refused(400),
        "ncl": .refused(400),
        "scalar02": .refused(400),
        "scalarlg": .dropped,
        "quotbal": .refused(400),
        "ltgtruri": .refused(400),
        "lwsruri": .refused(400),
        "lwsstart": .refused(400),
        "trws": .refused(400),
        "escruri": .refused(400),
        // baddate is accepted: no layer of ours reads Date, and the RFC allows to ignore it.
        "regbadct": .refused(400),
        "badaspec": .refused(400),
        "baddn": .refused(400),
        "badvers": .refused(505),
        "mismatch01": .refused(400),
        "mismatch02": .refused(400),
        "bigcode": .dropped,
        // §3.3: the headers contradict one another or are not there.
        "insuf": .refused(400),
        "multi01": .refused(400),
        "mcl01": .refused(400),
    ]

    static func verdict(on bytes: [UInt8]) -> Verdict {
        let refusal: SIPMessage?
        do throws(SIPParseError) {
            let message = try SIPMessage(parsing: bytes)
            do throws(SIPParseError) {
                try message.validate()
                return .accepted
            } catch {
                refusal = SIPMessage.refusal(of: message, because: error)
            }
        } catch {
            refusal = SIPMessage.refusal(of: bytes, because: error)
        }
        return refusal?.status.map { .refused($0) } ?? .dropped
    }

    @Test("all forty-nine messages are here")
    func isComplete() {
        #expect(TortureMessage.all.count == 49)
        #expect(Set(TortureMessage.all.map(\.name)).isSuperset(of: Self.refused.keys))
    }

    @Test("is accepted, refused with 400 or 505, or dropped", arguments: TortureMessage.all)
    func judges(_ message: TortureMessage) {
        #expect(Self.verdict(on: message.bytes) == Self.refused[message.name] ?? .accepted)
    }

    @Test("is the same after printing", arguments: TortureMessage.all.filter { Self.refused[$0.name] == nil })
    func roundTrips(_ fixture: TortureMessage) throws {
        let message = try SIPMessage(parsing: fixture.bytes)
        #expect(try SIPMessage(parsing: message.bytes) == message)
    }

    @Test("a refusal repeats what the request has", arguments: ["clerr", "insuf", "multi01", "badvers", "trws"])
    func refusals(name: String) throws {
        let fixture = try TortureMessage.named(name)
        let refusal = try #require(
            SIPMessage.refusal(of: fixture.bytes, because: SIPParseError(.malformed, "it is broken"))
        )
        #expect(refusal.contains(.via))
        #expect(refusal.all(.cseq).count == 1)
        #expect(refusal.all(.callID).count <= 1)
        #expect(refusal.reason == "Bad Request - it is broken")
    }

    @Test("no message is broken by cutting it anywhere", arguments: TortureMessage.all)
    func survivesCutting(_ fixture: TortureMessage) {
        for length in 0..<fixture.bytes.count { _ = Self.verdict(on: Array(fixture.bytes[..<length])) }
    }
}
