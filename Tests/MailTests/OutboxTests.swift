import Foundation
import Kernel
import Logging
import Testing

@testable import Mail

@Suite("VM-02 Mail on the disk")
struct OutboxTests {
    private let folder = NSTemporaryDirectory() + "martlet-outbox-" + UUID().uuidString
    private let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))

    private func outbox(limit: Int = 10) throws -> Outbox {
        try Outbox(folder: self.folder, limit: limit, logger: Logger(label: "test"))
    }

    private static func entry(_ id: String) -> Outbox.Entry {
        var message = MailMessage(recipient: "a@b.example", subject: "Тема \(id)", text: "Текст\n")
        message.attachment = MailMessage.Attachment(name: "a.mp3", type: "audio/mpeg", bytes: [0, 255, 10, 13])
        return Outbox.Entry(id: id, message: message)
    }

    @Test("what is kept comes back whole, in its order; what was sent is gone")
    func roundTrip() throws {
        defer { for path in [self.folder, self.folder + ".key"] { try? FileManager.default.removeItem(atPath: path) } }
        let outbox = try self.outbox()
        for id in ["2", "1", "3"] { outbox.keep(Self.entry(id)) }
        outbox.remove("2")
        let restored = try self.outbox().restored(at: self.now)
        #expect(restored.map(\.id) == ["1", "3"])
        #expect(restored.map(\.message) == [Self.entry("1").message, Self.entry("3").message])
        let path = "\(self.folder)/1.mail"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let bytes = try #require(FileManager.default.contents(atPath: path))
        #expect(
            bytes.range(of: Data("Текст".utf8)) == nil && bytes.range(of: Data("b.example".utf8)) == nil,
            "in the clear"
        )
    }

    @Test("what is too old, too many, or no mail goes, and nothing else is touched")
    func leftovers() throws {
        defer { for path in [self.folder, self.folder + ".key"] { try? FileManager.default.removeItem(atPath: path) } }
        let outbox = try self.outbox(limit: 1)
        for id in ["1", "2"] { outbox.keep(Self.entry(id)) }
        try Data("{".utf8).write(to: URL(filePath: "\(self.folder)/0.mail"))
        try Data().write(to: URL(filePath: "\(self.folder)/notes.txt"))
        #expect(outbox.restored(at: self.now).map(\.id) == ["1"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: self.folder).sorted() == ["1.mail", "notes.txt"])
        #expect(outbox.restored(at: self.now.advanced(by: Outbox.longest + .seconds(60))).isEmpty)
    }
}
