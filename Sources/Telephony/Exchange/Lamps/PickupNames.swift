import Kernel
import Model
import SIP

/// Names by which lamps let colleagues pick up what rings (CAL-07): a Call-ID and tags that exist in no dialog.
///
/// The names of the real dialog would be good for more, and for longer: for taking the talk over after the answer, or for a
/// BYE. These are good for Replaces only, until the leg answers or ends. Pure.
struct PickupNames {
    struct Name: Equatable, Sendable {
        let callID: String
        let localTag: String
        let remoteTag: String
        fileprivate let call: CallID
    }

    private var names: [LegID: Name] = [:]
    private var legs: [String: LegID] = [:]

    /// Legs that have a name, for leak checks.
    var count: Int { self.names.count }

    /// The name of a leg that rings; made when it is asked for first.
    mutating func name(of leg: LegID, in call: CallID, _ tokens: inout TokenSource) -> Name {
        if let name = self.names[leg] { return name }
        let name = Name(
            callID: "pickup-" + tokens.token(words: 2),
            localTag: tokens.token(),
            remoteTag: tokens.token(),
            call: call
        )
        self.names[leg] = name
        self.legs[name.callID] = leg
        return name
    }

    /// The leg that the header means. Phones do not agree whose tag comes first: both orders are right.
    func leg(namedBy replaces: Replaces) -> LegID? {
        guard let leg = self.legs[replaces.callID], let name = self.names[leg] else { return nil }
        let tags = [replaces.toTag, replaces.fromTag]
        let isRight = tags == [name.localTag, name.remoteTag] || tags == [name.remoteTag, name.localTag]
        return isRight ? leg : nil
    }

    /// Takes in an event of a call: who has answered or ended rings no more.
    mutating func take(_ kind: Model.Event.Kind, of call: CallID) {
        switch kind {
        case .legAnswered(let leg):
            self.forget(leg)
        case .legsConnected(let one, let other):
            self.forget(one)
            self.forget(other)
        case .legEnded(let ended):
            self.forget(ended.leg)
        case .callEnded where !self.names.isEmpty:
            for (leg, name) in self.names where name.call == call { self.forget(leg) }
        default:
            break
        }
    }

    private mutating func forget(_ leg: LegID) {
        guard let name = self.names.removeValue(forKey: leg) else { return }
        self.legs[name.callID] = nil
    }
}
