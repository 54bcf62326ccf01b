import Crypto
package import Kernel
package import Model

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a temporary link says, signed: whoever has it may hear one recording until it expires, and nothing else (REC-04).
package struct RecordingLink: Equatable, Sendable {
    package enum Fault: Error, Equatable {
        /// Nobody here has signed it.
        case unknown
        case expired
    }

    package var recording: RecordingID
    package var expiresAt: Timestamp
    /// Who made it: the link gives no more than they may hear themselves.
    package var user: UserID
    /// `login@domain` of who made it, for the action history.
    package var author: String

    package init(recording: RecordingID, expiresAt: Timestamp, user: UserID, author: String) {
        self.recording = recording
        self.expiresAt = expiresAt
        self.user = user
        self.author = author
    }

    /// Text of `A–Z a–z 0–9 - _ .`: what it says, and the signature.
    func signed(with key: SymmetricKey) -> String {
        let body = Data("\(self.expiresAt.microseconds) \(self.recording.text) \(self.user.text) \(self.author)".utf8)
        let signature = HMAC<SHA256>.authenticationCode(for: body, using: key)
        return Self.encode(body) + "." + Self.encode(Data(signature))
    }

    init(verifying text: String, with key: SymmetricKey, at now: Timestamp) throws(Fault) {
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard text.utf8.count <= 1_024, parts.count == 2, let body = Self.decode(parts[0]),
            let signature = Self.decode(parts[1]),
            HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: body, using: key)
        else { throw .unknown }
        let words = String(decoding: body, as: UTF8.self).split(separator: " ", maxSplits: 3)
        guard words.count == 4, let microseconds = Int64(words[0]) else { throw .unknown }
        self.recording = RecordingID(String(words[1]))
        self.expiresAt = Timestamp(microseconds: microseconds)
        self.user = UserID(String(words[2]))
        self.author = String(words[3])
        guard now < self.expiresAt else { throw .expired }
    }

    private static func encode(_ data: Data) -> String {
        String(
            data.base64EncodedString().compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            }
        )
    }

    private static func decode(_ text: some StringProtocol) -> Data? {
        var plain = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        while plain.count % 4 != 0 { plain.append("=") }
        return Data(base64Encoded: plain)
    }
}
