import Journal
import Kernel
import Model

/// One message of the event socket, with who may see it.
struct LiveMessage: Sendable {
    /// The event that made it; a client resumes after it.
    let sequence: Int64
    let domain: DomainID?
    /// The users of the domain whom it is about; its administrators see it as well.
    let users: Set<UserID>
    let text: [UInt8]
    /// What a plain user of the domain is sent instead, when there is something that is not for them (CAL-09).
    let plainText: [UInt8]?

    private init(
        _ sequence: Int64,
        _ domain: DomainID?,
        _ users: Set<UserID>,
        _ body: JSONValue,
        plain: JSONValue? = nil
    ) {
        self.sequence = sequence
        self.domain = domain
        self.users = users
        self.text = body.compact
        self.plainText = plain?.compact
    }

    init(_ change: LiveChange, in configuration: Configuration) {
        let sequence = JSONValue.integer(change.sequence)
        switch change.kind {
        case .call(let call, let audience):
            func body(_ call: LiveCall) -> JSONValue {
                ["type": "call", "sequence": sequence, "call": CallBody.json(call)]
            }
            // Written out: `nil` alone would be JSON's null.
            let plain: JSONValue? = call.hasHiddenLegs ? .some(body(call.withoutHiddenLegs)) : .none
            self.init(change.sequence, call.domain, audience, body(call), plain: plain)
        case .callEnded(let call, let domain, let result, let cause, let audience):
            let body: JSONValue = [
                "type": "call-ended", "sequence": sequence, "id": .string(call.text), "domain": .text(domain?.text),
                "result": .string(result.rawValue), "cause": .string(cause.rawValue),
            ]
            self.init(change.sequence, domain, audience, body)
        case .registration(let registration):
            let user = configuration.user(registration.user)
            let body: JSONValue = [
                "type": "registration", "sequence": sequence,
                "registration": RegistrationBody.json(registration, user),
            ]
            self.init(change.sequence, registration.domain, [registration.user], body)
        case .registrationRemoved(let user, let contact, let domain):
            let body: JSONValue = [
                "type": "registration-removed", "sequence": sequence,
                "id": .string(RegistrationBody.id(user: user, contact: contact)), "domain": .text(domain?.text),
                "user": .string(user.text),
            ]
            self.init(change.sequence, domain, [user], body)
        case .trunk(let trunk, let state):
            let body: JSONValue = [
                "type": "trunk", "sequence": sequence, "id": .string(trunk.text),
                "state": .string(state.availability.rawValue), "reason": .string(state.reason),
            ]
            self.init(change.sequence, nil, [], body)
        }
    }

    /// Everything as it is now.
    static func snapshot(
        sequence: Int64,
        calls: [LiveCall],
        registrations: [LiveRegistration],
        in configuration: Configuration
    ) -> [UInt8] {
        let body: JSONValue = [
            "type": "snapshot", "sequence": .integer(sequence), "calls": .array(calls.map { CallBody.json($0) }),
            "registrations": .array(
                registrations.map { RegistrationBody.json($0, configuration.user($0.user)) }
            ),
        ]
        return body.compact
    }

    static func heartbeat(sequence: Int64) -> [UInt8] {
        JSONValue.object([.init(name: "type", value: "heartbeat"), .init(name: "sequence", value: .integer(sequence))])
            .compact
    }
}

/// What an event, or several about the same thing, changed for those who watch.
struct LiveChange: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case call(LiveCall, audience: Set<UserID>)
        case callEnded(CallID, DomainID?, CallResult, EndCause, audience: Set<UserID>)
        case registration(LiveRegistration)
        case registrationRemoved(UserID, contact: String, DomainID?)
        case trunk(TrunkID, TrunkState)
    }

    let sequence: Int64
    let kind: Kind
}

/// Whether a trunk can be used, as the exchange said last.
struct TrunkState: Equatable, Sendable {
    enum Availability: String, CaseIterable, Sendable {
        case unknown, available, unavailable
    }

    var availability = Availability.unknown
    var reason = ""
}
