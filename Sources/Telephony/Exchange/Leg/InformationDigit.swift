import SIP

/// A digit that came by INFO: `application/dtmf-relay` (`Signal=5`, `Duration=160`) or `application/dtmf` (`5`).
struct InformationDigit: Equatable {
    let character: Character
    /// 40 to 5 000 ms; 100 when none is given.
    let duration: Duration

    init?(_ request: SIPMessage) {
        guard request.body.count <= 256, let type = request.first(.contentType)?.lowercased() else { return nil }
        let text = String(decoding: request.body, as: UTF8.self)
        if type.hasPrefix("application/dtmf-relay") {
            self.init(relay: text)
        } else if type.hasPrefix("application/dtmf") {
            self.init(signal: text, milliseconds: nil)
        } else {
            return nil
        }
    }

    private init?(relay text: String) {
        var signal: Substring?
        var milliseconds: Int?
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            switch parts[0].trimmed.lowercased() {
            case "signal": signal = parts[1]
            case "duration": milliseconds = Int(parts[1].trimmed)
            default: continue
            }
        }
        guard let signal else { return nil }
        self.init(signal: String(signal), milliseconds: milliseconds)
    }

    private init?(signal: String, milliseconds: Int?) {
        let text = signal[...].trimmed.uppercased()
        // Some phones write 10 and 11 for star and hash.
        let character: Character? = text == "10" ? "*" : text == "11" ? "#" : text.count == 1 ? text.first : nil
        guard let character, "0123456789*#ABCD".contains(character) else { return nil }
        self.character = character
        self.duration = .milliseconds(min(5_000, max(40, milliseconds ?? 100)))
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
