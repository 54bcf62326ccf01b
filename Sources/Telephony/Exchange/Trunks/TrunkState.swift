import Kernel
import Model
import SIPTransport

/// What is known of one trunk: where it is, whether it works. Pure.
struct TrunkState {
    /// Failed probes in a row after which the trunk is out of service.
    static let failuresToLeaveService = 2

    enum Input: Equatable {
        case resolved([SIPDestination])
        case probeAnswered
        case probeFailed
        case registered
        case registrationFailed(reason: String)
    }

    enum Effect: Equatable {
        case becameAvailable
        case becameUnavailable(reason: String)
    }

    private(set) var addresses: [SIPDestination] = []
    private var failedProbes = 0
    /// Why it cannot be used; `nil` while it can. A registering trunk starts without a registration.
    private(set) var fault: String?
    private let needsRegistration: Bool
    private var isRegistered = false

    init(needsRegistration: Bool) {
        self.needsRegistration = needsRegistration
        self.fault = needsRegistration ? "not registered" : nil
    }

    mutating func handle(_ input: Input) -> [Effect] {
        switch input {
        case .resolved(let addresses):
            self.addresses = addresses
            return []
        case .probeAnswered:
            self.failedProbes = 0
        case .probeFailed:
            self.failedProbes = min(self.failedProbes + 1, Self.failuresToLeaveService)
        case .registered:
            self.isRegistered = true
        case .registrationFailed(let reason):
            self.isRegistered = false
            return self.settle(registrationFault: reason)
        }
        return self.settle(registrationFault: "not registered")
    }

    /// Works out whether the trunk can be used, and tells when that has changed.
    private mutating func settle(registrationFault: String) -> [Effect] {
        let former = self.fault
        if self.failedProbes >= Self.failuresToLeaveService {
            self.fault = "does not answer OPTIONS"
        } else if self.needsRegistration, !self.isRegistered {
            self.fault = registrationFault
        } else {
            self.fault = nil
        }
        switch (former, self.fault) {
        case (nil, let reason?): return [.becameUnavailable(reason: reason)]
        case (_?, nil): return [.becameAvailable]
        default: return []
        }
    }

    /// Whether a request from there is this trunk's: the same host, and the same port when the trunk names one.
    func isReached(at address: TransportAddress, port: Int?) -> Bool {
        self.addresses.contains { known in
            known.address.ip == address.ip && (port == nil || known.address.port == address.port)
        }
    }
}
