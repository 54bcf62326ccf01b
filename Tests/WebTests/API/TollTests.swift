import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Brake against toll fraud over the API")
struct TollTests {
    private static let path = "/domains/acme.example/toll"

    private static func cap(_ reach: String, _ prefixes: JSONValue, hourly: JSONValue) -> JSONValue {
        [
            "reach": .string(reach), "prefixes": prefixes, "counted": "user", "dailyCalls": .null,
            "dailyMinutes": .null,
            "hourlyCalls": hourly, "simultaneousCalls": .null, "measure": "stop",
        ]
    }

    @Test("BYD-18 caps abroad are there from the beginning; what is set is given back and stands in the history")
    func roundTrip() async throws {
        let world = try await TestWorld()
        let first = try await world.ask(.get, Self.path, as: .acmeAdministrator)
        #expect(first.json["isOn"] == true && first.json["stopHours"] == 24)
        #expect(first.json["caps"]?.elements?.map { $0["reach"]?.text } == ["abroad", "abroad"])
        let caps: JSONValue = [Self.cap("prefixes", ["7900", "882"], hourly: 5)]
        let set = try await world.ask(.patch, Self.path, as: .acmeAdministrator, body: ["caps": caps, "stopHours": 2])
        #expect(set.json["caps"] == caps && set.json["stopHours"] == 2 && set.json["isOn"] == true, "\(set.text)")
        #expect(try await world.ask(.get, Self.path, as: .acmeAdministrator).json == set.json)
        let change = try await world.ask(.get, "/changes?limit=1", as: .acmeAdministrator).items.first
        let fields = change?["fields"]?.elements ?? []
        #expect(Set(fields.compactMap { $0["name"]?.text }) == ["caps", "stopHours"], "\(fields)")
        #expect("\(fields)".contains("7900 882, user: hourlyCalls 5"), "\(fields)")
    }

    @Test("BYD-18 a cap that caps nothing, prefixes without any, and two of a kind are told")
    func refusals() async throws {
        let world = try await TestWorld()
        let twice = Self.cap("outside", [], hourly: 5)
        for caps: JSONValue in [
            [Self.cap("outside", [], hourly: .null)], [Self.cap("prefixes", [], hourly: 1)],
            [Self.cap("abroad", ["44"], hourly: 1)], [twice, twice],
        ] {
            let answer = try await world.ask(.patch, Self.path, as: .acmeAdministrator, body: ["caps": caps])
            #expect(answer.errorCode == "conflict" && answer.errorField == "caps", "\(answer.text)")
        }
    }

    @Test("BYD-18 TEN-01 a stop is listed for its domain's administrators, and lifted by them")
    func stops() async throws {
        let world = try await TestWorld()
        let listed = try await world.ask(.get, "/toll-stops", as: .acmeAdministrator)
        #expect(listed.items.map { $0["reached"]?.text } == ["hourlyCalls"])
        #expect(listed.items.first?["user"]?.text == TestWorld.Person.acmeUser.id.text)
        #expect(try await world.ask(.get, "/toll-stops", as: .globexAdministrator).items.isEmpty)
        #expect(try await world.ask(.delete, "/toll-stops/stop", as: .globexAdministrator).status == .notFound)
        #expect(try await world.ask(.delete, "/toll-stops/stop", as: .acmeAdministrator).status == .noContent)
        #expect(try await world.ask(.get, "/toll-stops", as: .acmeAdministrator).items.isEmpty)
        let change = try await world.ask(.get, "/changes?limit=1", as: .acmeAdministrator).items.first
        #expect(change?["author"]?.text?.hasPrefix("boss@") == true, "\(String(describing: change))")
    }
}
