import HTTPTypes
import Kernel
import Model
import ModelTesting
import Testing

@testable import Web

/// USR-01: lists of users are kept in their order until something changes.
@Suite("Users in their order")
struct UserIndexTests {
    private static func configuration(_ names: [String], version: Int64 = 1) -> Configuration {
        var configuration = Configuration()
        configuration.apply(.putDomain(.sample()), version: version)
        for (number, name) in names.enumerated() {
            var user = User.sample("user\(number)", extension: "\(100 + number)")
            user.shownName = name
            configuration.apply(.putUser(user), version: version)
        }
        return configuration
    }

    @Test(
        "USR-01 the search looks into names, logins, and the beginning of extensions, and at letters as people read them",
        arguments: [
            ("ЁЛК", ["user0"]), ("е\u{308}лк", ["user0"]), ("й", ["user2"]), ("user1", ["user1"]),
            ("10", ["user0", "user1", "user2"]), ("02", []), ("анна", ["user0", "user1"]), ("аe", []), ("1йод", []),
        ]
    )
    func search(text: String, logins: [String]) {
        let configuration = Self.configuration(["Ёлкина Анна", "Марианна e", "Йодов"])
        let all = UserIndex().entries(of: DomainID("acme.example"), in: .login, of: configuration)
        let found = UserIndex.found(text, in: all).compactMap { configuration.user($0.id)?.login }
        #expect(found == logins)
    }

    @Test(
        "USR-01 a phone number is found as people write it, and 8 in front is +7",
        arguments: [
            "+7 (495) 123-45-67", "8 (495) 123-45-67", "8495", "84951", "495 123", "+7495", "7495", "(495)", "123-45",
            "4951234567", "8 916 111", "+7916", "89161112233", "916.111.22.33", "495\u{a0}123",
        ]
    )
    func searchByNumber(_ search: String) throws {
        var configuration = Self.configuration(["A", "B"])
        var user = try #require(configuration.user(UserID("user1-acme.example")))
        user.callerID = DialString("+74951234567")
        user.forwarding.others = [
            Forwarding.Number(.mobile, "89161112233", Forwarding.Terms(priority: 20, seconds: 20))
        ]
        configuration.apply(.putUser(user), version: 1)
        let all = UserIndex().entries(of: DomainID("acme.example"), in: .login, of: configuration)
        #expect(UserIndex.found(search, in: all).map(\.id) == [user.id])
        for other in ["8496", "+7 (495) 123-45-68", "81"] {
            #expect(UserIndex.found(other, in: all).isEmpty, "\(other)")
        }
    }

    @Test(
        "USR-01 a list that was kept is made anew when something changed, and an older one is never kept in its place"
    )
    func kept() {
        let index = UserIndex()
        let old = Self.configuration(["A"])
        let new = Self.configuration(["A", "B"], version: 2)
        func logins(_ configuration: Configuration, _ domain: DomainID? = nil) -> [String] {
            index.entries(of: domain, in: .login, of: configuration).compactMap { configuration.user($0.id)?.login }
        }
        #expect(logins(old) == ["user0"])
        #expect(logins(new) == ["user0", "user1"])
        #expect(logins(old) == ["user0"])
        #expect(logins(new) == ["user0", "user1"])
        for number in 0..<40 { #expect(logins(new, DomainID("d\(number).example")).isEmpty) }
        #expect(logins(new, DomainID("acme.example")) == ["user0", "user1"])
    }

    @Test("USR-01 a new name is in its place, and found, with the next question")
    func change() async throws {
        let world = try await TestWorld()
        let bob = "/users/\(TestWorld.Person.acmeOther.id)"
        for name in ["Ярослав", "Абрам"] {
            let changed = try await world.ask(.patch, bob, as: .acmeAdministrator, body: ["shownName": .string(name)])
            #expect(changed.status == .ok)
            let search = name == "Абрам" ? "%D0%B0%D0%B1%D1%80" : "%D0%AF%D0%A0%D0%9E"
            let found = try await world.ask(.get, "/users?search=\(search)", as: .acmeAdministrator)
            #expect(found.items.compactMap { $0["login"]?.text } == ["bob"])
        }
        let foreign = try await world.ask(.get, "/users?search=%D0%B0%D0%B1%D1%80", as: .globexAdministrator)
        #expect(foreign.items.isEmpty)
    }
}
