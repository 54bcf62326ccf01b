import DomainFiles
import Kernel
import Logging
import Model
import Phrases
import Voice

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Sounds of prompts in a folder beside a domain's file.
extension Installation {
    private var shelf: PromptShelf {
        let voice = VoiceSettings(folder: self.data + "/voice")
        return VoiceArchive(
            voice,
            phrases: PhraseLibrary(builtIn: nil, own: self.data + "/phrases"),
            prompts: self.prompts,
            messages: self.voiceMessages,
            synthesizer: EspeakSynthesizer(program: nil, duration: voice.promptDuration),
            hashing: PasswordPINs(),
            time: SystemTimeSource(),
            tokens: .system(),
            logger: Logger(label: "martlet")
        ).prompts
    }

    /// Copies what can be heard into the folder, which is made.
    /// - Returns: what the copies are called.
    func copySounds(of prompts: [Prompt], to folder: String) async throws -> [PromptID: String] {
        try Self.makeFolder(folder)
        let shelf = self.shelf
        var names: [PromptID: String] = [:]
        var taken: Set<String> = []
        for prompt in prompts {
            guard let sound = try await shelf.file(of: prompt) else { continue }
            let name = Self.fileName(prompt.name, prompt.container?.rawValue ?? "bin", besides: taken)
            taken.insert(name.lowercased())
            names[prompt.id] = name
            let target = "\(folder)/\(name)"
            // An export into the folder of the last one.
            if FileManager.default.fileExists(atPath: target) { try FileManager.default.removeItem(atPath: target) }
            try FileManager.default.copyItem(atPath: sound.path, toPath: target)
        }
        return names
    }

    /// - Throws: ``ModelError`` `invalid` when one is missing or too large.
    func checkSounds(_ sounds: [PromptID: String], in folder: String) throws {
        for name in sounds.values.sorted() {
            let path = "\(folder)/\(name)"
            let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
            guard let size, (1...PromptShelf.fileLimit).contains(size) else {
                throw ModelError(.invalid, "the sound \(path) is not there, is empty or has more than 20 MB")
            }
        }
    }

    /// - Returns: names of prompts whose sound cannot be used.
    func takeSounds(_ contents: DomainContents, from folder: String) async throws -> [String] {
        let shelf = self.shelf
        var tokens = TokenSource.system()
        var refused: [String] = []
        for prompt in contents.prompts {
            guard let name = contents.sounds[prompt.id] else { continue }
            let taken = try await shelf.take(prompt, copying: "\(folder)/\(name)", tokens: &tokens)
            if taken.state != .ready { refused.append(prompt.name) }
        }
        return refused
    }

    /// With their files.
    func removePrompts(_ prompts: [Prompt]) async throws {
        let shelf = self.shelf
        for prompt in prompts { try await shelf.remove(prompt.id) }
    }

    /// The name of a prompt as that of a file which nobody else of the folder has.
    static func fileName(_ name: String, _ ending: String, besides taken: Set<String>) -> String {
        let plain = String(name.map { $0.isLetter || $0.isNumber && $0.isASCII ? $0 : "-" }.prefix(60))
        let stem = plain.first == "-" || plain.isEmpty ? "sound" + plain : plain
        var number = 1
        while true {
            let candidate = "\(stem)\(number == 1 ? "" : "-\(number)").\(ending)"
            if !taken.contains(candidate.lowercased()) { return candidate }
            number += 1
        }
    }
}
