import Kernel
import Logging
import Mail
import Model
import Voice

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Tells owners of mailboxes by e-mail that somebody left a message (VM-02).
struct VoicemailNotices: Sendable {
    /// A larger message is told of without its sound.
    private static let attachmentLimit = 10 << 20

    let archive: VoiceArchive
    let configuration: @Sendable () -> Configuration
    let mailer: Mailer
    /// Where the cabinet is, as people reach it; `nil`: no link.
    let webAddress: String?
    let logger: Logger

    /// Composes the mail, away from calls.
    func messageLeft(_ message: VoiceMessage) {
        let configuration = self.configuration()
        guard let domain = configuration.tenants[message.domain]?.domain else { return }
        for user in configuration.owners(of: message) {
            guard user.voicemail.notice != .none, let email = user.email else { continue }
            Task { await self.send(message, to: email, withSound: user.voicemail.notice == .sound, domain.language) }
        }
    }

    private func send(
        _ message: VoiceMessage,
        to email: String,
        withSound: Bool,
        _ language: SpokenLanguage
    ) async {
        let words = NoticeWords(message, language, link: self.webAddress.map { $0 + "/me" })
        var mail = MailMessage(recipient: email, subject: words.subject, text: words.text)
        if withSound { mail.attachment = await self.attachment(message) }
        self.mailer.send(mail)
    }

    private func attachment(_ message: VoiceMessage) async -> MailMessage.Attachment? {
        do {
            guard let sound = try await self.archive.mailboxes.mp3(of: message),
                sound.byteCount <= Self.attachmentLimit,
                let bytes = FileManager.default.contents(atPath: sound.path)
            else { return nil }
            let moment = "\(message.at)".prefix(19).replacing(":", with: "")
            return MailMessage.Attachment(name: "voicemail_\(moment).mp3", type: "audio/mpeg", bytes: Array(bytes))
        } catch {
            // The mail goes without it; its link still leads to the message.
            self.logger.error("a message could not be attached", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
