package import Kernel

/// Where what happened is told. Returns at once, may be called from any thread, keeps the order of one caller.
package protocol EventSink: Sendable {
    func publish(_ kind: Event.Kind, at: Timestamp, domain: DomainID?, call: CallID?)
}
