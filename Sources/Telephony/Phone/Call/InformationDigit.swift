import SIP

/// A digit in INFO: `application/dtmf-relay` (`Signal=5`, `Duration=160`) or `application/dtmf` (`5`).
enum InformationDigit {
    static let contentType = "application/dtmf-relay"

    static func body(of digit: Character, milliseconds: Int = 160) -> [UInt8] {
        Array("Signal=\(digit)\r\nDuration=\(milliseconds)\r\n".utf8)
    }

    /// The digit of a request; `nil` when it carries none.
    static func read(_ request: SIPMessage) -> Character? {
        guard request.body.count <= 256, let type = request.first(.contentType)?.lowercased(),
            type.hasPrefix("application/dtmf")
        else { return nil }
        let lines = String(decoding: request.body, as: UTF8.self).split(whereSeparator: \.isNewline)
        let isRelay = type.hasPrefix(Self.contentType)
        let line = isRelay ? lines.first { $0.lowercased().hasPrefix("signal") } : lines.first
        let value = (isRelay ? line?.split(separator: "=").last : line)?.filter { !$0.isWhitespace }
        guard let value, value.count == 1, let digit = value.uppercased().first, "0123456789*#ABCD".contains(digit)
        else { return nil }
        return digit
    }
}
