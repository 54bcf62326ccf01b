import Journal
import Kernel
import Model
import ModelTesting
import Testing

@Suite("EventCodec")
struct EventCodecTests {
    static let leg = LegID("leg-1")
    static let other = LegID("leg-2")
    static let change = RegistrationChange(
        user: UserID("alice"),
        contact: "sip:alice@192.0.2.7;transport=tcp",
        source: "tcp 192.0.2.7:50612",
        userAgent: "Phone \"1\"",
        expires: Timestamp(seconds: 1_790_000_060),
        reason: .registered
    )
    static let quality = LegQuality(
        leg: leg,
        codec: "PCMU",
        packetsReceived: 1,
        packetsSent: 0,
        lostPercent: 0.1,
        jitterMilliseconds: 1e-7,
        roundTripMilliseconds: -0.0,
        mos: 4.5,
        remoteLostPercent: 1e20,
        encryption: "SDES AEAD_AES_256_GCM"
    )

    /// Every kind, with the text that has been on disk since the first release.
    static let stored: [(Event.Kind, String)] = [
        (
            .callStarted(
                CallStarted(
                    direction: .incoming,
                    caller: Party(user: UserID("u"), number: "+7495", name: "Ян \"Я\"\n"),
                    dialled: "101",
                    line: LineID("l"),
                    trunk: TrunkID("t")
                )
            ),
            #"""
            "kind":"call-started","direction":"incoming","user":"u","number":"+7495","name":"Ян \"Я\"\u000a",\#
            "dialled":"101","line":"l","trunk":"t"
            """#
        ),
        (
            .routed(RoutingStep(rule: "extension", outcome: "user a\\b")),
            #""kind":"routed","rule":"extension","outcome":"user a\\b""#
        ),
        (
            .legStarted(LegStarted(leg: leg, role: .callee, party: Party(number: ""), address: "service echo")),
            #""kind":"leg-started","leg":"leg-1","role":"callee","number":"","address":"service echo""#
        ),
        (
            .voicemail(
                VoicemailStep(leg: leg, action: .left, user: UserID("u"), message: VoiceMessageID("m"))
            ),
            #""kind":"voicemail-left","leg":"leg-1","user":"u","message":"m""#
        ),
        (
            .voicemail(VoicemailStep(leg: leg, action: .notLeft)),
            #""kind":"voicemail-not-left","leg":"leg-1""#
        ),
        (.legRinging(leg), #""kind":"leg-ringing","leg":"leg-1""#),
        (.legProgressed(leg), #""kind":"leg-progressed","leg":"leg-1""#),
        (.legAnswered(leg), #""kind":"leg-answered","leg":"leg-1""#),
        (
            .legEnded(LegEnded(leg: leg, cause: .doNotDisturb, status: 486)),
            #""kind":"leg-ended","leg":"leg-1","cause":"do-not-disturb","status":486"#
        ),
        (
            .legEnded(LegEnded(leg: leg, cause: .hungUp)),
            #""kind":"leg-ended","leg":"leg-1","cause":"hung-up""#
        ),
        (.legsConnected(leg, other), #""kind":"legs-connected","leg":"leg-1","other":"leg-2""#),
        (.held(leg), #""kind":"held","leg":"leg-1""#),
        (.resumed(leg), #""kind":"resumed","leg":"leg-1""#),
        (
            .transferRequested(TransferRequested(transferrer: leg, target: "105", isAttended: true)),
            #""kind":"transfer-requested","leg":"leg-1","target":"105","attended":true"#
        ),
        (
            .transferCompleted(transferrer: leg, transferred: other, target: LegID("leg-3")),
            #""kind":"transfer-completed","leg":"leg-1","transferred":"leg-2","target":"leg-3""#
        ),
        (
            .transferFailed(transferrer: leg, status: 486),
            #""kind":"transfer-failed","leg":"leg-1","status":486"#
        ),
        (.redirected(leg, to: "sip:b@c"), #""kind":"redirected","leg":"leg-1","target":"sip:b@c""#),
        (.digit(leg, "#"), ##""kind":"digit","leg":"leg-1","digit":"#""##),
        (
            .feature(.consultationBegan(leg, target: "103")),
            #""kind":"consultation-began","leg":"leg-1","target":"103""#
        ),
        (.feature(.returned(leg)), #""kind":"returned","leg":"leg-1""#),
        (
            .feature(.parked(leg, slot: "7", by: other)),
            #""kind":"parked","leg":"leg-1","slot":"7","other":"leg-2""#
        ),
        (
            .feature(.unparked(leg, slot: "7", by: other)),
            #""kind":"unparked","leg":"leg-1","slot":"7","other":"leg-2""#
        ),
        (.feature(.offeredBack(leg, slot: "7")), #""kind":"offered-back","leg":"leg-1","slot":"7""#),
        (
            .feature(.commandRefused(leg, .wrongState)),
            #""kind":"command-refused","leg":"leg-1","code":"wrong-state""#
        ),
        (.feature(.busyTone(leg)), #""kind":"busy-tone","leg":"leg-1""#),
        (
            .legStarted(
                LegStarted(leg: leg, role: .caller, party: Party(number: "101", isWithheld: true), address: "a")
            ),
            #""kind":"leg-started","leg":"leg-1","role":"caller","number":"101","withheld":true,"address":"a""#
        ),
        (.feature(.faxTone(leg)), #""kind":"fax-tone","leg":"leg-1""#),
        (.feature(.connectionLost(leg)), #""kind":"connection-lost","leg":"leg-1""#),
        (.feature(.cameBack(leg, by: other)), #""kind":"came-back","leg":"leg-1","other":"leg-2""#),
        (.feature(.didNotComeBack(leg)), #""kind":"did-not-come-back","leg":"leg-1""#),
        (.feature(.takeoverRefused(leg, by: "103")), #""kind":"takeover-refused","leg":"leg-1","target":"103""#),
        (.feature(.takenOver(leg, by: other)), #""kind":"taken-over","leg":"leg-1","other":"leg-2""#),
        (
            .feature(.soundPlayed(leg, .ringBack)),
            #""kind":"sound-played","leg":"leg-1","sound":"ring-back""#
        ),
        (
            .feature(.soundMissing(leg, .hold)),
            #""kind":"sound-missing","leg":"leg-1","sound":"hold""#
        ),
        (
            .oneWayAudio(leg, AudioFault(.foreignSource, address: "203.0.113.7:4000")),
            #""kind":"one-way-audio","leg":"leg-1","cause":"foreign-source","address":"203.0.113.7:4000""#
        ),
        (
            .quality(quality),
            #"""
            "kind":"quality","leg":"leg-1","codec":"PCMU","received":1,"sent":0,"lost":0.1,"jitter":1e-07,\#
            "roundTrip":-0.0,"mos":4.5,"remoteLost":1e+20,\#
            "encryption":"SDES AEAD_AES_256_GCM"
            """#
        ),
        (
            .recording(.started(RecordingID("r"), leg: leg, isByWish: true)),
            #""kind":"recording-started","recording":"r","leg":"leg-1","byWish":true"#
        ),
        (.recording(.paused(RecordingID("r"))), #""kind":"recording-paused","recording":"r""#),
        (.recording(.resumed(RecordingID("r"))), #""kind":"recording-resumed","recording":"r""#),
        (
            .recording(.ended(RecordingID("r"), .diskFull)),
            #""kind":"recording-ended","recording":"r","ending":"disk-full""#
        ),
        (
            .recording(.spaceChanged(isFull: true, freeMegabytes: 7)),
            #""kind":"recording-space-changed","full":true,"megabytes":7"#
        ),
        (
            .recording(.quotaReached(megabytes: 500)),
            #""kind":"recording-quota-reached","megabytes":500"#
        ),
        (.recording(.swept(count: 3, megabytes: 40)), #""kind":"recordings-swept","count":3,"megabytes":40"#),
        (
            .callEnded(CallEnded(result: .notAnswered, cause: .noAnswer, endedBy: other)),
            #""kind":"call-ended","result":"not-answered","cause":"no-answer","endedBy":"leg-2""#
        ),
        (
            .registered(change),
            #"""
            "kind":"registered","user":"alice","contact":"sip:alice@192.0.2.7;transport=tcp",\#
            "source":"tcp 192.0.2.7:50612","userAgent":"Phone \"1\"","expires":1790000060000000,"reason":"registered"
            """#
        ),
        (
            .unregistered(change),
            #"""
            "kind":"unregistered","user":"alice","contact":"sip:alice@192.0.2.7;transport=tcp",\#
            "source":"tcp 192.0.2.7:50612","userAgent":"Phone \"1\"","expires":1790000060000000,"reason":"registered"
            """#
        ),
        (
            .sourceBlocked(SourceBlocked(address: "::1", failures: -1, until: Timestamp(microseconds: .min))),
            #""kind":"source-blocked","address":"::1","failures":-1,"until":-9223372036854775808"#
        ),
        (
            .trunkStateChanged(TrunkID("t"), isAvailable: false, reason: ""),
            #""kind":"trunk-state-changed","trunk":"t","available":false,"reason":"""#
        ),
    ]

