import Fetch
import Model

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The mobile operator by HTTP and JSON, as docs/how-to/connect-a-mobile-operator.md says (FWD-04). What another operator
/// speaks goes into another type of this kind.
struct HTTPMobileOperator: MobileOperator {
    /// Pages of the list; more are not asked for.
    private static let pageLimit = 1_000

    private let fetching: any Fetching
    private let address: String
    private let headers: [String]

    /// - Parameters:
    ///   - address: `https://…`, without a slash at its end.
    ///   - secret: proves to the operator who asks.
    init(_ fetching: any Fetching, address: String, secret: String) {
        self.fetching = fetching
        self.address = address
        self.headers = ["Authorization: Bearer \(secret)"]
    }

    private struct SIM: Decodable {
        var owner: String
        var state: String
    }

    private struct Subscription: Decodable {
        var state: String
    }

    private struct Page: Decodable {
        struct Item: Decodable {
            var number: String
            var state: String
        }

        var items: [Item]
        var next: String?
    }

    func find(_ number: DialString) async throws(MobileFault) -> MobileSIM? {
        let answer = try await self.ask(.get, "/numbers/\(Self.digits(number))")
        if answer.status == 404 { return nil }
        let sim = try Self.read(SIM.self, answer, expecting: 200)
        guard let owner = MobileSIM.Owner(rawValue: sim.owner) else { throw Self.unreadable(sim.owner) }
        return MobileSIM(owner: owner, state: try Self.state(sim.state))
    }

    func connect(_ number: DialString) async throws(MobileFault) -> FMC {
        let answer = try await self.ask(.put, "/subscriptions/\(Self.digits(number))")
        if [403, 404, 409].contains(answer.status) { throw MobileFault(.refused, "status \(answer.status)") }
        return try Self.state(Self.read(Subscription.self, answer, expecting: 200).state)
    }

    func disconnect(_ number: DialString) async throws(MobileFault) {
        let answer = try await self.ask(.delete, "/subscriptions/\(Self.digits(number))")
        guard [200, 204, 404].contains(answer.status) else {
            throw MobileFault(.unreachable, "status \(answer.status)")
        }
    }

    func subscriptions() async throws(MobileFault) -> [DialString: FMC] {
        var found: [DialString: FMC] = [:]
        var next: String?
        for _ in 0..<Self.pageLimit {
            let answer = try await self.ask(.get, "/subscriptions\(next.map { "?after=\($0)" } ?? "")")
            let page = try Self.read(Page.self, answer, expecting: 200)
            for item in page.items {
                guard let number = FMC.number(item.number) else { throw Self.unreadable(item.number) }
                found[number] = try Self.state(item.state)
            }
            guard let after = page.next else { return found }
            // It becomes part of an address.
            guard (1...64).contains(after.utf8.count), after.utf8.allSatisfy(Self.isPlain) else {
                throw Self.unreadable(after)
            }
            next = after
        }
        throw MobileFault(.unreachable, "the list does not end")
    }

    // MARK: - Asking

    private func ask(_ method: FetchRequest.Method, _ path: String) async throws(MobileFault) -> FetchAnswer {
        do {
            return try await self.fetching.fetch(FetchRequest(method, self.address + path, headers: self.headers))
        } catch {
            throw MobileFault(.unreachable, "\(error)")
        }
    }

    private static func read<Body: Decodable>(
        _ type: Body.Type,
        _ answer: FetchAnswer,
        expecting status: Int
    ) throws(MobileFault) -> Body {
        guard answer.status == status else { throw MobileFault(.unreachable, "status \(answer.status)") }
        do {
            return try JSONDecoder().decode(type, from: Data(answer.body))
        } catch {
            throw MobileFault(.unreachable, "the answer cannot be read: \(error)")
        }
    }

    /// What only this server says of a number is nothing that an operator may say.
    private static func state(_ text: String) throws(MobileFault) -> FMC {
        guard let state = FMC(rawValue: text), state != .pending, state != .refused else { throw self.unreadable(text) }
        return state
    }

    private static func unreadable(_ text: String) -> MobileFault {
        MobileFault(.unreachable, "the answer cannot be understood: \(text.prefix(64))")
    }

    private static func digits(_ number: DialString) -> Substring { number.text.drop { $0 == "+" } }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: true
        default: false
        }
    }
}
