import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Rules of recording")
struct RecordingRulesTests {
    @Test("REC-01 for all, for selected, with counts; the storage time is month, half a year or a year")
    func rules() async throws {
        let world = try await TestWorld()
        let path = "/domains/acme.example/recording"
        let users = try #require(world.configuration.current.tenants[TestWorld.acme]?.users.count)
        let first = try await world.ask(.get, path, as: .acmeAdministrator)
        #expect(first.json["recordedUsers"]?.whole == 0 && first.json["users"]?.whole == users)
        #expect(first.json["storageTime"]?.text == "month")

        let alice = TestWorld.Person.acmeUser.id
        let selected: JSONValue = ["recordsCalls": true, "users": [.string(alice.text)]]
        let one = try await world.ask(.post, path + "/users", as: .acmeAdministrator, body: selected)
        #expect(one.json["recordedUsers"]?.whole == 1)
        #expect(world.configuration.current.user(alice)?.recordsCalls == true)

        let all = try await world.ask(.post, path + "/users", as: .acmeAdministrator, body: ["recordsCalls": true])
        #expect(all.json["recordedUsers"]?.whole == users)
        let none = try await world.ask(.post, path + "/users", as: .acmeAdministrator, body: ["recordsCalls": false])
        #expect(none.json["recordedUsers"]?.whole == 0)

        let stranger: JSONValue = ["recordsCalls": true, "users": ["nobody"]]
        #expect(try await world.ask(.post, path + "/users", as: .acmeAdministrator, body: stranger).status == .notFound)

        let change: JSONValue = ["storageTime": "half-year", "areEncrypted": true]
        let changed = try await world.ask(.patch, path, as: .acmeAdministrator, body: change)
        #expect(changed.json["storageTime"]?.text == "half-year" && changed.json["areEncrypted"]?.boolean == true)
        let domain = try #require(world.configuration.current.tenants[TestWorld.acme]?.domain)
        #expect(domain.recording == RecordingRules(storageTime: .halfYear, areEncrypted: true))
    }
}
