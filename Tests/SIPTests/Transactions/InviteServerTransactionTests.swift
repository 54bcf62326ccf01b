import Kernel
import SIP
import Testing

@Suite("RFC 3261 §17.2.1 and RFC 6026, server side of an INVITE transaction")
struct InviteServerTransactionTests {
    typealias Subject = TransactionScript<InviteServerTransaction>

    static let udp = InviteServerTransaction(isReliable: false)
    static let tcp = InviteServerTransaction(isReliable: true)
    static let started = Subject.Step(.started, .deliver, .arm(.trying, after: .milliseconds(200)))
    static let ringing = Subject.Step(.respond(status: 180), .cancel(.trying), .sendResponse)

    static let scripts: [Subject] = [
        Subject(
            "a user silent for 200 ms gets 100 Trying made for it",
            udp,
            started,
            .init(.receivedRequest),
            .init(.fired(.trying), .sendTrying),
            .init(.receivedRequest, .sendResponse),
            .init(.respond(status: 180), .sendResponse),
            .init(.receivedRequest, .sendResponse),
            .init(.respond(status: 200), .sendResponse, .arm(.l, after: .seconds(32)))
        ),
        Subject(
            "a quick answer needs no 100",
            udp,
            started,
            .init(.respond(status: 200), .cancel(.trying), .sendResponse, .arm(.l, after: .seconds(32))),
            .init(.fired(.trying)),
            .init(.receivedRequest)
        ),
        Subject(
            "RFC 6026: after a 2xx INVITEs are absorbed and the user may repeat it",
            udp,
            started,
            ringing,
            .init(.fired(.trying)),
            .init(.respond(status: 200), .sendResponse, .arm(.l, after: .seconds(32))),
            .init(.receivedRequest),
            .init(.respond(status: 200), .sendResponse),
            .init(.respond(status: 486)),
            .init(.respond(status: 180)),
            .init(.receivedAcknowledgement, .deliverAcknowledgement),
            .init(.transportFailed, .fail(.transport)),
            .init(.fired(.l), .end),
            .init(.receivedRequest),
            .init(.respond(status: 200))
        ),
        Subject(
            "UDP: a failure is repeated until its ACK, up to T2",
            udp,
            started,
            ringing,
            .init(
                .respond(status: 486),
                .sendResponse,
                .arm(.g, after: .milliseconds(500)),
                .arm(.h, after: .seconds(32))
            ),
            .init(.fired(.g), .sendResponse, .arm(.g, after: .seconds(1))),
            .init(.fired(.g), .sendResponse, .arm(.g, after: .seconds(2))),
            .init(.fired(.g), .sendResponse, .arm(.g, after: .seconds(4))),
            .init(.fired(.g), .sendResponse, .arm(.g, after: .seconds(4))),
            .init(.receivedRequest, .sendResponse),
            .init(.respond(status: 200)),
            .init(.receivedAcknowledgement, .cancel(.g), .cancel(.h), .arm(.i, after: .seconds(5))),
            .init(.receivedAcknowledgement),
            .init(.receivedRequest),
            .init(.fired(.g)),
            .init(.fired(.i), .end),
            .init(.receivedAcknowledgement)
        ),
        Subject(
            "UDP: a failure nobody acknowledges",
            udp,
            started,
            .init(
                .respond(status: 404),
                .cancel(.trying),
                .sendResponse,
                .arm(.g, after: .milliseconds(500)),
                .arm(.h, after: .seconds(32))
            ),
            .init(.fired(.trying)),
            .init(.transportFailed, .fail(.transport)),
            .init(.fired(.h), .cancel(.g), .fail(.timeout), .end)
        ),
        Subject(
            "TCP: a failure is sent once and the ACK ends it",
            tcp,
            started,
            .init(.respond(status: 404), .cancel(.trying), .sendResponse, .arm(.h, after: .seconds(32))),
            .init(.receivedAcknowledgement, .cancel(.h), .end),
            .init(.fired(.h))
        ),
        Subject(
            "TCP: a failure nobody acknowledges",
            tcp,
            started,
            .init(.respond(status: 404), .cancel(.trying), .sendResponse, .arm(.h, after: .seconds(32))),
            .init(.fired(.h), .fail(.timeout), .end)
        ),
        Subject(
            "an ACK for nothing and a broken path leave it as it is",
            udp,
            started,
            .init(.receivedAcknowledgement),
            .init(.transportFailed, .fail(.transport)),
            .init(.fired(.trying), .sendTrying),
            .init(.fired(.trying))
        ),
    ]

    @Test(arguments: Self.scripts)
    func follows(_ script: Subject) {
        script.run()
    }
}
