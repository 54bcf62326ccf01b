package import Kernel

/// Something that happened, as it goes into the one ordered stream from which call history, call protocol, real-time
/// pages, CTI, webhooks, reports and billing are made (design idea 4, BYD-01).
package struct Event: Equatable, Sendable {
    /// The place in the stream: grows by one with each event, never reused, survives restarts.
    package var sequence: Int64
    package var at: Timestamp
    /// Whose event it is; `nil` for events of the installation (a blocked source, a trunk).
    package var domain: DomainID?
    /// The call it belongs to; `nil` for registrations and the like.
    package var call: CallID?
    package var kind: Kind

    package init(sequence: Int64, at: Timestamp, domain: DomainID?, call: CallID?, kind: Kind) {
        self.sequence = sequence
        self.at = at
        self.domain = domain
        self.call = call
        self.kind = kind
    }

    package enum Kind: Equatable, Sendable {
        /// The first event of a call: somebody asked for it.
        case callStarted(CallStarted)
        /// A decision on the way of the call, with the rule's name (CAL-11).
        case routed(RoutingStep)
        /// A leg was made: the caller's own (`incoming`) or one that is rung.
        case legStarted(LegStarted)
        case legRinging(LegID)
        /// Early media flows before the answer.
        case legProgressed(LegID)
        case legAnswered(LegID)
        case legEnded(LegEnded)
        /// Sound flows between the two legs from now on.
        case legsConnected(LegID, LegID)
        /// The leg's party put the other on hold.
        case held(LegID)
        case resumed(LegID)
        case transferRequested(TransferRequested)
        /// `target` took the place of `transferrer` and talks to `transferred`.
        case transferCompleted(transferrer: LegID, transferred: LegID, target: LegID)
        case transferFailed(transferrer: LegID, status: Int)
        /// Somebody comes into or goes out of a conference, or a supervisor of a talk.
        case conference(ConferenceEvent)
        /// The callee's phone sent the call elsewhere (302).
        case redirected(LegID, to: String)
        case digit(LegID, Character)
        case feature(CallFeature)
        /// One side is not heard, and why probably (BYD-04, BYD-05).
        case oneWayAudio(LegID, AudioFault)
        case quality(LegQuality)
        case recording(RecordingEvent)
        /// What happened in a mailbox, or with a prompt recorded by phone.
        case voicemail(VoicemailStep)
        /// A caller comes into a menu of a voice scenario, or leaves it.
        case menu(MenuStep)
        /// The last event of a call.
        case callEnded(CallEnded)
        case registered(RegistrationChange)
        case unregistered(RegistrationChange)
        /// Failures of one source have led to a block (AUTH-06).
        case sourceBlocked(SourceBlocked)
        case trunkStateChanged(TrunkID, isAvailable: Bool, reason: String)
    }
}

package enum CallDirection: String, Sendable, Codable, CaseIterable {
    case incoming, outgoing, `internal`
}

package struct CallStarted: Equatable, Sendable, Codable {
    package var direction: CallDirection
    package var caller: Party
    /// What was dialled, as it was dialled.
    package var dialled: String
    package var line: LineID?
    package var trunk: TrunkID?

    package init(
        direction: CallDirection,
        caller: Party,
        dialled: String,
        line: LineID? = nil,
        trunk: TrunkID? = nil
    ) {
        self.direction = direction
        self.caller = caller
        self.dialled = dialled
        self.line = line
        self.trunk = trunk
    }
}

/// A step of a routing decision: the rule's name and its outcome.
package struct RoutingStep: Equatable, Sendable, Codable {
    /// For instance `extension`, `line +74951234567`, `trunk alpha`, `do not disturb`.
    package var rule: String
    package var outcome: String

    package init(rule: String, outcome: String) {
        self.rule = rule
        self.outcome = outcome
    }
}

package struct LegStarted: Equatable, Sendable, Codable {
    package enum Role: String, Sendable, Codable {
        case caller, callee
    }

    package var leg: LegID
    package var role: Role
    package var party: Party
    /// The trunk the leg uses; `nil` for phones and services.
    package var trunk: TrunkID?
    /// Where it is reached, `udp 192.0.2.7:5060`; `service echo` for services.
    package var address: String

    package init(leg: LegID, role: Role, party: Party, trunk: TrunkID? = nil, address: String) {
        self.leg = leg
        self.role = role
        self.party = party
        self.trunk = trunk
        self.address = address
    }
}

package struct LegEnded: Equatable, Sendable, Codable {
    package var leg: LegID
    package var cause: EndCause
    /// The SIP status that ended it, 0 when none did (BYE, CANCEL, internal).
    package var status: Int

    package init(leg: LegID, cause: EndCause, status: Int = 0) {
        self.leg = leg
        self.cause = cause
        self.status = status
    }
}

package struct TransferRequested: Equatable, Sendable, Codable {
    package var transferrer: LegID
    package var target: String
    /// Attended: replaces an existing leg; blind otherwise.
    package var isAttended: Bool

    package init(transferrer: LegID, target: String, isAttended: Bool) {
        self.transferrer = transferrer
        self.target = target
        self.isAttended = isAttended
    }
}

