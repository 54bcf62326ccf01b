import Kernel
import SIP
import Testing

@Suite("RFC 3261 §17.1.2, client side of a transaction that is not INVITE")
struct NonInviteClientTransactionTests {
    typealias Subject = TransactionScript<NonInviteClientTransaction>

    static let startedOverUDP = Subject.Step(
        .started,
        .sendRequest,
        .arm(.e, after: .milliseconds(500)),
        .arm(.f, after: .seconds(32))
    )
    static let startedOverTCP = Subject.Step(.started, .sendRequest, .arm(.f, after: .seconds(32)))

    static let scripts: [Subject] = [
        Subject(
            "UDP: retransmits after T1, 2·T1, 4·T1, then every T2",
            NonInviteClientTransaction(isReliable: false),
            startedOverUDP,
            .init(.fired(.e), .sendRequest, .arm(.e, after: .seconds(1))),
            .init(.fired(.e), .sendRequest, .arm(.e, after: .seconds(2))),
            .init(.fired(.e), .sendRequest, .arm(.e, after: .seconds(4))),
            .init(.fired(.e), .sendRequest, .arm(.e, after: .seconds(4))),
            .init(.fired(.f), .cancel(.e), .cancel(.f), .fail(.timeout), .end),
            .init(.received(status: 200))
        ),
        Subject(
            "UDP: a provisional response slows it to T2",
            NonInviteClientTransaction(isReliable: false),
            startedOverUDP,
            .init(.received(status: 100), .deliver(status: 100)),
            .init(.fired(.e), .sendRequest, .arm(.e, after: .seconds(4))),
            .init(.received(status: 183), .deliver(status: 183)),
            .init(.fired(.e), .sendRequest, .arm(.e, after: .seconds(4))),
            .init(.fired(.f), .cancel(.e), .cancel(.f), .fail(.timeout), .end)
        ),
        Subject(
            "UDP: absorbs repeated final responses for T4",
            NonInviteClientTransaction(isReliable: false),
            startedOverUDP,
            .init(
                .received(status: 404),
                .cancel(.e),
                .cancel(.f),
                .deliver(status: 404),
                .arm(.k, after: .seconds(5))
            ),
            .init(.received(status: 404)),
            .init(.fired(.e)),
            .init(.fired(.f)),
            .init(.transportFailed),
            .init(.fired(.k), .end),
            .init(.received(status: 200)),
            .init(.fired(.k))
        ),
        Subject(
            "UDP: a final response after a provisional one",
            NonInviteClientTransaction(isReliable: false),
            startedOverUDP,
            .init(.received(status: 100), .deliver(status: 100)),
            .init(
                .received(status: 200),
                .cancel(.e),
                .cancel(.f),
                .deliver(status: 200),
                .arm(.k, after: .seconds(5))
            )
        ),
        Subject(
            "TCP: sends once and ends with the final response",
            NonInviteClientTransaction(isReliable: true),
            startedOverTCP,
            .init(.received(status: 100), .deliver(status: 100)),
            .init(.received(status: 200), .cancel(.f), .deliver(status: 200), .end),
            .init(.received(status: 200))
        ),
        Subject(
            "TCP: gives up after 64·T1",
            NonInviteClientTransaction(isReliable: true),
            startedOverTCP,
            .init(.fired(.f), .cancel(.f), .fail(.timeout), .end)
        ),
        Subject(
            "a transport failure while trying",
            NonInviteClientTransaction(isReliable: true),
            startedOverTCP,
            .init(.transportFailed, .cancel(.f), .fail(.transport), .end),
            .init(.fired(.f))
        ),
        Subject(
            "a transport failure while proceeding",
            NonInviteClientTransaction(isReliable: false),
            startedOverUDP,
            .init(.received(status: 100), .deliver(status: 100)),
            .init(.transportFailed, .cancel(.e), .cancel(.f), .fail(.transport), .end)
        ),
    ]

    @Test(arguments: Self.scripts)
    func follows(_ script: Subject) {
        script.run()
    }
}
