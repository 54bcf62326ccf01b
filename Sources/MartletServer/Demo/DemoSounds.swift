import Kernel
import Model
import Voice

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the demo company's voice scenario says: phrases of the server, put where the company's own sounds are.
enum DemoSounds {
    private static let prompts = [
        (DemoTelephony.welcome, "Приветствие"), (DemoTelephony.hours, "Часы работы"),
    ]

    /// Missing phrases leave the scenario without its words: nothing else depends on them.
    static func install(in shelf: PromptShelf, phrases folder: String, at now: Timestamp) async throws {
        for (id, name) in self.prompts where try await shelf.find(id) == nil {
            let sound = "\(folder)/ru/\(id).wav"
            guard FileManager.default.fileExists(atPath: sound) else { continue }
            let upload = shelf.newUpload()
            try FileManager.default.copyItem(atPath: sound, toPath: upload)
            let prompt = Prompt(id: id, domain: DemoCompany.domain, purpose: .greeting, name: name, changedAt: now)
            try await shelf.add(prompt)
            _ = try await shelf.take(prompt, file: upload)
        }
    }
}
