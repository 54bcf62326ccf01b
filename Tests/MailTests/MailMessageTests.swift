import Foundation
import Kernel
import Testing

@testable import Mail

@Suite("VM-02 Mail as it is written")
struct MailMessageTests {
    private static func text(_ message: MailMessage) -> String {
        String(
            decoding: message.bytes(from: "pbx@acme.example", at: Timestamp(seconds: 1_795_264_496), identifier: "id1"),
            as: UTF8.self
        )
    }

    @Test("headers, text and attachment are in their places, every line is short and ended by CR LF")
    func shape() throws {
        let attachment = MailMessage.Attachment(
            name: "сообщение 1.mp3",
            type: "audio/mpeg",
            bytes: [UInt8](repeating: 0xfb, count: 200)
        )
        let message = MailMessage(
            recipient: "anna@acme.example",
            subject: "Голосовое сообщение от +7 495 123-45-67, очень длинная тема письма",
            text: "Вам оставили сообщение.\nПрослушать: https://pbx.example/",
            attachment: attachment
        )
        let text = Self.text(message)
        let lines = text.components(separatedBy: "\r\n")
        #expect(!text.replacing("\r\n", with: "").contains("\n") && lines.allSatisfy { $0.utf8.count <= 120 })
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        #expect(lines[0] == "From: <pbx@acme.example>" && lines[1] == "To: <anna@acme.example>")
        #expect(text.contains("\r\nDate: Sat, 21 Nov 2026 12:34:56 +0000\r\n"))
        #expect(text.contains("\r\nMessage-ID: <id1@acme.example>\r\n"))
        #expect(text.contains("multipart/mixed; boundary=\"=_id1\"") && text.hasSuffix("--=_id1--\r\n"))
        let encoded = Data([UInt8](repeating: 0xfb, count: 57)).base64EncodedString()
        #expect(lines.filter { $0 == encoded }.count == 3)
    }

    @Test("what people wrote never becomes a header", arguments: ["a\r\nBcc: x@y", "=?utf-8?B?eA==?=", "\"quoted\""])
    func injection(subject: String) {
        let message = MailMessage(recipient: "a@b", subject: subject, text: subject)
        let head = Self.text(message).components(separatedBy: "\r\n\r\n")[0]
        #expect(!head.contains("Bcc") && head.contains("Subject: =?utf-8?B?"))
    }

    @Test(
        "addresses that could hold a command are none",
        arguments: [
            ("anna@acme.example", true), ("a", false), ("a@b@c", false), ("@b", false), ("a@", false),
            ("a@b>\r\nRCPT TO:<c@d", false), ("a b@c", false), ("анна@почта.рф", false),
        ]
    )
    func addresses(text: String, isGood: Bool) {
        #expect(MailMessage.isAddress(text) == isGood)
    }
}
