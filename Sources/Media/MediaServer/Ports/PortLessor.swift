import Kernel
import Synchronization

/// The pools of all networks, shared by the threads that make and close streams.
final class PortLessor: Sendable {
    /// How many ports in use by somebody else are skipped before the range is called unusable.
    private static let attemptLimit = 128

    private struct State {
        var pools: [PortPool]
        var parked: [PortLease: ParkedSockets] = [:]
    }

    private let settings: MediaSettings
    private let time: any TimeSource
    private let state: Mutex<State>

    init(_ settings: MediaSettings, time: any TimeSource, using generator: inout some RandomNumberGenerator) {
        self.settings = settings
        self.time = time
        let pools = settings.networks.map { _ in
            PortPool(settings.ports, quarantine: settings.quarantine, using: &generator)
        }
        self.state = Mutex(State(pools: pools))
    }

    deinit {
        self.closeParked()
    }

    /// A free pair, with the sockets of the stream that had it last, or newly bound. A pair that another process has bound rests like a used one and the next is tried.
    func lease(on network: Int) throws(MediaError) -> StreamSockets {
        let name = self.settings.networks[network].name
        for _ in 0..<Self.attemptLimit {
            let now = self.time.now
            let taken = self.state.withLock { state -> (lease: PortLease, parked: ParkedSockets?)? in
                guard let port = state.pools[network].take(at: now) else { return nil }
                let lease = PortLease(network: network, port: port)
                return (lease, state.parked.removeValue(forKey: lease))
            }
            guard let taken else {
                throw MediaError(.portsExhausted, "no free pair of ports is left on network \(name)")
            }
            if let parked = taken.parked { return StreamSockets(taken.lease, parked) }
            do throws(DatagramSocket.Failure) {
                return try StreamSockets(taken.lease, self.settings)
            } catch {
                self.giveBack(taken.lease)
                switch error {
                case .addressInUse: continue
                case .tooManyFiles:
                    guard self.closeParked() else {
                        throw MediaError(.tooManyFiles, "the limit of open descriptors is reached")
                    }
                case .other(let number):
                    let port = taken.lease.port
                    throw MediaError(.cannotBind, "network \(name) cannot bind port \(port): error \(number)")
                }
            }
        }
        throw MediaError(.cannotBind, "\(Self.attemptLimit) ports of network \(name) are in use by others")
    }

    /// Takes the sockets of a stream that has ended; its ports rest.
    func giveBack(_ sockets: consuming StreamSockets) {
        let lease = sockets.lease
        let parked = sockets.park()
        let isKept = self.state.withLock { state in
            guard state.parked.count < self.settings.parkedPairs else { return false }
            state.parked[lease] = parked
            return true
        }
        if !isKept { parked.close() }
        self.giveBack(lease)
    }

    private func giveBack(_ lease: PortLease) {
        let now = self.time.now
        self.state.withLock { $0.pools[lease.network].give(back: lease.port, at: now) }
    }

    /// Closes the sockets that rest.
    /// - Returns: whether that freed any descriptor.
    @discardableResult
    func closeParked() -> Bool {
        let parked = self.state.withLock { state in
            defer { state.parked = [:] }
            return state.parked.values
        }
        for sockets in parked { sockets.close() }
        return !parked.isEmpty
    }

    /// Free, used and resting pairs over all networks.
    var counts: (free: Int, used: Int, resting: Int) {
        self.state.withLock { state in
            state.pools.reduce((0, 0, 0)) { ($0.0 + $1.freeCount, $0.1 + $1.usedCount, $0.2 + $1.restingCount) }
        }
    }
}
