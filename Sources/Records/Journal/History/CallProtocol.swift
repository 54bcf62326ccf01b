import Kernel
package import Model

/// One call told step by step: its record, its legs and each event as a step that a page has a sentence for (CAL-11).
package struct CallProtocol: Equatable, Sendable {
    package var record: CallRecord
    /// In the order they were made.
    package var legs: [LegRecord]
    /// In the order they happened.
    package var steps: [ProtocolStep]

    /// - Parameter events: all events of one call in order, as ``CallHistoryRepository/events(of:in:)`` gives them.
    /// - Returns: `nil` when they do not begin with the call's start.
    package init?(events: [Event]) {
        var projector = CallHistoryProjector()
        var legs = LegHistory()
        var steps: [ProtocolStep] = []
        var ended: CallRecord?
        for event in events {
            switch projector.apply(event) {
            case .ended(let record): ended = record
            case .measured(_, let mos): ended?.measured(mos)
            case nil: break
            }
            legs.apply(event)
            steps.append(ProtocolStep(event, legs))
        }
        guard let call = events.first?.call, let record = ended ?? projector.openCall(call) else { return nil }
        self.record = record
        self.legs = legs.all
        self.steps = steps
    }
}
