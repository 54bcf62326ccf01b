import Kernel
import Model

extension JSONText {
    /// The members of a kind, into the object that is open.
    mutating func write(_ kind: Event.Kind) {
        self.member("kind", EventCodec.name(of: kind))
        switch kind {
        case .callStarted(let call):
            self.member("direction", call.direction.rawValue)
            self.write(call.caller)
            self.member("dialled", call.dialled)
            self.member("line", call.line?.text)
            self.member("trunk", call.trunk?.text)
        case .routed(let step):
            self.member("rule", step.rule)
            self.member("outcome", step.outcome)
        case .legStarted(let leg):
            self.member("leg", leg.leg.text)
            self.member("role", leg.role.rawValue)
            self.write(leg.party)
            self.member("trunk", leg.trunk?.text)
            self.member("address", leg.address)
        case .legRinging(let leg), .legProgressed(let leg), .legAnswered(let leg), .held(let leg), .resumed(let leg):
            self.member("leg", leg.text)
        case .oneWayAudio(let leg, let fault):
            self.member("leg", leg.text)
            self.member("cause", fault.cause.rawValue)
            self.member("address", fault.address)
        case .legEnded(let end):
            self.member("leg", end.leg.text)
            self.member("cause", end.cause.rawValue)
            if end.status != 0 { self.member("status", end.status) }
        case .legsConnected(let one, let other):
            self.member("leg", one.text)
            self.member("other", other.text)
        case .transferRequested(let transfer):
            self.member("leg", transfer.transferrer.text)
            self.member("target", transfer.target)
            self.member("attended", transfer.isAttended)
        case .transferCompleted(let transferrer, let transferred, let target):
            self.member("leg", transferrer.text)
            self.member("transferred", transferred.text)
            self.member("target", target.text)
        case .transferFailed(let transferrer, let status):
            self.member("leg", transferrer.text)
            self.member("status", status)
        case .conference(let event):
            self.write(event)
        case .redirected(let leg, let target):
            self.member("leg", leg.text)
            self.member("target", target)
        case .digit(let leg, let digit):
            self.member("leg", leg.text)
            self.member("digit", String(digit))
        case .feature(let step):
            self.write(step)
        case .quality(let quality):
            self.write(quality)
        case .recording(let news):
            self.write(news)
        case .voicemail(let step):
            self.write(step)
        case .menu(let step):
            self.member("leg", step.leg.text)
            self.member("scenario", step.scenario.text)
            self.member("menu", step.menu)
            self.member("exit", step.exit?.rawValue)
        case .callEnded(let end):
            self.member("result", end.result.rawValue)
            self.member("cause", end.cause.rawValue)
            self.member("endedBy", end.endedBy?.text)
        case .registered(let change), .unregistered(let change):
            self.member("user", change.user.text)
            self.member("contact", change.contact)
            self.member("source", change.source)
            self.member("userAgent", change.userAgent)
            self.member("expires", change.expires.microseconds)
            self.member("reason", change.reason.rawValue)
        case .sourceBlocked(let block):
            self.member("address", block.address)
            self.member("failures", block.failures)
            self.member("until", block.until.microseconds)
        case .trunkStateChanged(let trunk, let isAvailable, let reason):
            self.member("trunk", trunk.text)
            self.member("available", isAvailable)
            self.member("reason", reason)
        }
    }

    private mutating func write(_ party: Party) {
        self.member("user", party.user?.text)
        self.member("number", party.number)
        if !party.name.isEmpty { self.member("name", party.name) }
        if party.isWithheld { self.member("withheld", true) }
    }

    private mutating func write(_ quality: LegQuality) {
        self.member("leg", quality.leg.text)
        self.member("codec", quality.codec)
        self.member("received", quality.packetsReceived)
        self.member("sent", quality.packetsSent)
        self.member("lost", quality.lostPercent)
        self.member("jitter", quality.jitterMilliseconds)
        self.member("roundTrip", quality.roundTripMilliseconds)
        self.member("mos", quality.mos)
        self.member("remoteLost", quality.remoteLostPercent)
        self.member("remoteJitter", quality.remoteJitterMilliseconds)
        self.member("encryption", quality.encryption)
    }
}
