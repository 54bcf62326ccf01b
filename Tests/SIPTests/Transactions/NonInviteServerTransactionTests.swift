import Kernel
import SIP
import Testing

@Suite("RFC 3261 §17.2.2, server side of a transaction that is not INVITE")
struct NonInviteServerTransactionTests {
    typealias Subject = TransactionScript<NonInviteServerTransaction>

    static let started = Subject.Step(.started, .deliver, .arm(.j, after: .seconds(32)))

    static let scripts: [Subject] = [
        Subject(
            "UDP: repeats the final response for 64·T1",
            NonInviteServerTransaction(isReliable: false),
            started,
            .init(.receivedRequest),
            .init(.respond(status: 200), .sendResponse, .arm(.j, after: .seconds(32))),
            .init(.receivedRequest, .sendResponse),
            .init(.respond(status: 500)),
            .init(.receivedRequest, .sendResponse),
            .init(.fired(.j), .end),
            .init(.receivedRequest)
        ),
        Subject(
            "UDP: repeats a provisional response only when asked again",
            NonInviteServerTransaction(isReliable: false),
            started,
            .init(.respond(status: 100), .sendResponse),
            .init(.receivedRequest, .sendResponse),
            .init(.respond(status: 183), .sendResponse),
            .init(.respond(status: 404), .sendResponse, .arm(.j, after: .seconds(32))),
            .init(.receivedRequest, .sendResponse),
            .init(.fired(.j), .end)
        ),
        Subject(
            "TCP: ends with the final response",
            NonInviteServerTransaction(isReliable: true),
            started,
            .init(.respond(status: 100), .sendResponse),
            .init(.respond(status: 200), .sendResponse, .cancel(.j), .end),
            .init(.fired(.j)),
            .init(.respond(status: 200))
        ),
        Subject(
            "a user that never answers is given up with the client",
            NonInviteServerTransaction(isReliable: false),
            started,
            .init(.fired(.j), .fail(.timeout), .end),
            .init(.respond(status: 200))
        ),
        Subject(
            "a user that only ever answers 100 is given up, too",
            NonInviteServerTransaction(isReliable: true),
            started,
            .init(.respond(status: 100), .sendResponse),
            .init(.fired(.j), .fail(.timeout), .end)
        ),
        Subject(
            "RFC 6026 a transport failure is told and changes nothing",
            NonInviteServerTransaction(isReliable: false),
            started,
            .init(.transportFailed, .fail(.transport)),
            .init(.respond(status: 100), .sendResponse),
            .init(.transportFailed, .fail(.transport)),
            .init(.respond(status: 200), .sendResponse, .arm(.j, after: .seconds(32))),
            .init(.transportFailed, .fail(.transport)),
            .init(.receivedRequest, .sendResponse),
            .init(.fired(.j), .end)
        ),
    ]

    @Test(arguments: Self.scripts)
    func follows(_ script: Subject) {
        script.run()
    }
}
