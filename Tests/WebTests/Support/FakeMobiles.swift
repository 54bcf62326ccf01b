import Model
import Synchronization

/// A mobile operator whose SIMs are in a table.
final class FakeMobiles: MobileExchange {
    private struct State {
        var isOffered = true
        var isReachable = true
        var sims: [String: FMC] = [:]
        var connected: Set<String> = []
        var changes = 0
    }

    private let state = Mutex(State())

    var isOffered: Bool { self.state.withLock(\.isOffered) }
    /// Numbers that stayed connected.
    var connected: Set<String> { self.state.withLock(\.connected) }
    /// How often it was told that something was switched off.
    var changes: Int { self.state.withLock(\.changes) }

    func put(_ number: String, _ state: FMC = .on) { self.state.withLock { $0.sims[number] = state } }

    func set(isOffered: Bool = true, isReachable: Bool = true) {
        self.state.withLock { ($0.isOffered, $0.isReachable) = (isOffered, isReachable) }
    }

    func connect(
        _ numbers: [DialString],
        _ store: @Sendable ([DialString: FMC]) async throws -> Void
    ) async throws {
        let states = try self.state.withLock { state in
            guard state.isReachable else { throw MobileFault(.unreachable, "away") }
            return try numbers.reduce(into: [DialString: FMC]()) { found, number in
                guard let sim = state.sims[number.text] else { throw MobileFault(.refused, "not ours") }
                found[number] = sim
            }
        }
        try await store(states)
        self.state.withLock { $0.connected.formUnion(numbers.map(\.text)) }
    }

    func changed() { self.state.withLock { $0.changes += 1 } }
}
