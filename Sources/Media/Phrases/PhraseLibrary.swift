package import Audio
import AudioFiles
import Foundation

/// The recorded words of every language, in memory: what a ``PhraseBook`` makes sentences of.
///
/// Immutable and shared. Loading reads and decodes some hundred small files, so it is done at the start and never on an
/// event loop.
package struct PhraseLibrary: Sendable {
    /// A file that could not be used; the built-in one was taken, if there is one.
    package struct Fault: Hashable, Sendable {
        package let path: String
        /// One sentence.
        package let reason: String
    }

    private let clips: [PhraseLanguage: [String: AudioClip]]
    package let faults: [Fault]

    /// No words at all.
    package init() {
        self.clips = [:]
        self.faults = []
    }

    /// - Parameters:
    ///   - builtIn: the folder that `Scripts/phrases.sh` makes; `nil` when there is none.
    ///   - own: a folder whose `<language>/<name>.wav` or `.mp3` stand for built-in ones; it need not exist.
    package init(builtIn: String?, own: String) {
        var clips: [PhraseLanguage: [String: AudioClip]] = [:]
        var faults: [Fault] = []
        for language in PhraseLanguage.allCases {
            for folder in [builtIn, own].compactMap({ $0 }) {
                clips[language, default: [:]].merge(Self.read("\(folder)/\(language.rawValue)", &faults)) { $1 }
            }
        }
        self.clips = clips
        self.faults = faults
    }

    private static func read(_ folder: String, _ faults: inout [Fault]) -> [String: AudioClip] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var clips: [String: AudioClip] = [:]
        for name in names.sorted() where name.hasSuffix(".wav") || name.hasSuffix(".mp3") {
            let path = "\(folder)/\(name)"
            guard let data = FileManager.default.contents(atPath: path) else {
                faults.append(Fault(path: path, reason: "The file cannot be read."))
                continue
            }
            do {
                let limits = SoundFile.Limits(bytes: 20 << 20, duration: .seconds(60))
                clips[String(name.dropLast(4))] = try SoundFile(reading: Array(data), limits: limits).clip
            } catch {
                faults.append(Fault(path: path, reason: error.code.sentence))
            }
        }
        return clips
    }

    /// How many words there are of a language.
    package func count(of language: PhraseLanguage) -> Int { self.clips[language]?.count ?? 0 }

    package func clip(_ phrase: Phrase, in language: PhraseLanguage) -> AudioClip? {
        self.clips[language]?[phrase.name]
    }

    /// A sentence as pieces for a ``PromptQueue``, its words a breath apart. Words that are missing are left out.
    package func pieces(_ phrases: [Phrase], in language: PhraseLanguage) -> [PromptQueue.Piece] {
        phrases.compactMap { self.clip($0, in: language) }.flatMap { [.clip($0), .silence(Self.breath)] }
    }

    /// Between two words.
    private static let breath = Duration.milliseconds(30)
}
