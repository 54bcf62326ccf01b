import Kernel
import Model

/// The members of a stored event, read by name.
struct EventFields {
    private let members: [JSONValue.Member]

    init(_ value: JSONValue) throws(EventCodecError) {
        guard case .object(let members) = value else { throw EventCodecError("a stored event is no JSON object") }
        self.members = members
    }

    func kind() throws(EventCodecError) -> Event.Kind {
        let name = try self.text("kind")
        switch name {
        case "call-started": return .callStarted(try self.callStarted())
        case "routed": return .routed(RoutingStep(rule: try self.text("rule"), outcome: try self.text("outcome")))
        case "leg-started": return .legStarted(try self.legStarted())
        case "leg-ringing": return .legRinging(try self.leg())
        case "leg-progressed": return .legProgressed(try self.leg())
        case "leg-answered": return .legAnswered(try self.leg())
        case "leg-ended": return .legEnded(try self.legEnded())
        case "legs-connected": return .legsConnected(try self.leg(), try self.leg("other"))
        case "held": return .held(try self.leg())
        case "resumed": return .resumed(try self.leg())
        case "transfer-requested": return .transferRequested(try self.transferRequested())
        case "transfer-completed": return try self.transferCompleted()
        case "transfer-failed": return .transferFailed(transferrer: try self.leg(), status: try self.count("status"))
        case "conference-invited": return .conference(try self.conferenceInvited())
        case "conference-invite-failed": return .conference(try self.conferenceInviteFailed())
        case "conference-joined": return .conference(.joined(try self.leg(), try self.conferenceRole()))
        case "conference-role-changed": return .conference(.roleChanged(try self.leg(), try self.conferenceRole()))
        case "conference-left": return .conference(.left(try self.leg()))
        case "conference-muted": return .conference(try self.conferenceMuted())
        case "conference-talkers": return .conference(try self.conferenceTalkers())
        case "conference-ended": return .conference(.ended)
        case "redirected": return .redirected(try self.leg(), to: try self.text("target"))
        case "digit": return .digit(try self.leg(), try self.character("digit"))
        case "one-way-audio": return .oneWayAudio(try self.leg(), try self.audioFault())
        case "quality": return .quality(try self.quality())
        case "menu-entered": return .menu(try self.menuStep())
        case "menu-left": return .menu(try self.menuStep(exit: try self.choice("exit")))
        case "call-ended": return .callEnded(try self.callEnded())
        case "registered": return .registered(try self.registration())
        case "unregistered": return .unregistered(try self.registration())
        case "source-blocked": return .sourceBlocked(try self.sourceBlocked())
        case "trunk-state-changed": return try self.trunkState()
        case let name where name.hasPrefix(EventCodec.voicemailPrefix): return .voicemail(try self.voicemail(name))
        case let name where name.hasPrefix("recording"): return .recording(try self.recording(name))
        default:
            if let step = try self.feature(name) { return .feature(step) }
            throw EventCodecError("the event kind \"\(name)\" is unknown to this version")
        }
    }

    // MARK: - Parts of events

    private func party() throws(EventCodecError) -> Party {
        Party(
            user: try self.optionalText("user").map { UserID($0) },
            number: try self.text("number"),
            name: try self.optionalText("name") ?? "",
            isWithheld: self.has("withheld") ? try self.boolean("withheld") : false
        )
    }

    private func menuStep(exit: MenuExit? = nil) throws(EventCodecError) -> MenuStep {
        MenuStep(
            leg: try self.leg(),
            scenario: EntryID(try self.text("scenario")),
            menu: try self.text("menu"),
            exit: exit
        )
    }

    private func callStarted() throws(EventCodecError) -> CallStarted {
        CallStarted(
            direction: try self.choice("direction"),
            caller: try self.party(),
            dialled: try self.text("dialled"),
            line: try self.optionalText("line").map { LineID($0) },
            trunk: try self.optionalText("trunk").map { TrunkID($0) }
        )
    }

    private func legStarted() throws(EventCodecError) -> LegStarted {
        LegStarted(
            leg: try self.leg(),
            role: try self.choice("role"),
            party: try self.party(),
            trunk: try self.optionalText("trunk").map { TrunkID($0) },
            address: try self.text("address")
        )
    }

    private func legEnded() throws(EventCodecError) -> LegEnded {
        let status = self.has("status") ? try self.count("status") : 0
        return LegEnded(leg: try self.leg(), cause: try self.choice("cause"), status: status)
    }

    private func transferRequested() throws(EventCodecError) -> TransferRequested {
        TransferRequested(
            transferrer: try self.leg(),
            target: try self.text("target"),
            isAttended: try self.boolean("attended")
        )
    }

