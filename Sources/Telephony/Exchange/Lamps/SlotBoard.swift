import Kernel
import Model
import SIP

/// In which parking slots calls wait, made of their events. Pure.
struct SlotBoard {
    private var slots: [CallID: String] = [:]

    /// Takes in an event of a call.
    /// - Returns: the slot whose lamp has changed.
    mutating func take(_ kind: Model.Event.Kind, of call: CallID) -> String? {
        switch kind {
        case .feature(.parked(_, let slot, _)):
            self.slots[call] = slot
            return slot
        case .feature(.unparked), .callEnded:
            return self.slots.removeValue(forKey: call)
        default:
            return nil
        }
    }

    /// Calls that wait, for leak checks.
    var count: Int { self.slots.count }
}

extension Exchange {
    /// What the lamp of a parking slot shows: who waits there.
    func dialogs(in slot: String, of domain: DomainID) -> [DialogInfo.Dialog] {
        guard let id = self.parking.call(in: slot, of: domain), let waiting = self.calls[id]?.waiting(in: slot) else {
            return []
        }
        return [DialogInfo.Dialog(waiting: waiting.leg, waiting.party, in: domain)]
    }
}

extension DialogInfo.Dialog {
    /// Somebody who waits in a parking slot, as colleagues may know them.
    init(waiting leg: LegID, _ party: Party, in domain: DomainID) {
        self.init(
            id: leg.text,
            callID: nil,
            localTag: nil,
            remoteTag: nil,
            isCaller: false,
            state: LampBoard.State.confirmed.rawValue,
            peerURI: DialogInfo.peerURI(party.shown.number, in: domain),
            peerName: party.shown.name
        )
    }
}

extension CallActor {
    /// The party that waits in the slot.
    nonisolated func waiting(in slot: String) -> (leg: LegID, party: Party)? {
        self.assumeIsolated { $0.machine.waiting(in: slot) }
    }
}

extension Call {
    func waiting(in slot: String) -> (leg: LegID, party: Party)? {
        guard case .parked(let parked) = self.phase, parked.slot == slot else { return nil }
        return self.legs[parked.leg].map { (parked.leg, $0.party) }
    }
}
