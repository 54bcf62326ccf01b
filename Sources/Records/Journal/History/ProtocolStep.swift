package import Kernel
import Model

/// What happened, for a page to say in its reader's language.
package struct ProtocolStep: Equatable, Sendable {
    package var sequence: Int64
    package var at: Timestamp
    /// The event's stable name, ``EventCodec/name(of:)``, for instance `leg-answered`.
    package var kind: String
    /// What the sentence is about, as text: absent values are left out.
    ///
    /// A step about a leg has `leg` and, once the leg is known, its `role`, `number` and `name`; one about a second leg
    /// has `otherLeg`, `otherNumber`, `otherName` as well.
    package var parameters: [String: String]

    init(_ event: Event, _ legs: LegHistory) {
        self.sequence = event.sequence
        self.at = event.at
        self.kind = EventCodec.name(of: event.kind)
        self.parameters = [:]
        self.describe(event.kind, legs)
    }

    private mutating func describe(_ kind: Event.Kind, _ legs: LegHistory) {
        switch kind {
        case .callStarted(let call):
            self.set("direction", call.direction.rawValue)
            self.set("number", call.caller.number)
            self.set("name", call.caller.name)
            self.set("dialled", call.dialled)
            self.set("line", call.line?.text)
            self.set("trunk", call.trunk?.text)
        case .routed(let step):
            self.set("rule", step.rule)
            self.set("outcome", step.outcome)
        case .legStarted(let leg):
            self.name(leg.leg, legs)
            self.set("address", leg.address)
            self.set("trunk", leg.trunk?.text)
        case .legRinging(let leg), .legProgressed(let leg), .legAnswered(let leg), .held(let leg), .resumed(let leg):
            self.name(leg, legs)
        case .oneWayAudio(let leg, let fault):
            self.name(leg, legs)
            self.set("cause", fault.cause.rawValue)
            self.set("address", fault.address)
        case .legEnded(let end):
            self.name(end.leg, legs)
            self.set("cause", end.cause.rawValue)
            self.set("status", end.status == 0 ? nil : String(end.status))
        case .legsConnected(let one, let other):
            self.name(one, legs)
            self.nameOther(other, legs)
        case .transferRequested(let transfer):
            self.name(transfer.transferrer, legs)
            self.set("target", transfer.target)
            self.set("attended", transfer.isAttended ? "true" : "false")
        case .transferCompleted(let transferrer, let transferred, let target):
            self.name(transferrer, legs)
            self.nameOther(transferred, legs)
            self.set("targetLeg", target.text)
            self.set("target", legs[target]?.party.number)
        case .transferFailed(let transferrer, let status):
            self.name(transferrer, legs)
            self.set("status", String(status))
        case .conference(let event):
            self.describe(event, legs)
        case .redirected(let leg, let target):
            self.name(leg, legs)
            self.set("target", target)
        case .digit(let leg, let digit):
            self.name(leg, legs)
            self.set("digit", String(digit))
        case .feature(let step):
            self.describe(step, legs)
        case .quality(let quality):
            self.name(quality.leg, legs)
            self.describe(quality)
        case .recording(let news):
            self.describe(news, legs)
        case .voicemail(let step):
            self.name(step.leg, legs)
            self.set("mailbox", step.user?.text)
            self.set("message", step.message?.text)
        case .menu(let step):
            self.name(step.leg, legs)
            self.set("scenario", step.scenario.text)
            self.set("menu", step.menu)
            self.set("exit", step.exit?.rawValue)
        case .callEnded(let end):
            self.set("result", end.result.rawValue)
            self.set("cause", end.cause.rawValue)
            if let leg = end.endedBy { self.name(leg, legs) }
        case .registered(let change), .unregistered(let change):
            self.set("user", change.user.text)
            self.set("contact", change.contact)
            self.set("reason", change.reason.rawValue)
        case .sourceBlocked(let block):
            self.set("address", block.address)
            self.set("failures", String(block.failures))
        case .trunkStateChanged(let trunk, let isAvailable, let reason):
            self.set("trunk", trunk.text)
            self.set("available", isAvailable ? "true" : "false")
            self.set("reason", reason)
        }
    }

    private mutating func describe(_ event: ConferenceEvent, _ legs: LegHistory) {
        switch event {
        case .invited(let target, let leg):
            if let leg { self.name(leg, legs) }
            self.set("target", target)
        case .inviteFailed(let target, let cause):
            self.set("target", target)
            self.set("cause", cause.rawValue)
        case .joined(let leg, let role), .roleChanged(let leg, let role):
            self.name(leg, legs)
            // `role` is the leg's own.
            self.set("conferenceRole", role.name.rawValue)
            if case .whisperer(let listener) = role { self.nameOther(listener, legs) }
        case .left(let leg):
            self.name(leg, legs)
        case .muted(let leg, let isMuted):
            self.name(leg, legs)
            self.set("muted", isMuted ? "true" : "false")
        case .talkers, .ended:
            break
        }
    }

    private mutating func describe(_ quality: LegQuality) {
        self.set("codec", quality.codec)
        self.set("packetsReceived", String(quality.packetsReceived))
        self.set("packetsSent", String(quality.packetsSent))
        self.set("lostPercent", quality.lostPercent.description)
        self.set("jitterMilliseconds", quality.jitterMilliseconds.description)
        self.set("roundTripMilliseconds", quality.roundTripMilliseconds?.description)
        self.set("mos", quality.mos.description)
        self.set("remoteLostPercent", quality.remoteLostPercent?.description)
        self.set("remoteJitterMilliseconds", quality.remoteJitterMilliseconds?.description)
        self.set("encryption", quality.encryption)
    }

    mutating func name(_ leg: LegID, _ legs: LegHistory) {
        self.set("leg", leg.text)
        guard let known = legs[leg] else { return }
        self.set("role", known.role.rawValue)
        self.set("number", known.party.number)
        self.set("name", known.party.name)
    }

    mutating func nameOther(_ leg: LegID, _ legs: LegHistory) {
        self.set("otherLeg", leg.text)
        self.set("otherNumber", legs[leg]?.party.number)
        self.set("otherName", legs[leg]?.party.name)
    }

    mutating func set(_ name: String, _ value: String?) {
        if let value, !value.isEmpty { self.parameters[name] = value }
    }
}
