import Kernel
import Model
import NIOCore
import SIP
import SIPTransport

/// Where parked parties wait: the slots of each domain (BYD-11).
struct ParkingLot {
    private struct Place: Hashable {
        let domain: DomainID
        let slot: String
    }

    private var calls: [Place: CallID] = [:]
    private var places: [CallID: Place] = [:]

    func call(in slot: String, of domain: DomainID) -> CallID? { self.calls[Place(domain: domain, slot: slot)] }

    /// - Returns: `false` when somebody waits there.
    mutating func occupy(_ slot: String, of domain: DomainID, by call: CallID) -> Bool {
        let place = Place(domain: domain, slot: slot)
        guard self.calls[place] == nil, self.places[call] == nil else { return false }
        self.calls[place] = call
        self.places[call] = place
        return true
    }

    mutating func leave(_ call: CallID) {
        if let place = self.places.removeValue(forKey: call) { self.calls[place] = nil }
    }

    /// Slots in use, for leak checks.
    var count: Int { self.calls.count }
}

extension Exchange {
    /// Keeps the slot for the call that is about to park somebody.
    func occupy(_ slot: String, by call: CallActor) throws(CallRefusal) {
        guard (1...2).contains(slot.utf8.count), slot.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw CallRefusal(.badNumber, "A parking slot has 1 or 2 digits.")
        }
        guard let domain = call.domain, self.parking.occupy(slot, of: domain, by: call.id) else {
            throw CallRefusal(.wrongState, "Somebody is parked in this slot.")
        }
    }

    /// Somebody dialled a slot: the one who waits there and the caller talk. Nobody there: 404.
    func retrieve(from slot: String, by user: User, _ join: (CallActor) -> Void, orElse refuse: () -> Void) {
        guard let id = self.parking.call(in: slot, of: user.domain), let call = self.calls[id] else {
            refuse()
            return
        }
        join(call)
    }
}

extension Exchange {
    /// Rings the phones of `user` to take whoever waits in the slot: what dialling it does, by API.
    func retrieve(from slot: String, for user: UserID) throws(CallRefusal) {
        guard let domain = self.configuration.user(user)?.domain,
            let call = self.parking.call(in: slot, of: domain).flatMap({ self.calls[$0] })
        else { throw CallRefusal(.unknownCall, "Nobody is parked in this slot.") }
        guard !self.registrar.bindings(of: user).isEmpty else {
            throw CallRefusal(.noPhone, "None of the user's phones is registered.")
        }
        call.post(.parkedWanted(by: user))
    }
}

extension CallActor {
    /// The caller of a slot takes the party that waits in this call. Its INVITE is in order and waits for an answer.
    nonisolated func retrieve(by leg: NIOLoopBound<SIPLeg>, address: String) {
        self.assumeIsolated { call in
            let incoming = leg.value
            call.add(incoming)
            guard call.machine.parkingSlot != nil else {
                call.command(.reject(status: 404, reason: nil, headers: []), incoming.id)
                return
            }
            let moved = Call.MovedLeg(leg: incoming.id, party: incoming.party, address: address, trunk: nil)
            call.decide(.retrieved(moved))
        }
    }

}
