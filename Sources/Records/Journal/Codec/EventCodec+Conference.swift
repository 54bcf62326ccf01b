import Kernel
import Model

/// Conferences in stored events.
extension JSONText {
    mutating func write(_ event: ConferenceEvent) {
        switch event {
        case .invited(let target, let leg):
            self.member("leg", leg?.text)
            self.member("target", target)
        case .inviteFailed(let target, let cause):
            self.member("target", target)
            self.member("cause", cause.rawValue)
        case .joined(let leg, let role), .roleChanged(let leg, let role):
            self.member("leg", leg.text)
            self.member("role", role.name.rawValue)
            if case .whisperer(let listener) = role { self.member("to", listener.text) }
        case .left(let leg):
            self.member("leg", leg.text)
        case .muted(let leg, let isMuted):
            self.member("leg", leg.text)
            self.member("muted", isMuted)
        case .talkers(let legs):
            self.member("legs", legs.map(\.text).joined(separator: " "))
        case .ended:
            break
        }
    }
}

extension EventFields {
    func conferenceInvited() throws(EventCodecError) -> ConferenceEvent {
        .invited(target: try self.text("target"), by: try self.optionalText("leg").map { LegID($0) })
    }

    func conferenceInviteFailed() throws(EventCodecError) -> ConferenceEvent {
        .inviteFailed(target: try self.text("target"), cause: try self.choice("cause"))
    }

    func conferenceMuted() throws(EventCodecError) -> ConferenceEvent {
        .muted(try self.leg(), isMuted: try self.boolean("muted"))
    }

    func conferenceTalkers() throws(EventCodecError) -> ConferenceEvent {
        .talkers(try self.text("legs").split(separator: " ").map { LegID(String($0)) })
    }

    func conferenceRole() throws(EventCodecError) -> ConferenceRole {
        let name: ConferenceRole.Name = try self.choice("role")
        switch name {
        case .participant: return .participant
        case .listener: return .listener
        case .whisperer: return .whisperer(to: try self.leg("to"))
        }
    }
}