    private func transferCompleted() throws(EventCodecError) -> Event.Kind {
        .transferCompleted(
            transferrer: try self.leg(),
            transferred: try self.leg("transferred"),
            target: try self.leg("target")
        )
    }

    private func quality() throws(EventCodecError) -> LegQuality {
        LegQuality(
            leg: try self.leg(),
            codec: try self.text("codec"),
            packetsReceived: try self.count("received"),
            packetsSent: try self.count("sent"),
            lostPercent: try self.number("lost"),
            jitterMilliseconds: try self.number("jitter"),
            roundTripMilliseconds: try self.optionalNumber("roundTrip"),
            mos: try self.number("mos"),
            remoteLostPercent: try self.optionalNumber("remoteLost"),
            remoteJitterMilliseconds: try self.optionalNumber("remoteJitter"),
            encryption: try self.optionalText("encryption")
        )
    }

    private func callEnded() throws(EventCodecError) -> CallEnded {
        CallEnded(
            result: try self.choice("result"),
            cause: try self.choice("cause"),
            endedBy: try self.optionalText("endedBy").map { LegID($0) }
        )
    }

    private func audioFault() throws(EventCodecError) -> AudioFault {
        guard let cause = try self.optionalText("cause") else { return AudioFault(.unknown) }
        return AudioFault(AudioFault.Cause(rawValue: cause) ?? .unknown, address: try self.optionalText("address"))
    }

    private func registration() throws(EventCodecError) -> RegistrationChange {
        RegistrationChange(
            user: UserID(try self.text("user")),
            contact: try self.text("contact"),
            source: try self.text("source"),
            userAgent: try self.text("userAgent"),
            expires: try self.timestamp("expires"),
            reason: try self.choice("reason")
        )
    }

    private func sourceBlocked() throws(EventCodecError) -> SourceBlocked {
        SourceBlocked(
            address: try self.text("address"),
            failures: try self.count("failures"),
            until: try self.timestamp("until")
        )
    }

    private func trunkState() throws(EventCodecError) -> Event.Kind {
        .trunkStateChanged(
            TrunkID(try self.text("trunk")),
            isAvailable: try self.boolean("available"),
            reason: try self.text("reason")
        )
    }

    // MARK: - Members

    private subscript(_ key: String) -> JSONValue? {
        self.members.first { $0.key == key }?.value
    }

    private func has(_ key: String) -> Bool { self[key] != nil }

    func missing(_ key: String) -> EventCodecError {
        EventCodecError("a stored event has no readable \"\(key)\"")
    }

    func leg(_ key: String = "leg") throws(EventCodecError) -> LegID {
        LegID(try self.text(key))
    }

    func text(_ key: String) throws(EventCodecError) -> String {
        guard case .string(let text) = self[key] else { throw self.missing(key) }
        return text
    }

    func optionalText(_ key: String) throws(EventCodecError) -> String? {
        switch self[key] {
        case .string(let text): return text
        case .none, .null: return nil
        default: throw self.missing(key)
        }
    }

    func integer(_ key: String) throws(EventCodecError) -> Int64 {
        guard case .integer(let integer) = self[key] else { throw self.missing(key) }
        return integer
    }

    func optionalInteger(_ key: String) throws(EventCodecError) -> Int64? {
        self.has(key) ? try self.integer(key) : nil
    }

    func timestamp(_ key: String) throws(EventCodecError) -> Timestamp {
        Timestamp(microseconds: try self.integer(key))
    }

    func count(_ key: String) throws(EventCodecError) -> Int {
        Int(truncatingIfNeeded: try self.integer(key))
    }

    func boolean(_ key: String) throws(EventCodecError) -> Bool {
        guard case .boolean(let value) = self[key] else { throw self.missing(key) }
        return value
    }

    /// `null` stands for a figure that was infinite or none: read as 0.
    private func number(_ key: String) throws(EventCodecError) -> Double {
        guard self.has(key) else { throw self.missing(key) }
        return try self.optionalNumber(key) ?? 0
    }

    private func optionalNumber(_ key: String) throws(EventCodecError) -> Double? {
        switch self[key] {
        case .integer(let integer): return Double(integer)
        case .number(let number): return number
        case .none, .null: return nil
        default: throw self.missing(key)
        }
    }

    private func character(_ key: String) throws(EventCodecError) -> Character {
        let text = try self.text(key)
        guard let character = text.first, text.count == 1 else { throw self.missing(key) }
        return character
    }

    func choice<Choice: RawRepresentable<String>>(_ key: String) throws(EventCodecError) -> Choice {
        guard let choice = Choice(rawValue: try self.text(key)) else { throw self.missing(key) }
        return choice
    }
}
