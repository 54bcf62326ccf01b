import Kernel
package import Model
import NIOCore
package import SIPTransport

/// The exchange as other threads reach it: every method goes over to its event loop.
package struct ExchangeHandle: Sendable {
    private let exchange: NIOLoopBound<Exchange>
    private let eventLoop: any EventLoop

    /// On the exchange's loop.
    package init(_ exchange: Exchange) {
        self.eventLoop = exchange.eventLoop
        self.exchange = NIOLoopBound(exchange, eventLoop: exchange.eventLoop)
    }

    /// Puts a new configuration in force.
    package func replace(configuration: Configuration) async throws {
        try await self.run { $0.replace(configuration: configuration) }
    }

    /// Ends every leg of the call. `false` when there is no such call any more.
    package func hangUp(_ call: CallID) async throws -> Bool {
        try await self.run { exchange in
            guard let call = exchange.calls[call] else { return false }
            call.post(.stopped(.stoppedByOperator))
            return true
        }
    }

    /// Ends one leg, as if its party had hung up. `false` when there is no such leg any more.
    package func hangUp(_ leg: LegID, of call: CallID) async throws -> Bool {
        try await self.run { exchange in exchange.calls[call]?.hangUp(leg) ?? false }
    }

    /// Rings the user's phones and then `number`.
    package func originate(_ user: UserID, to number: String) async throws -> Result<CallID, CallRefusal> {
        try await self.run { exchange in
            Result { () throws(CallRefusal) -> CallID in try exchange.originate(user, to: number) }
        }
    }

    /// Transfers the peer of `leg`, blindly.
    package func transfer(_ leg: LegID, of call: CallID, to target: String) async throws -> CallRefusal? {
        try await self.run { exchange in
            guard let call = exchange.calls[call] else {
                return CallRefusal(.unknownCall, "There is no such call any more.")
            }
            do throws(CallRefusal) {
                try call.transfer(leg, to: target)
                return nil
            } catch {
                return error
            }
        }
    }

    /// Does something to a call in progress.
    package func carryOut(_ wish: CallWish, in call: CallID) async throws -> CallRefusal? {
        try await self.run { exchange in
            guard let call = exchange.calls[call] else {
                return CallRefusal(.unknownCall, "There is no such call any more.")
            }
            do throws(CallRefusal) {
                try call.carryOut(wish)
                return nil
            } catch {
                return error
            }
        }
    }

    /// Rings the phones of `user` to take whoever is parked in the slot of the user's domain.
    package func retrieveParked(in slot: String, for user: UserID) async throws -> CallRefusal? {
        try await self.run { exchange in
            do throws(CallRefusal) {
                try exchange.retrieve(from: slot, for: user)
                return nil
            } catch {
                return error
            }
        }
    }

    /// Calls the user when `number` is free; gives the wish's identity.
    package func callBack(_ user: UserID, to number: String) async throws -> Result<String, CallRefusal> {
        try await self.run { exchange in
            Result { () throws(CallRefusal) -> String in try exchange.callBack(user, to: number) }
        }
    }

    /// The numbers that wait to be called back for the user, with their identities.
    package func callbacks(of user: UserID) async throws -> [(id: String, number: String)] {
        try await self.run { $0.callbacks.list.wishes(of: user).map { ($0.id, $0.number) } }
    }

    package func cancelCallback(_ id: String, of user: UserID) async throws -> Bool {
        try await self.run { $0.callbacks.cancel(id, of: user) }
    }

    package func unregister(_ user: UserID, contact: String) async throws -> Bool {
        try await self.run { $0.registrar.remove(contact, of: user) }
    }

    /// Ends all calls with cause ``EndCause/restart`` and waits until they are told, at most `patience`.
    package func stopCalls(patience: Duration) async throws {
        try await self.run { exchange in
            for call in exchange.calls.values { call.post(.stopped(.restart)) }
        }
        for _ in 0..<max(1, Int(patience.wholeMilliseconds / 50)) {
            if try await self.run({ $0.calls.isEmpty }) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    package func figures() async throws -> ExchangeFigures {
        try await self.run { exchange in
            ExchangeFigures(
                calls: exchange.calls.count,
                legs: exchange.signalling.legCount,
                registrations: exchange.registrar.count,
                authenticationFailures: exchange.gatekeeper.failures,
                trunkFaults: exchange.trunks.faults,
                counters: exchange.counters,
                transport: exchange.endpoint.counters
            )
        }
    }

    /// Goes over to the loop and does not wait.
    func tell(_ body: @escaping @Sendable (Exchange) -> Void) {
        let exchange = self.exchange
        self.eventLoop.execute { body(exchange.value) }
    }

    func run<Value: Sendable>(_ body: @escaping @Sendable (Exchange) -> Value) async throws -> Value {
        let exchange = self.exchange
        return try await self.eventLoop.submit { body(exchange.value) }.get()
    }
}

/// What an exchange counts, for metrics and health.
package struct ExchangeFigures: Sendable {
    package var calls: Int
    package var legs: Int
    package var registrations: Int
    /// Wrong passwords since the start.
    package var authenticationFailures: UInt64
    /// Why a trunk cannot be used; `nil` when it can.
    package var trunkFaults: [TrunkID: String?]
    package var counters: ExchangeCounters
    package var transport: SIPCounters
}
