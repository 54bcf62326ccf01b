import Foundation
import HTTPTypes
import Kernel
import Testing

@testable import Web

@Suite("OpenAPI document")
struct DocumentTests {
    /// The root of the package.
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        .standardized

    @Test("the checked-in docs/openapi.json is what the server serves")
    func isCheckedIn() async throws {
        let world = try await TestWorld()
        let printed = Data(world.web.document.pretty)
        let file = Self.root.appending(path: "docs/openapi.json")
        let known = try? Data(contentsOf: file)
        if known != printed {
            let fresh = Self.root.appending(path: ".build/openapi.json")
            try? FileManager.default.createDirectory(
                at: fresh.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try printed.write(to: fresh)
            Issue.record("The API has changed. Look at it, then: cp .build/openapi.json docs/openapi.json")
        }
        #expect(try await world.ask(.get, "/openapi.json").json == world.web.document)
    }

    @Test("every reference has its component, every operation its refusals")
    func isWhole() async throws {
        let document = try await TestWorld().web.document
        let text = String(decoding: document.compact, as: UTF8.self)
        let schemas = try #require(document["components"]?["schemas"])
        for match in text.matches(of: #/#\/components\/schemas\/([A-Za-z]+)/#) {
            #expect(schemas[String(match.1)] != nil, "\(match.1)")
        }
        guard case .object(let paths) = document["paths"] else {
            Issue.record("no paths")
            return
        }
        for path in paths {
            guard case .object(let operations) = path.value else { continue }
            for operation in operations {
                let isOpen = operation.value["security"] == []
                #expect(operation.value["responses"]?["500"] != nil, "\(path.name)")
                #expect(isOpen || operation.value["responses"]?["401"] != nil, "\(operation.name) \(path.name)")
                #expect(operation.value["operationId"]?.text?.isEmpty == false)
            }
        }
    }

    @Test("BYD-09 every list has pages and a filter, every create and every wish of a call takes a key for repeats")
    func isConsistent() async throws {
        // What proves or changes who one is, what only looks, and what is the same when it is done twice.
        let unrepeatable: Set = [
            "signIn", "askForPasskey", "signInByPasskey", "askForFactors", "requestRecovery", "recoverPassword",
            "beginSecondFactor", "confirmSecondFactor", "switchOffSecondFactor", "beginPasskey", "removePasskey",
            "beginProviderSignIn", "finishProviderSignIn", "askForProviderFactors", "giveProviderFactor",
            "beginProviderLink", "finishProviderLink",
            "previewDomainImport", "previewImport", "previewContactImport", "previewOwnContactImport",
            "previewNumberImport", "trySpeech",
            "readCalendarFile", "tryRouting", "publishScenario", "publishScenarioVersion", "holdLeg", "unholdLeg",
            "completeConsultation", "returnToParty",
        ]
        for endpoint in try await TestWorld().web.table.endpoints {
            if endpoint.method == .post, !unrepeatable.contains(endpoint.name) {
                // What takes the version that was seen is done once by that.
                #expect([.repeats, .version].contains(endpoint.guarding), "\(endpoint.name)")
            }
            guard endpoint.method == .get, case .json(_, let schema) = endpoint.success,
                case .object(let fields) = schema.plain, fields.contains(where: { $0.name == "items" })
            else { continue }
            let names = Set(endpoint.query.map(\.name))
            #expect(names.isSuperset(of: ["limit", "cursor"]), "\(endpoint.name)")
            let filters = names.subtracting(["limit", "cursor", "domain", "pool"])
            #expect(!filters.isEmpty, "\(endpoint.name) has no filter")
        }
    }

    /// Open without sign-in, on purpose: a new one is a decision that this list shows.
    @Test("the endpoints for everyone are these")
    func openEndpoints() async throws {
        let open = try await TestWorld().web.table.endpoints.filter { $0.access == .anyone }.map(\.name)
        #expect(
            Set(open) == [
                "signIn", "getSignInOptions", "requestRecovery", "recoverPassword", "getHealth", "getDocument",
                "playRecordingLink", "askForPasskey", "signInByPasskey", "askForFactors",
                "listOfferedProviders", "beginProviderSignIn", "finishProviderSignIn", "askForProviderFactors",
                "giveProviderFactor",
            ]
        )
    }
}
