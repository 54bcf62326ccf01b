import ArgumentParser
import Journal
import Kernel
import MartletServer
import Model

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

struct CallsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls",
        abstract: "The call history, newest first."
    )

    @Option(help: ArgumentHelp("Only of this domain.", valueName: "D"))
    var domain: String?

    @Option(help: ArgumentHelp("How many, 1 to 1000.", valueName: "N"))
    var limit = 50

    @Flag(help: "One JSON object a line.")
    var json = false

    @OptionGroup var data: DataOption

    func validate() throws {
        guard (1...1_000).contains(self.limit) else { throw ValidationError("--limit is 1 to 1000") }
    }

    func run() async throws {
        let installation = try await self.data.open()
        let filter = CallFilter(domain: self.domain.map { DomainID($0.lowercased()) })
        let page = try await installation.calls.page(filter, before: nil, limit: self.limit)
        guard !self.json else {
            for call in page.calls { print(try CallLine(call).text) }
            return
        }
        printTable(
            ["TIME", "DIRECTION", "FROM", "TO", "RESULT", "RANG", "TALKED"],
            page.calls.map { call in
                [
                    call.startedAt.description, call.direction.rawValue, call.caller.number, call.callee.number,
                    call.result?.rawValue ?? "-", Self.seconds(call.ringTime), Self.seconds(call.talkTime),
                ]
            }
        )
    }

    private static func seconds(_ duration: Duration) -> String { "\(duration.wholeMilliseconds / 1_000) s" }
}

/// A call as `--json` prints it.
private struct CallLine: Encodable {
    let id: String
    let domain: String?
    let direction: String
    let startedAt: String
    let answeredAt: String?
    let endedAt: String?
    let from: String
    let to: String
    let dialled: String
    let ringSeconds: Double
    let talkSeconds: Double
    let result: String?
    let cause: String?
    let endedBy: String?

    init(_ call: CallRecord) {
        self.id = call.id.text
        self.domain = call.domain?.text
        self.direction = call.direction.rawValue
        self.startedAt = call.startedAt.description
        self.answeredAt = call.answeredAt?.description
        self.endedAt = call.endedAt?.description
        self.from = call.caller.number
        self.to = call.callee.number
        self.dialled = call.dialled
        self.ringSeconds = call.ringTime.inSeconds
        self.talkSeconds = call.talkTime.inSeconds
        self.result = call.result?.rawValue
        self.cause = call.cause?.rawValue
        self.endedBy = call.endedBy?.rawValue
    }

    var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
