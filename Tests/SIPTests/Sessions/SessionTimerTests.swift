import Testing

@testable import SIP

@Suite("RFC 4028, session timers")
struct SessionTimerTests {
    static let waitingForACK = EstablishedTests.waitingForACK

    static let scripts: [SessionScript] = [
        SessionScript(
            "RFC 4028: we refresh by UPDATE; 422 raises the interval; silence ends the call",
            .calling("o1"),
            settings: InviteSessionSettings(),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (.answer(422, .invite, headers: [ExtraHeader(.minSE, "3600")]), ["send INVITE [o1]"]),
                (
                    terms(200, .invite, "a1", "3600;refresher=uac"),
                    [
                        "ACK", "answered [a1]", "arm sessionRefresh 1800.0", "arm sessionExpiry 3568.0",
                    ]
                ),
                (.fire(.sessionRefresh), ["send UPDATE"]),
                (
                    terms(200, .update, nil, "3600;refresher=uac"),
                    [
                        "arm sessionRefresh 1800.0", "arm sessionExpiry 3568.0",
                    ]
                ),
                (.fire(.sessionRefresh), ["send UPDATE"]),
                (.answer(405, .update), ["send INVITE [o1]"]),
                (
                    terms(200, .invite, "a1", "3600;refresher=uac"),
                    [
                        "arm sessionRefresh 1800.0", "arm sessionExpiry 3568.0", "ACK",
                    ]
                ),
                (.fire(.sessionRefresh), ["send INVITE [o1]"]),
                (.answer(491, .invite), ["arm glarePause 2.84"]),
                (.fire(.sessionExpiry), ["cancel glarePause", "send BYE", "ended expired"]),
            ]
        ),
        SessionScript(
            "RFC 4028: the far end refreshes; a refresh without Session-Expires in its 200 stops the timer",
            .calling("o1"),
            settings: InviteSessionSettings(),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (
                    terms(200, .invite, "a1", "1800;refresher=uas"),
                    [
                        "ACK", "answered [a1]", "arm sessionExpiry 1768.0",
                    ]
                ),
                (
                    .request(
                        .update,
                        headers: [
                            ExtraHeader(.sessionExpires, "900;refresher=uac"), ExtraHeader(.supported, "timer"),
                        ]
                    ), ["arm sessionExpiry 868.0", "200 UPDATE", "refreshed"]
                ),
                (
                    .request(
                        .update,
                        headers: [
                            ExtraHeader(.sessionExpires, "20"), ExtraHeader(.supported, "timer"),
                        ]
                    ), ["422 UPDATE"]
                ),
                (
                    .request(.update),
                    ["arm sessionRefresh 900.0", "arm sessionExpiry 1768.0", "200 UPDATE", "refreshed"]
                ),
                (.offer("hold"), ["send INVITE [hold]"]),
                (
                    .answer(200, .invite, sdp: "held"),
                    [
                        "cancel sessionRefresh", "cancel sessionExpiry", "ACK", "answer [held]",
                    ]
                ),
            ]
        ),
        SessionScript(
            "RFC 4028: a refresh waits for what is under way",
            .calling("o1"),
            settings: InviteSessionSettings(),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (
                    terms(200, .invite, "a1", "1800;refresher=uac"),
                    [
                        "ACK", "answered [a1]", "arm sessionRefresh 900.0", "arm sessionExpiry 1768.0",
                    ]
                ),
                (.request(.invite, sdp: "o2"), ["offer [o2]"]),
                (.fire(.sessionRefresh), ["arm sessionRefresh 10.0"]),
            ]
        ),
    ]

    static func terms(_ status: Int, _ method: SIPMethod, _ sdp: String?, _ expires: String) -> Move {
        .answer(status, method, sdp: sdp, headers: [ExtraHeader(.sessionExpires, expires)])
    }

    @Test(arguments: Self.scripts)
    func follows(_ script: SessionScript) {
        script.run()
    }

    /// What a request asks for, and what our 2xx says.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var seconds: Int?
        var refresher: SessionExpires.Refresher?
        var minimum: Int?
        var supportsTimer = true
        var isWanted = true
        let answer: String?
        var isRequired = false
    }

    static let cases: [Case] = [
        Case(
            testDescription: "the caller refreshes when it can",
            seconds: 600,
            answer: "600;refresher=uac",
            isRequired: true
        ),
        Case(
            testDescription: "the interval is shortened to ours",
            seconds: 7_200,
            answer: "1800;refresher=uac",
            isRequired: true
        ),
        Case(
            testDescription: "but not below the caller's minimum",
            seconds: 7_200,
            minimum: 3_600,
            answer: "3600;refresher=uac",
            isRequired: true
        ),
        Case(testDescription: "the caller's choice holds", seconds: 600, refresher: .uas, answer: "600;refresher=uas"),
        Case(
            testDescription: "a proxy asked, the caller cannot",
            seconds: 600,
            supportsTimer: false,
            answer: "600;refresher=uas"
        ),
        Case(
            testDescription: "nobody asked: we do, and refresh when the caller cannot",
            supportsTimer: false,
            answer: "1800;refresher=uas"
        ),
        Case(testDescription: "nobody asked, and we do not want it", isWanted: false, answer: nil),
        Case(
            testDescription: "asked, though we do not want it",
            seconds: 600,
            isWanted: false,
            answer: "600;refresher=uac",
            isRequired: true
        ),
        Case(
            testDescription: "a proxy's absurd interval",
            seconds: 1,
            supportsTimer: false,
            answer: "90;refresher=uas"
        ),
        Case(
            testDescription: "a hostile number",
            seconds: Int(UInt32.max),
            minimum: Int(UInt32.max),
            answer: "86400;refresher=uac",
            isRequired: true
        ),
    ]

    @Test("what a 2xx says", arguments: Self.cases)
    func accepts(_ expected: Case) {
        var timer = SessionTimer(expected.isWanted ? SessionTimer.Settings() : nil)
        let acceptance = timer.accept(
            seconds: expected.seconds,
            refresher: expected.refresher,
            minimum: expected.minimum,
            supportsTimer: expected.supportsTimer
        )
        #expect(acceptance?.value == expected.answer)
        #expect(acceptance?.isRequired ?? false == expected.isRequired)
    }

    @Test("who refreshes stays who refreshed, seen from either side")
    func keepsRefresher() {
        var timer = SessionTimer(SessionTimer.Settings())
        timer.answered(seconds: 600, refresher: .uac)
        #expect(timer.requested == "600;refresher=uac")
        let acceptance = timer.accept(seconds: 600, refresher: nil, minimum: nil, supportsTimer: true)
        #expect(acceptance?.value == "600;refresher=uas")
        #expect(timer.requested == "600;refresher=uac")
        timer.answered(seconds: 600, refresher: .uas)
        #expect(timer.requested == "600;refresher=uas")
    }

    @Test(
        "422 is taken once for each larger minimum",
        arguments: [
            (3_600, true), (1_800, false), (90, false),
            (100_000, false), (Int(UInt32.max), false),
        ]
    )
    func raises(minimum: Int, isTaken: Bool) {
        var timer = SessionTimer(SessionTimer.Settings())
        let taken = [timer.raise(toAtLeast: minimum), timer.raise(toAtLeast: minimum)]
        #expect(taken == [isTaken, false])
        #expect(timer.requested == (isTaken ? String(minimum) : "1800"))
    }
}
