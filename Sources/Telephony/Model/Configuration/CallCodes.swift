import Kernel

/// What is dialled to make the exchange do something, set per domain: in talk as `#<code>#…#` (CAL-04), or in place of a
/// number. Each command has a usual code until the domain chooses another or switches it off.
package struct CallCodes: Equatable, Sendable {
    package enum Command: String, CaseIterable, Sendable {
        // In talk; the first three are followed by a number.
        case transfer
        case addToConference
        case removeFromConference
        case hold
        case parkParty
        /// Begins or ends the recording of the talk (REC-01).
        case record
        /// Makes the recording silent while card data is said, or goes on (BYD-08).
        case pauseRecording
        // In place of a number.
        case pickup
        /// Followed by the slot.
        case park
        case callback
        case cancelCallback
        case redial
        /// Followed by an extension, or by nothing for one's own: the lamp of waiting messages (CAL-12).
        case lampOn
        case lampOff
        /// Before a number: it is called without saying who, or says who although the user withholds it (CAL-01).
        case withholdNumber
        case showNumber

        package var isInTalk: Bool {
            switch self {
            case .transfer, .addToConference, .removeFromConference, .hold, .parkParty, .record, .pauseRecording: true
            case .pickup, .park, .callback, .cancelCallback, .redial, .lampOn, .lampOff, .withholdNumber,
                .showNumber:
                false
            }
        }

        /// Whether it is dialled before a number.
        package var isPrefix: Bool { self == .withholdNumber || self == .showNumber }

        /// Whether a number and another `#` follow the code.
        package var takesNumber: Bool {
            switch self {
            case .transfer, .addToConference, .removeFromConference, .parkParty: true
            case .hold, .record, .pauseRecording, .pickup, .park, .callback, .cancelCallback, .redial, .lampOn,
                .lampOff, .withholdNumber, .showNumber:
                false
            }
        }

        package var usualCode: String {
            switch self {
            case .transfer: "1"
            case .addToConference: "2"
            case .removeFromConference: "3"
            case .hold: "4"
            case .parkParty: "5"
            case .record: "6"
            case .pauseRecording: "7"
            case .pickup: "*8"
            case .park: "*7"
            case .callback: "*5"
            case .cancelCallback: "*05"
            case .redial: "*0"
            case .lampOn: "*94"
            case .lampOff: "*95"
            case .withholdNumber: "#31#"
            case .showNumber: "*31#"
            }
        }
    }

    /// What differs from the usual codes; empty: off.
    private var chosen: [Command: String] = [:]

    package init() {}

    /// `nil`: the command cannot be dialled.
    package subscript(command: Command) -> String? {
        get {
            let code = self.chosen[command] ?? command.usualCode
            return code.isEmpty ? nil : code
        }
        set {
            let code = newValue ?? ""
            self.chosen[command] = code == command.usualCode ? nil : code
        }
    }

    /// The command that was dialled in place of a number, with what follows it.
    package func command(dialled: String) -> (command: Command, rest: String)? {
        for command in Command.allCases where !command.isInTalk && !command.isPrefix {
            guard let code = self[command], dialled.hasPrefix(code) else { continue }
            let rest = String(dialled.dropFirst(code.count))
            // Only a slot or an extension follows a code; anything else is another number.
            switch command {
            case .park: guard Validity.isDigits(rest, 1...2) else { continue }
            case .lampOn, .lampOff: guard rest.isEmpty || Validity.isDigits(rest, 1...5) else { continue }
            default: guard rest.isEmpty else { continue }
            }
            return (command, rest)
        }
        return nil
    }

    /// Whether a number is dialled with a wish to be shown or not, and the number.
    package func presentation(dialled: String) -> (isWithheld: Bool, number: String)? {
        for command in [Command.withholdNumber, .showNumber] {
            guard let code = self[command], dialled.hasPrefix(code), dialled.count > code.count else { continue }
            return (command == .withholdNumber, String(dialled.dropFirst(code.count)))
        }
        return nil
    }

    /// Whether a star and the short number is a code: those are dialled first (ADM-02).
    package func isDialled(byShortNumber number: String) -> Bool {
        let dialled = "*" + number
        return VoiceCode.isDialled(by: dialled) || self.command(dialled: dialled) != nil
    }

    /// The command of talks whose code this is.
    package func command(inTalk code: String) -> Command? {
        Command.allCases.first { $0.isInTalk && self[$0] == code }
    }

    /// Whether a code of talks begins so.
    package func isBeginning(inTalk digits: String) -> Bool {
        Command.allCases.contains { $0.isInTalk && self[$0]?.hasPrefix(digits) == true }
    }

    /// - Throws: ``ModelError/Code/invalid`` with the first rule that does not hold.
    package func validate() throws(ModelError) {
        let inTalk = Command.allCases.filter(\.isInTalk).compactMap { self[$0] }
        for code in inTalk {
            try Validity.require(Validity.isDigits(code, 1...4), "A code dialled in talk has 1 to 4 digits.")
        }
        try Validity.require(Set(inTalk).count == inTalk.count, "Two codes dialled in talk are the same.")
        let prefixes = Command.allCases.filter(\.isPrefix).compactMap { self[$0] }
        for code in prefixes {
            try Validity.require(
                (code.hasPrefix("*") || code.hasPrefix("#")) && code.hasSuffix("#")
                    && Validity.isDigits(String(code.dropFirst().dropLast()), 1...4),
                "A code dialled before a number is a star or a hash, 1 to 4 digits and a hash."
            )
        }
        try Validity.require(Set(prefixes).count == prefixes.count, "Two codes dialled before numbers are the same.")
        let dialled = Command.allCases.filter { !$0.isInTalk && !$0.isPrefix }.compactMap { self[$0] }
        for code in dialled {
            try Validity.require(
                code.hasPrefix("*") && Validity.isDigits(String(code.dropFirst()), 1...4),
                "A code dialled in place of a number is a star and 1 to 4 digits."
            )
        }
        try Validity.require(Set(dialled).count == dialled.count, "Two codes dialled in place of numbers are the same.")
        for code in dialled {
            try Validity.require(
                !VoiceCode.isDialled(by: code),
                "The code \(code) belongs to voicemail: choose another."
            )
            let rest = self[.park].flatMap { code.hasPrefix($0) ? String(code.dropFirst($0.count)) : nil } ?? ""
            try Validity.require(
                !Validity.isDigits(rest, 1...2),
                "The code \(code) would be read as a parking slot: choose another."
            )
        }
    }
}

/// As an object of the codes that differ: a command that a later version adds begins with its usual code.
extension CallCodes: Codable {
    package init(from decoder: any Decoder) throws {
        for (name, code) in try decoder.singleValueContainer().decode([String: String].self) {
            // A command that this version does not know is no reason to lose the domain.
            if let command = Command(rawValue: name) { self.chosen[command] = code }
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(uniqueKeysWithValues: self.chosen.map { ($0.key.rawValue, $0.value) }))
    }
}
