import Kernel
import Model

/// The steps that features bring about, in the same form as all others.
extension EventCodec {
    static func name(of step: CallFeature) -> String {
        switch step {
        case .consultationBegan: "consultation-began"
        case .returned: "returned"
        case .commandRefused: "command-refused"
        case .parked: "parked"
        case .offeredBack: "offered-back"
        case .unparked: "unparked"
        case .busyTone: "busy-tone"
        case .faxTone: "fax-tone"
        case .connectionLost: "connection-lost"
        case .cameBack: "came-back"
        case .didNotComeBack: "did-not-come-back"
        case .takenOver: "taken-over"
        case .takeoverRefused: "takeover-refused"
        case .soundPlayed: "sound-played"
        case .soundMissing: "sound-missing"
        }
    }
}

extension JSONText {
    mutating func write(_ step: CallFeature) {
        switch step {
        case .consultationBegan(let leg, let target):
            self.member("leg", leg.text)
            self.member("target", target)
        case .takeoverRefused(let leg, let number):
            self.member("leg", leg.text)
            self.member("target", number)
        case .returned(let leg), .busyTone(let leg), .faxTone(let leg), .connectionLost(let leg),
            .didNotComeBack(let leg):
            self.member("leg", leg.text)
        case .cameBack(let leg, let by), .takenOver(let leg, let by):
            self.member("leg", leg.text)
            self.member("other", by.text)
        case .soundPlayed(let leg, let sound), .soundMissing(let leg, let sound):
            self.member("leg", leg.text)
            self.member("sound", sound.rawValue)
        case .commandRefused(let leg, let code):
            self.member("leg", leg.text)
            self.member("code", code.rawValue)
        case .parked(let leg, let slot, let by), .unparked(let leg, let slot, let by):
            self.member("leg", leg.text)
            self.member("slot", slot)
            self.member("other", by.text)
        case .offeredBack(let leg, let slot):
            self.member("leg", leg.text)
            self.member("slot", slot)
        }
    }
}

extension EventFields {
    /// `nil` when the name is none of a feature's step.
    func feature(_ name: String) throws(EventCodecError) -> CallFeature? {
        switch name {
        case "consultation-began": .consultationBegan(try self.leg(), target: try self.text("target"))
        case "returned": .returned(try self.leg())
        case "busy-tone": .busyTone(try self.leg())
        case "fax-tone": .faxTone(try self.leg())
        case "connection-lost": .connectionLost(try self.leg())
        case "came-back": .cameBack(try self.leg(), by: try self.leg("other"))
        case "did-not-come-back": .didNotComeBack(try self.leg())
        case "taken-over": .takenOver(try self.leg(), by: try self.leg("other"))
        case "takeover-refused": .takeoverRefused(try self.leg(), by: try self.text("target"))
        case "sound-played": .soundPlayed(try self.leg(), try self.choice("sound"))
        case "sound-missing": .soundMissing(try self.leg(), try self.choice("sound"))
        case "parked": .parked(try self.leg(), slot: try self.text("slot"), by: try self.leg("other"))
        case "unparked": .unparked(try self.leg(), slot: try self.text("slot"), by: try self.leg("other"))
        case "offered-back": .offeredBack(try self.leg(), slot: try self.text("slot"))
        case "command-refused": .commandRefused(try self.leg(), try self.choice("code"))
        default: nil
        }
    }
}

extension ProtocolStep {
    mutating func describe(_ step: CallFeature, _ legs: LegHistory) {
        switch step {
        case .consultationBegan(let leg, let target):
            self.name(leg, legs)
            self.set("target", target)
        case .takeoverRefused(let leg, let number):
            self.name(leg, legs)
            self.set("target", number)
        case .returned(let leg), .busyTone(let leg), .faxTone(let leg), .connectionLost(let leg),
            .didNotComeBack(let leg):
            self.name(leg, legs)
        case .cameBack(let leg, let by), .takenOver(let leg, let by):
            self.name(leg, legs)
            self.nameOther(by, legs)
        case .soundPlayed(let leg, let sound), .soundMissing(let leg, let sound):
            self.name(leg, legs)
            self.set("sound", sound.rawValue)
        case .commandRefused(let leg, let code):
            self.name(leg, legs)
            self.set("code", code.rawValue)
        case .parked(let leg, let slot, let by), .unparked(let leg, let slot, let by):
            self.name(leg, legs)
            self.nameOther(by, legs)
            self.set("slot", slot)
        case .offeredBack(let leg, let slot):
            self.name(leg, legs)
            self.set("slot", slot)
        }
    }
}