package struct CallEnded: Equatable, Sendable, Codable {
    package var result: CallResult
    package var cause: EndCause
    /// Who hung up; `nil` when the server or the network ended it.
    package var endedBy: LegID?

    package init(result: CallResult, cause: EndCause, endedBy: LegID? = nil) {
        self.result = result
        self.cause = cause
        self.endedBy = endedBy
    }
}

/// What became of a call, as the history's icon shows it.
package enum CallResult: String, Sendable, Codable, CaseIterable {
    case answered
    case notAnswered = "not-answered"
    case busy
    case cancelled
    case failed
    case refused
}

/// Why a leg or a call ended. Closed: each edge (SIP, REST, page) says what it means there.
package enum EndCause: String, Sendable, Codable, CaseIterable, Error {
    /// A party hung up after the answer.
    case hungUp = "hung-up"
    /// The caller gave up before the answer.
    case callerGaveUp = "caller-gave-up"
    case answeredElsewhere = "answered-elsewhere"
    case busy
    case doNotDisturb = "do-not-disturb"
    case noAnswer = "no-answer"
    case declined
    /// Nobody has this number, or the user has no phone registered.
    case noSuchNumber = "no-such-number"
    case notRegistered = "not-registered"
    /// The phones share no codec.
    case incompatibleMedia = "incompatible-media"
    case notAllowed = "not-allowed"
    case channelLimit = "channel-limit"
    case domainBlocked = "domain-blocked"
    case overload
    /// The far side or the network did not answer signalling.
    case unreachable
    /// A session timer ran out (RFC 4028) or nothing was heard for the set time.
    case connectionLost = "connection-lost"
    case transferred
    case trunkUnavailable = "trunk-unavailable"
    case tooManyHops = "too-many-hops"
    case restart
    case stoppedByOperator = "stopped-by-operator"
    case mediaFailure = "media-failure"
    case failed
}

/// What a leg sounded like, both directions (BYD-05). Percentages 0–100, milliseconds, MOS 1–4.5.
package struct LegQuality: Equatable, Sendable, Codable {
    package var leg: LegID
    package var codec: String
    package var packetsReceived: Int
    package var packetsSent: Int
    package var lostPercent: Double
    package var jitterMilliseconds: Double
    /// From RTCP; `nil` when the far side sends no reports.
    package var roundTripMilliseconds: Double?
    /// Of what we hear from the leg.
    package var mos: Double
    /// Of what the leg hears, from its reports.
    package var remoteLostPercent: Double?
    package var remoteJitterMilliseconds: Double?
    /// How the sound was protected, `SDES AES_CM_128_HMAC_SHA1_80` or `DTLS-SRTP …`; `nil`: it was in the clear.
    package var encryption: String?

    package init(
        leg: LegID,
        codec: String,
        packetsReceived: Int,
        packetsSent: Int,
        lostPercent: Double,
        jitterMilliseconds: Double,
        roundTripMilliseconds: Double?,
        mos: Double,
        remoteLostPercent: Double? = nil,
        remoteJitterMilliseconds: Double? = nil,
        encryption: String? = nil
    ) {
        self.leg = leg
        self.codec = codec
        self.packetsReceived = packetsReceived
        self.packetsSent = packetsSent
        self.lostPercent = lostPercent
        self.jitterMilliseconds = jitterMilliseconds
        self.roundTripMilliseconds = roundTripMilliseconds
        self.mos = mos
        self.remoteLostPercent = remoteLostPercent
        self.remoteJitterMilliseconds = remoteJitterMilliseconds
        self.encryption = encryption
    }
}

/// Why somebody in a call is probably not heard (BYD-04).
package struct AudioFault: Equatable, Sendable, Codable {
    package enum Cause: String, Sendable, Codable, CaseIterable {
        /// Sound comes from ``AudioFault/address``, which the phone's session description does not name.
        case foreignSource = "foreign-source"
        /// What comes is no sound in an agreed format.
        case unexpectedFormat = "unexpected-format"
        /// The phone announces ``AudioFault/address``, an address of its own network.
        case privateAddress = "private-address"
        /// It was heard before.
        case stopped
        case neverSent = "never-sent"
        /// Written before causes were told.
        case unknown
    }

    package var cause: Cause
    package var address: String?

    package init(_ cause: Cause, address: String? = nil) {
        self.cause = cause
        self.address = address
    }
}

package struct RegistrationChange: Equatable, Sendable, Codable {
    package enum Reason: String, Sendable, Codable, CaseIterable {
        case registered, refreshed, expired, removed, replaced
    }

    package var user: UserID
    /// The contact URI the phone gave.
    package var contact: String
    /// Where it really came from, `udp 192.0.2.7:5060`.
    package var source: String
    package var userAgent: String
    package var expires: Timestamp
    package var reason: Reason

    package init(
        user: UserID,
        contact: String,
        source: String,
        userAgent: String,
        expires: Timestamp,
        reason: Reason
    ) {
        self.user = user
        self.contact = contact
        self.source = source
        self.userAgent = userAgent
        self.expires = expires
        self.reason = reason
    }
}

package struct SourceBlocked: Equatable, Sendable, Codable {
    package var address: String
    package var failures: Int
    package var until: Timestamp

    package init(address: String, failures: Int, until: Timestamp) {
        self.address = address
        self.failures = failures
        self.until = until
    }
}
