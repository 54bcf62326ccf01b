import Kernel
import Model
import SIP
import SIPTransport

/// Keeps one trunk registered at its provider: the shell of a registration machine.
///
/// Lives on the exchange's event loop.
final class TrunkRegistration {
    let contactUser = "x"
    init(_ trunk: Trunk, _ account: Trunk.Account, at address: SIPDestination, in exchange: Exchange, report: @escaping (TrunkState.Input) -> Void) {}
    func start() {}
    func stop() {}
}