    @Test("BYD-01 each kind has its stable text and reads back the same", arguments: stored)
    func texts(kind: Event.Kind, text: String) throws {
        let at = Timestamp(seconds: 1_790_000_000)
        let event = Event(sequence: 7, at: at, domain: DomainID("acme.example"), call: CallID("c"), kind: kind)
        let json = #"{"n":7,"at":1790000000000000,"domain":"acme.example","call":"c","# + text + "}"
        #expect(EventCodec.encode(event) == json)
        #expect(try EventCodec.decode(json) == event)
        #expect(json.contains(#""kind":"\#(EventCodec.name(of: kind))""#))
    }

    @Test("random traffic reads back the same, event by event and in chunks", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var traffic = RandomTraffic(seed: seed)
        for event in traffic.events(calls: 20) {
            #expect(try EventCodec.decode(EventCodec.encode(event)) == event)
            var chunk = EventChunk(event)
            var second = event
            second.sequence += 3
            second.at = event.at.advanced(by: .seconds(-1))
            chunk.append(second)
            let heading = chunk.heading
            #expect(try EventChunk.events(heading, chunk.text()) == [event, second])
        }
    }

    @Test("members of a newer version and another order are accepted")
    func tolerance() throws {
        let json = #" { "kind":"held", "new":{"a":[1,2.5,null,true]}, "leg":"\u0041\ud83d\ude00\/", "at":5 , "n":1 } "#
        let event = try EventCodec.decode(json)
        #expect(
            event
                == Event(sequence: 1, at: Timestamp(microseconds: 5), domain: nil, call: nil, kind: .held(LegID("A😀/")))
        )
    }

    @Test(
        "what is damaged is refused",
        arguments: [
            "", "{", "[]", "null", "{}", #"{"n":1}"#, #"{"n":1,"at":2,"kind":"future"}"#,
            #"{"n":1,"at":2,"kind":"held"}"#,
            #"{"n":"1","at":2,"kind":"held","leg":"a"}"#, #"{"n":1,"at":2,"kind":"held","leg":"a"}x"#,
            #"{"n":1,"at":2,"kind":"digit","leg":"a","digit":"12"}"#, #"{"n":99999999999999999999,"at":2}"#,
            #"{"n":1,"at":2,"kind":"leg-ended","leg":"a","cause":"boredom"}"#,
            #"{"n":1,"at":2,"kind":"held","leg":"\u00"#,
            #"{"n":1,"at":2,"kind":"held","leg":"\ud83d"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{"a":tru}"#, #"{"a":-}"#,
            String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
        ]
    )
    func damaged(json: String) {
        #expect(throws: EventCodecError.self) { try EventCodec.decode(json) }
    }

    @Test("no beginning of a text is taken for the whole")
    func cutOff() throws {
        for (kind, _) in Self.stored {
            let event = Event(sequence: 1, at: .epoch, domain: nil, call: nil, kind: kind)
            let bytes = Array(EventCodec.encode(event).utf8)
            for length in 0..<bytes.count {
                let part = String(decoding: bytes[..<length], as: UTF8.self)
                #expect(throws: EventCodecError.self) { try EventCodec.decode(part) }
            }
        }
    }

    @Test("a figure that is no number becomes 0")
    func notANumber() throws {
        var quality = Self.quality
        quality.mos = .nan
        quality.roundTripMilliseconds = .infinity
        let event = Event(sequence: 1, at: .epoch, domain: nil, call: nil, kind: .quality(quality))
        guard case .quality(let read) = try EventCodec.decode(EventCodec.encode(event)).kind else {
            Issue.record("another kind came back")
            return
        }
        #expect(read.mos == 0)
        #expect(read.roundTripMilliseconds == nil)
    }
}
