/// How far a call has come.
package enum CallStage: Sendable, Equatable {
    /// No answer of any kind above 100, or an incoming call that has not been told of.
    case trying
    /// 101–199 was sent or received.
    case ringing
    case talking
    case over(CallEnd)
}

/// How a call ended.
package enum CallEnd: Sendable, Equatable, CustomStringConvertible {
    /// The far end's final response 300–699.
    case refused(status: Int, reason: String)
    /// Our own final response.
    case refusedHere(status: Int)
    /// The caller gave up; the value of the Reason header in its CANCEL.
    case cancelled(reason: String?)
    case cancelledHere
    /// The far end's BYE, with its Reason header.
    case hungUp(reason: String?)
    case hungUpHere
    /// Silence, a broken network or a broken protocol.
    case failed(String)

    package var description: String {
        switch self {
        case .refused(let status, let reason): "\(status) \(reason)"
        case .refusedHere(let status): "refused here with \(status)"
        case .cancelled(let reason): "cancelled by the caller" + Self.because(reason)
        case .cancelledHere: "cancelled here"
        case .hungUp(let reason): "hung up by the far end" + Self.because(reason)
        case .hungUpHere: "hung up here"
        case .failed(let why): why
        }
    }

    private static func because(_ reason: String?) -> String { reason.map { " (\($0))" } ?? "" }
}

/// A digit the far end dialled.
package struct ReceivedDigit: Sendable, Hashable {
    package enum Way: String, Sendable {
        case rfc4733 = "RFC 4733"
        case info = "INFO"
        case inBand = "in band"
    }

    package let character: Character
    package let way: Way
}

/// One thing that happened in a call.
package enum CallStep: Sendable, Equatable, CustomStringConvertible {
    /// We called; the Request-URI.
    case called(String)
    /// We were called; who From says it is.
    case invited(by: String)
    /// 101–199, sent or received.
    case progressed(status: Int, reason: String, hasSound: Bool)
    /// The 200, sent or received.
    case answered
    /// The far end put us on hold.
    case heldByPeer
    case resumedByPeer
    /// Our re-INVITE or UPDATE was taken, or not.
    case renegotiated
    case renegotiationRefused(status: Int)
    case digit(ReceivedDigit)
    /// The far end sends us elsewhere (REFER).
    case transferAsked(to: String)
    /// How our REFER goes.
    case transferProgressed(status: Int, reason: String)
    /// Another call took this one's place (RFC 3891).
    case replaced
    /// No sound has come for long.
    case soundMissing
    /// The sound is encrypted from now on, with these ciphers.
    case secured(String)
    /// It cannot be encrypted as agreed, and why.
    case notSecured(String)
    case ended(CallEnd)

    package var description: String {
        switch self {
        case .called(let target): "calling \(target)"
        case .invited(let caller): "called by \(caller)"
        case .progressed(let status, let reason, let hasSound): "\(status) \(reason)" + (hasSound ? " with sound" : "")
        case .answered: "answered"
        case .heldByPeer: "put on hold"
        case .resumedByPeer: "taken off hold"
        case .renegotiated: "renegotiated"
        case .renegotiationRefused(let status): "renegotiation refused with \(status)"
        case .digit(let digit): "digit \(digit.character) (\(digit.way.rawValue))"
        case .transferAsked(let target): "asked to call \(target)"
        case .transferProgressed(let status, let reason): "transfer \(status) \(reason)"
        case .replaced: "replaced by another call"
        case .soundMissing: "no sound arrives"
        case .secured(let suite): "encrypted with \(suite)"
        case .notSecured(let why): "not encrypted: \(why)"
        case .ended(let end): "\(end)"
        }
    }
}

/// Everything that can be known of a call's signalling so far. Grows by ``note(_:)`` and never forgets, so that a wait
/// that begins late still finds what came early.
package struct CallFacts: Sendable {
    /// Steps beyond this are not kept.
    static let stepLimit = 10_000

    package private(set) var stage = CallStage.trying
    package private(set) var steps: [CallStep] = []
    package private(set) var wasAnswered = false
    package private(set) var isHeldByPeer = false
    /// The sound is encrypted.
    package private(set) var isSecured = false
    package private(set) var digits: [ReceivedDigit] = []
    /// The last status sent or received for the INVITE.
    package private(set) var lastStatus: Int?
    /// Outcomes of our offers so far.
    private(set) var renegotiations = 0
    /// Outcomes of our REFERs so far: their last reports.
    private(set) var transferOutcomes: [(status: Int, reason: String)] = []
    /// Strings of digits, and clips, that were played out.
    var playedOut = 0
    var dialled = 0
    /// The stream is closed, its final figures are on their way from the media thread.
    var awaitsFigures = false
    /// Nothing more is said in this call: its BYE or CANCEL is answered.
    var isFinished = false

    /// Another call took this one's place.
    var isReplaced: Bool { self.steps.contains(.replaced) }

    mutating func note(_ step: CallStep) {
        if self.steps.count < Self.stepLimit { self.steps.append(step) }
        switch step {
        case .called, .invited, .transferAsked, .replaced, .soundMissing, .notSecured:
            break
        case .secured:
            self.isSecured = true
        case .progressed(let status, _, _):
            self.lastStatus = status
            if self.stage == .trying { self.stage = .ringing }
        case .answered:
            self.lastStatus = 200
            self.wasAnswered = true
            self.stage = .talking
        case .heldByPeer:
            self.isHeldByPeer = true
        case .resumedByPeer:
            self.isHeldByPeer = false
        case .renegotiated, .renegotiationRefused:
            self.renegotiations += 1
        case .digit(let digit):
            self.digits.append(digit)
        case .transferProgressed(let status, let reason):
            if status >= 200 { self.transferOutcomes.append((status, reason)) }
        case .ended(let end):
            if case .refused(let status, _) = end { self.lastStatus = status }
            if case .refusedHere(let status) = end { self.lastStatus = status }
            self.stage = .over(end)
        }
    }

    package var end: CallEnd? {
        if case .over(let end) = self.stage { return end }
        return nil
    }

    /// How our last offer in the talk fared.
    var lastRenegotiation: CallStep? {
        self.steps.last { step in
            switch step {
            case .renegotiated, .renegotiationRefused: true
            default: false
            }
        }
    }

    /// What was seen, for errors.
    var spoken: String {
        let seen = self.steps.dropFirst().map(\.description)
        return seen.isEmpty ? "nothing" : seen.suffix(8).joined(separator: ", ")
    }
}
