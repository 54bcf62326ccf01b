import Kernel
import SIP
import Testing

@Suite("RFC 3261 §17.1.1 and RFC 6026, client side of an INVITE transaction")
struct InviteClientTransactionTests {
    typealias Subject = TransactionScript<InviteClientTransaction>

    static let udp = InviteClientTransaction(isReliable: false)
    static let tcp = InviteClientTransaction(isReliable: true)
    static let startedOverUDP = Subject.Step(
        .started,
        .sendRequest,
        .arm(.a, after: .milliseconds(500)),
        .arm(.b, after: .seconds(32))
    )
    static let startedOverTCP = Subject.Step(.started, .sendRequest, .arm(.b, after: .seconds(32)))
    static let ringingOverUDP = Subject.Step(
        .received(status: 180),
        .cancel(.a),
        .cancel(.b),
        .deliver(status: 180)
    )

    static let scripts: [Subject] = [
        Subject(
            "UDP: retransmits after T1, 2·T1, 4·T1 … without an upper limit, gives up after 64·T1",
            udp,
            startedOverUDP,
            .init(.fired(.a), .sendRequest, .arm(.a, after: .seconds(1))),
            .init(.fired(.a), .sendRequest, .arm(.a, after: .seconds(2))),
            .init(.fired(.a), .sendRequest, .arm(.a, after: .seconds(4))),
            .init(.fired(.a), .sendRequest, .arm(.a, after: .seconds(8))),
            .init(.fired(.b), .cancel(.a), .cancel(.b), .fail(.timeout), .end),
            .init(.fired(.a)),
            .init(.received(status: 200))
        ),
        Subject(
            "UDP: a provisional response stops retransmission and the clock",
            udp,
            startedOverUDP,
            ringingOverUDP,
            .init(.fired(.a)),
            .init(.fired(.b)),
            .init(.received(status: 183), .deliver(status: 183)),
            .init(.received(status: 200), .deliver(status: 200), .arm(.m, after: .seconds(32)))
        ),
        Subject(
            "RFC 6026: every 2xx reaches the user until M, other responses do not",
            udp,
            startedOverUDP,
            .init(
                .received(status: 200),
                .cancel(.a),
                .cancel(.b),
                .deliver(status: 200),
                .arm(.m, after: .seconds(32))
            ),
            .init(.received(status: 200), .deliver(status: 200)),
            .init(.received(status: 180)),
            .init(.received(status: 486)),
            .init(.cancel),
            .init(.received(status: 202), .deliver(status: 202)),
            .init(.transportFailed),
            .init(.fired(.m), .end),
            .init(.received(status: 200))
        ),
        Subject(
            "UDP: acknowledges a failure each time it comes, delivers it once",
            udp,
            startedOverUDP,
            ringingOverUDP,
            .init(
                .received(status: 486),
                .sendAcknowledgement,
                .deliver(status: 486),
                .arm(.d, after: .seconds(32))
            ),
            .init(.received(status: 486), .sendAcknowledgement),
            .init(.received(status: 180)),
            .init(.received(status: 200)),
            .init(.fired(.b)),
            .init(.fired(.d), .end),
            .init(.received(status: 486))
        ),
        Subject(
            "TCP: sends once, ends with the failure",
            tcp,
            startedOverTCP,
            .init(.received(status: 404), .cancel(.b), .sendAcknowledgement, .deliver(status: 404), .end),
            .init(.received(status: 404))
        ),
        Subject(
            "TCP: stays for further 2xx",
            tcp,
            startedOverTCP,
            .init(.received(status: 200), .cancel(.b), .deliver(status: 200), .arm(.m, after: .seconds(32))),
            .init(.received(status: 200), .deliver(status: 200)),
            .init(.fired(.m), .end)
        ),
        Subject(
            "§9.1 CANCEL waits for the first provisional response",
            udp,
            startedOverUDP,
            .init(.cancel),
            .init(.fired(.a), .sendRequest, .arm(.a, after: .seconds(1))),
            .init(
                .received(status: 100),
                .cancel(.a),
                .cancel(.b),
                .deliver(status: 100),
                .sendCancel,
                .arm(.cancelled, after: .seconds(32))
            ),
            .init(.cancel),
            .init(
                .received(status: 487),
                .cancel(.cancelled),
                .sendAcknowledgement,
                .deliver(status: 487),
                .arm(.d, after: .seconds(32))
            ),
            .init(.fired(.cancelled))
        ),
        Subject(
            "§9.1 CANCEL while proceeding is sent at once, once",
            udp,
            startedOverUDP,
            ringingOverUDP,
            .init(.cancel, .sendCancel, .arm(.cancelled, after: .seconds(32))),
            .init(.cancel),
            .init(.received(status: 180), .deliver(status: 180)),
            .init(
                .received(status: 200),
                .cancel(.cancelled),
                .deliver(status: 200),
                .arm(.m, after: .seconds(32))
            )
        ),
        Subject(
            "§9.1 an INVITE without final response 64·T1 after its CANCEL is over",
            udp,
            startedOverUDP,
            ringingOverUDP,
            .init(.cancel, .sendCancel, .arm(.cancelled, after: .seconds(32))),
            .init(.fired(.cancelled), .cancel(.cancelled), .fail(.timeout), .end),
            .init(.received(status: 487))
        ),
        Subject(
            "CANCEL before any response and nobody there",
            tcp,
            startedOverTCP,
            .init(.cancel),
            .init(.fired(.b), .cancel(.b), .fail(.timeout), .end)
        ),
        Subject(
            "CANCEL that crossed a failure is nothing",
            udp,
            startedOverUDP,
            .init(
                .received(status: 600),
                .cancel(.a),
                .cancel(.b),
                .sendAcknowledgement,
                .deliver(status: 600),
                .arm(.d, after: .seconds(32))
            ),
            .init(.cancel),
            .init(.fired(.a)),
            .init(.transportFailed, .cancel(.d), .end)
        ),
        Subject(
            "a transport failure while calling",
            udp,
            startedOverUDP,
            .init(.transportFailed, .cancel(.a), .cancel(.b), .fail(.transport), .end)
        ),
        Subject(
            "a transport failure while proceeding",
            udp,
            startedOverUDP,
            ringingOverUDP,
            .init(.cancel, .sendCancel, .arm(.cancelled, after: .seconds(32))),
            .init(.transportFailed, .cancel(.cancelled), .fail(.transport), .end),
            .init(.fired(.cancelled))
        ),
    ]

    @Test(arguments: Self.scripts)
    func follows(_ script: Subject) {
        script.run()
    }

    @Test("timer D is at least 32 s, however short T1 is")
    func shortTiming() {
        var timing = TransactionTiming()
        timing.t1 = .milliseconds(50)
        var machine = InviteClientTransaction(isReliable: false, timing: timing)
        _ = machine.handle(.started, at: .start)
        let effects = machine.handle(.received(status: 500), at: .start)
        #expect(effects.last == .arm(.d, after: .seconds(32)))
    }
}
