import Fetch
import Kernel
import Model
import Synchronization
import Testing

@testable import MartletServer

/// Answers by method and path, and keeps what was asked.
private final class FakeServer: Fetching {
    private let answers: [String: (status: Int, body: String)]
    private let requests = Mutex<[FetchRequest]>([])

    init(_ answers: [String: (status: Int, body: String)]) {
        self.answers = answers
    }

    var asked: [FetchRequest] { self.requests.withLock { $0 } }

    func fetch(_ request: FetchRequest) async throws -> FetchAnswer {
        self.requests.withLock { $0.append(request) }
        let path = request.address.replacing("https://operator.example/fmc", with: "")
        guard let answer = self.answers["\(request.method.rawValue) \(path)"] else {
            throw FetchError(.unreachable, "no answer")
        }
        return FetchAnswer(status: answer.status, body: Array(answer.body.utf8))
    }
}

@Suite("FWD-04 The mobile operator over HTTP")
struct MobileOperatorTests {
    private static func operatorThat(
        _ answers: [String: (status: Int, body: String)]
    ) -> (HTTPMobileOperator, FakeServer) {
        let server = FakeServer(answers)
        return (HTTPMobileOperator(server, address: "https://operator.example/fmc", secret: "s3cret"), server)
    }

    private static func number() throws -> DialString { try #require(FMC.number("89161234567")) }

    @Test("it is asked by number, with the secret")
    func asking() async throws {
        let (mobiles, server) = Self.operatorThat([
            "GET /numbers/79161234567": (200, #"{"owner":"personal","state":"on","tariff":"x"}"#),
            "PUT /subscriptions/79161234567": (200, #"{"state":"financial-block"}"#),
            "DELETE /subscriptions/79161234567": (204, ""),
        ])
        let number = try Self.number()
        #expect(try await mobiles.find(number) == MobileSIM(owner: .personal, state: .on))
        #expect(try await mobiles.connect(number) == .financialBlock)
        try await mobiles.disconnect(number)
        #expect(server.asked.allSatisfy { $0.headers == ["Authorization: Bearer s3cret"] && $0.form == nil })
        #expect(server.asked.map(\.method) == [.get, .put, .delete])
    }

    @Test("the list is read page by page")
    func list() async throws {
        let (mobiles, _) = Self.operatorThat([
            "GET /subscriptions": (200, #"{"items":[{"number":"+79161234567","state":"on"}],"next":"79161234567"}"#),
            "GET /subscriptions?after=79161234567": (
                200, #"{"items":[{"number":"79161234568","state":"switched-off"}],"next":null}"#
            ),
        ])
        let other = try #require(FMC.number("89161234568"))
        #expect(try await mobiles.subscriptions() == [try Self.number(): .on, other: .switchedOff])
    }

    @Test(
        "what it may not say, or says badly, is as good as no answer",
        arguments: [
            (200, "{}"), (200, ""), (200, #"{"items":[{"number":"101","state":"on"}],"next":null}"#),
            (200, #"{"items":[{"number":"+79161234567","state":"refused"}],"next":null}"#),
            (200, #"{"items":[{"number":"+79161234567","state":"pending"}],"next":null}"#),
            (200, #"{"items":[],"next":"../../numbers"}"#), (200, #"{"items":[],"next":""}"#), (500, "{}"), (401, "{}"),
            // A list that never ends.
            (200, #"{"items":[],"next":"same"}"#),
        ]
    )
    func nonsense(status: Int, body: String) async throws {
        let (mobiles, server) = Self.operatorThat([
            "GET /subscriptions": (status, body), "GET /subscriptions?after=same": (status, body),
        ])
        let fault = await #expect(throws: MobileFault.self) { try await mobiles.subscriptions() }
        #expect(fault?.code == .unreachable && server.asked.count <= 1_000)
    }

    @Test(
        "a refusal is none of the network's",
        arguments: [(403, "refused"), (404, "refused"), (409, "refused"), (500, "unreachable")]
    )
    func refusals(status: Int, code: String) async throws {
        let (mobiles, _) = Self.operatorThat([
            "PUT /subscriptions/79161234567": (status, ""), "GET /numbers/79161234567": (404, ""),
        ])
        let number = try Self.number()
        #expect(try await mobiles.find(number) == nil)
        let fault = await #expect(throws: MobileFault.self) { try await mobiles.connect(number) }
        #expect(fault?.code.rawValue == code)
    }
}
