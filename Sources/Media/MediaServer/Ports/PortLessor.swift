import Kernel
import Synchronization

/// The pools of all networks, shared by the threads that make and close streams.
final class PortLessor: Sendable {
    /// How many ports in use by somebody else are skipped before the range is called unusable.
    private static let attemptLimit = 128

    private let settings: MediaSettings
    private let time: any TimeSource
    private let pools: Mutex<[PortPool]>

    init(_ settings: MediaSettings, time: any TimeSource, using generator: inout some RandomNumberGenerator) {
        self.settings = settings
        self.time = time
        self.pools = Mutex(
            settings.networks.map { _ in
                PortPool(settings.ports, quarantine: settings.quarantine, using: &generator)
            }
        )
    }

    /// Binds a free pair. A pair that another process has bound rests like a used one and the next is tried.
    func lease(on network: Int) throws(MediaError) -> StreamSockets {
        let name = self.settings.networks[network].name
        for _ in 0..<Self.attemptLimit {
            let now = self.time.now
            guard let port = self.pools.withLock({ $0[network].take(at: now) }) else {
                throw MediaError(.portsExhausted, "no free pair of ports is left on network \(name)")
            }
            do throws(DatagramSocket.Failure) {
                return try StreamSockets(PortLease(network: network, port: port), self.settings)
            } catch {
                self.giveBack(PortLease(network: network, port: port))
                switch error {
                case .addressInUse: continue
                case .tooManyFiles: throw MediaError(.tooManyFiles, "the limit of open descriptors is reached")
                case .other(let number):
                    throw MediaError(.cannotBind, "network \(name) cannot bind port \(port): error \(number)")
                }
            }
        }
        throw MediaError(.cannotBind, "\(Self.attemptLimit) ports of network \(name) are in use by others")
    }

    func giveBack(_ lease: PortLease) {
        let now = self.time.now
        self.pools.withLock { $0[lease.network].give(back: lease.port, at: now) }
    }

    /// Free, used and resting pairs over all networks.
    var counts: (free: Int, used: Int, resting: Int) {
        self.pools.withLock { pools in
            pools.reduce((0, 0, 0)) { ($0.0 + $1.freeCount, $0.1 + $1.usedCount, $0.2 + $1.restingCount) }
        }
    }
}
