package import Kernel
package import Model

/// A command that was dialled in talk.
package enum ToneCommand: Equatable, Sendable {
    case transfer(String)
    case addToConference(String)
    case removeFromConference(String)
    /// Holds the other party, or takes it back.
    case hold
    /// Parks the other party in the slot.
    case park(String)
    /// Begins or ends the recording.
    case record
    /// Pauses or resumes it.
    case pauseRecording
    /// `*` after a transfer: back to the first party.
    case goBack

    /// `nil` for what is dialled in place of a number.
    init?(_ command: CallCodes.Command, _ number: String) {
        switch command {
        case .transfer: self = .transfer(number)
        case .addToConference: self = .addToConference(number)
        case .removeFromConference: self = .removeFromConference(number)
        case .hold: self = .hold
        case .record: self = .record
        case .pauseRecording: self = .pauseRecording
        case .parkParty: self = .park(number)
        case .pickup, .park, .callback, .cancelCallback, .redial, .lampOn, .lampOff, .withholdNumber, .showNumber:
            return nil
        }
    }
}

/// Finds commands among the digits of one leg: `#<code>#`, `#<code>#<number>#` (CAL-04).
///
/// The other party gets the first `#`, because it may be meant for a menu there; what follows is withheld. As soon as
/// the digits cannot become a command any more, those that were withheld are given to the other party after all, so that
/// foreign menus stay usable. Digits of a command whose code is complete never are.
///
///     idle ── # ──> code ── known code, # ──> number ── # ──> idle, command
///       ^            │ │                        │
///       └ other, time ┘ └── code without number ─┴── time, too long ──> idle
package struct ToneCommands: StateMachine, Sendable {
    /// How a digit came.
    package enum Way: Equatable, Sendable {
        /// RFC 4733: the stream carries it to the other party by itself.
        case event
        /// A tone in the sound.
        case inBand
        /// SIP INFO: it reaches the other party only if we give it on.
        case information
    }

    package enum Input: Equatable, Sendable {
        /// - Parameter canReturn: the leg consults or transfers, so `*` takes it back.
        case pressed(Character, Way, canReturn: Bool)
        /// The time for the next digit has passed.
        case fired
    }

    package enum Effect: Equatable, Sendable {
        /// Keep what the leg's peer dials from the other party, `nil`: no longer. The way says whether sound is meant, too.
        case withhold(Way?)
        /// Give digits to the other party that it has not got.
        case forward(String)
        case perform(ToneCommand)
        /// A command was begun and not ended.
        case abandoned
        case arm(Duration)
        case cancelTimer
    }

    private enum State: Equatable, Sendable {
        case idle
        case code(String)
        case number(of: CallCodes.Command, String)
    }

    /// The longest pause between two digits.
    static let patience = Duration.seconds(4)
    static let numberLimit = 32

    package let codes: CallCodes
    private var state = State.idle

    package init(_ codes: CallCodes) {
        self.codes = codes
    }

    /// Nothing is under way; the value may be forgotten.
    package var isIdle: Bool { self.state == .idle }

    package mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        switch (self.state, input) {
        case (.idle, .pressed(let digit, let way, let canReturn)):
            self.begin(digit, way, canReturn)
        case (.code(let code), .pressed(let digit, let way, _)):
            self.collect(digit, way, code)
        case (.number(let command, let number), .pressed(let digit, _, _)):
            self.collect(digit, number, of: command)
        case (.idle, .fired):
            []  // Fired before its cancellation arrived.
        case (.code(let code), .fired):
            self.end([.withhold(nil)] + Self.forwarding(code))
        case (.number, .fired):
            self.end([.withhold(nil), .abandoned])
        }
    }

    private mutating func begin(_ digit: Character, _ way: Way, _ canReturn: Bool) -> [Effect] {
        if digit == "*", canReturn { return [.perform(.goBack)] }
        let forward: [Effect] = way == .information ? [.forward(String(digit))] : []
        guard digit == "#", self.codes.isBeginning(inTalk: "") else { return forward }
        self.state = .code("")
        return forward + [.withhold(way), .arm(Self.patience)]
    }

    private mutating func collect(_ digit: Character, _ way: Way, _ code: String) -> [Effect] {
        if digit == "#" {
            if let command = self.codes.command(inTalk: code) {
                guard command.takesNumber else {
                    return self.end([.cancelTimer, .withhold(nil)] + Self.performing(command, ""))
                }
                self.state = .number(of: command, "")
                return [.arm(Self.patience)]
            }
            // Another beginning; the other party gets what was none.
            self.state = .code("")
            return Self.forwarding(code + "#") + [.withhold(way), .arm(Self.patience)]
        }
        let longer = code + String(digit)
        guard self.codes.isBeginning(inTalk: longer) else {
            return self.end([.cancelTimer, .withhold(nil)] + Self.forwarding(longer))
        }
        self.state = .code(longer)
        return [.arm(Self.patience)]
    }

    private mutating func collect(_ digit: Character, _ number: String, of command: CallCodes.Command) -> [Effect] {
        if digit == "#" {
            let outcome = number.isEmpty ? [.abandoned] : Self.performing(command, number)
            return self.end([.cancelTimer, .withhold(nil)] + outcome)
        }
        guard number.count < Self.numberLimit else { return self.end([.cancelTimer, .withhold(nil), .abandoned]) }
        self.state = .number(of: command, number + String(digit))
        return [.arm(Self.patience)]
    }

    private mutating func end(_ effects: [Effect]) -> [Effect] {
        self.state = .idle
        return effects
    }

    private static func performing(_ command: CallCodes.Command, _ number: String) -> [Effect] {
        ToneCommand(command, number).map { [.perform($0)] } ?? []
    }

    private static func forwarding(_ digits: String) -> [Effect] { digits.isEmpty ? [] : [.forward(digits)] }
}
