import Foundation
import Kernel

/// A message to one address, and how it is written for the wire (RFC 5322, RFC 2045).
package struct MailMessage: Hashable, Sendable {
    package struct Attachment: Hashable, Sendable {
        package let name: String
        /// For instance `audio/mpeg`.
        package let type: String
        package let bytes: [UInt8]

        package init(name: String, type: String, bytes: [UInt8]) {
            self.name = name
            self.type = type
            self.bytes = bytes
        }
    }

    package var recipient: String
    package var subject: String
    package var text: String
    package var attachment: Attachment?

    package init(recipient: String, subject: String, text: String, attachment: Attachment? = nil) {
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.attachment = attachment
    }

    /// Whether it is an address that can stand in a command and a header: nothing of either gets in by it.
    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 254 && !parts[0].isEmpty && !parts[1].isEmpty
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }

    /// The message with its headers. Everything that people wrote is encoded, so that no line of it is a header.
    ///
    /// - Parameter identifier: unique; makes the Message-ID.
    func bytes(from sender: String, at time: Timestamp, identifier: String) -> [UInt8] {
        let domain = sender.split(separator: "@").last.map(String.init) ?? "localhost"
        var lines = [
            "From: <\(sender)>", "To: <\(self.recipient)>", "Subject: \(Self.encoded(self.subject))",
            "Date: \(Self.date(time))", "Message-ID: <\(identifier)@\(domain)>", "MIME-Version: 1.0",
            "Auto-Submitted: auto-generated",
        ]
        let body =
            ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", ""]
            + Self.base64(Array(self.text.utf8))
        if let attachment {
            let boundary = "=_\(identifier)"
            let name = Self.encoded(attachment.name)
            lines += ["Content-Type: multipart/mixed; boundary=\"\(boundary)\"", "", "--\(boundary)"] + body
            lines += [
                "--\(boundary)", "Content-Type: \(attachment.type); name=\"\(name)\"",
                "Content-Disposition: attachment; filename=\"\(name)\"", "Content-Transfer-Encoding: base64", "",
            ]
            lines += Self.base64(attachment.bytes) + ["--\(boundary)--"]
        } else {
            lines += body
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// An encoded word for each dozen characters (RFC 2047 §2: at most 75 bytes); plain text stays.
    private static func encoded(_ text: String) -> String {
        let isPlain =
            text.utf8.allSatisfy { (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "\"") } && !text.contains("=?")
        if isPlain, text.utf8.count <= 60 { return text }
        var words: [String] = []
        var word = ""
        for character in text {
            if word.utf8.count + character.utf8.count > 42 {
                words.append(word)
                word = ""
            }
            word.append(character)
        }
        words.append(word)
        return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// In lines of 76 characters.
    private static func base64(_ bytes: [UInt8]) -> [String] {
        stride(from: 0, to: bytes.count, by: 57).map { start in
            Data(bytes[start..<min(start + 57, bytes.count)]).base64EncodedString()
        }
    }

    /// `Sat, 21 Nov 2026 12:34:56 +0000`
    private static func date(_ time: Timestamp) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        return formatter.string(from: Date(timeIntervalSince1970: Double(time.microseconds) / 1_000_000))
    }
}
