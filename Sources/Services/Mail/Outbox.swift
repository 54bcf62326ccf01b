import Crypto
import Foundation
import Kernel
import Logging

/// The mail that waits, on the disk: one file a message, gone when the message is with the server or given up. Whoever stops
/// the server in between finds it sent after the next start; a message may then be sent twice, and never not at all.
///
/// Sealed with a key that lies beside the folder: a copy of the folder alone, in a backup or a bug report, tells no passwords.
/// Of one thread at a time.
struct Outbox: Sendable {
    /// A message under the name of its file.
    struct Entry: Sendable {
        let id: String
        let message: MailMessage
    }

    private struct Content: Codable {
        var recipient: String
        var subject: String
        var text: String
        var attachmentName: String?
        var attachmentType: String?
        var attachment: Data?
    }

    /// Nobody wants older news.
    static let longest = Duration.seconds(3 * 86_400)
    private static let ending = ".mail"

    private let folder: String
    private let limit: Int
    private let key: SymmetricKey
    private let logger: Logger

    /// - Parameter folder: made when it is missing, and its key `…key` with it; their owner alone may look, because passwords
    ///   travel in letters.
    /// - Throws: when one of them cannot be made.
    init(folder: String, limit: Int, logger: Logger) throws {
        self.folder = folder
        self.limit = limit
        self.logger = logger
        try PrivateFile.makeFolder(folder)
        self.key = try Self.key(folder + ".key")
    }

    private static func key(_ path: String) throws -> SymmetricKey {
        if FileManager.default.fileExists(atPath: path) {
            // Another one in its place would open nothing that waits.
            guard let data = FileManager.default.contents(atPath: path), data.count == 32 else {
                throw CocoaError(.fileReadCorruptFile, userInfo: [NSFilePathErrorKey: path])
            }
            return SymmetricKey(data: data)
        }
        let key = SymmetricKey(size: .bits256)
        try key.withUnsafeBytes { try PrivateFile.write($0, to: path) }
        return key
    }

    /// What waited when the server ended, in the order in which it came. What is too old or cannot be read goes.
    func restored(at now: Timestamp) -> [Entry] {
        let files = FileManager.default
        let names = ((try? files.contentsOfDirectory(atPath: self.folder)) ?? []).sorted()
        var entries: [Entry] = []
        for name in names where name.hasSuffix(Self.ending) {
            let id = String(name.dropLast(Self.ending.count))
            let path = self.path(of: id)
            let made = (try? files.attributesOfItem(atPath: path))?[.modificationDate] as? Date
            let age = made.map { Double(now.seconds) - $0.timeIntervalSince1970 } ?? .infinity
            guard entries.count < self.limit, age < Self.longest.inSeconds, let message = self.read(path) else {
                self.logger.error("a mail of before cannot be sent", metadata: ["file": "\(name)"])
                self.remove(id)
                continue
            }
            entries.append(Entry(id: id, message: message))
        }
        return entries
    }

    /// A message that is not kept is sent all the same.
    func keep(_ entry: Entry) {
        let message = entry.message
        let content = Content(
            recipient: message.recipient,
            subject: message.subject,
            text: message.text,
            attachmentName: message.attachment?.name,
            attachmentType: message.attachment?.type,
            attachment: message.attachment.map { Data($0.bytes) }
        )
        do {
            let sealed = try AES.GCM.seal(JSONEncoder().encode(content), using: self.key)
            try PrivateFile.write(sealed.combined ?? Data(), to: self.path(of: entry.id))
        } catch {
            self.logger.warning(
                "a mail waits in memory only: the disk does not take it",
                metadata: ["error": "\(error)"]
            )
        }
    }

    func remove(_ id: String) { try? FileManager.default.removeItem(atPath: self.path(of: id)) }

    private func path(of id: String) -> String { "\(self.folder)/\(id)\(Self.ending)" }

    private func read(_ path: String) -> MailMessage? {
        guard let sealed = FileManager.default.contents(atPath: path),
            let box = try? AES.GCM.SealedBox(combined: sealed), let data = try? AES.GCM.open(box, using: self.key),
            let content = try? JSONDecoder().decode(Content.self, from: data)
        else { return nil }
        var message = MailMessage(recipient: content.recipient, subject: content.subject, text: content.text)
        if let name = content.attachmentName, let type = content.attachmentType, let bytes = content.attachment {
            message.attachment = MailMessage.Attachment(name: name, type: type, bytes: Array(bytes))
        }
        return message
    }
}
