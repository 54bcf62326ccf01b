import Audio
import Phrases
import Voice

/// Turns what is to be said into sound.
enum SpeechSound {
    /// The tone after which one speaks: 1 kHz for half a second.
    private static let tone: AudioClip = {
        var generator = ToneGenerator([ToneComponent(hertz: 1_000, level: SoundLevel(dBm0: -12))])
        return AudioClip(samples: generator.next(4_000))
    }()

    /// What needs nothing from the disk; `nil` when something does.
    static func queue(_ speech: [Speech], _ book: PhraseBook, _ library: PhraseLibrary) -> PromptQueue? {
        var pieces: [PromptQueue.Piece] = []
        for part in speech {
            guard let more = self.pieces(part, book, library) else { return nil }
            pieces += more
        }
        return PromptQueue(pieces)
    }

    private static func pieces(_ part: Speech, _ book: PhraseBook, _ library: PhraseLibrary) -> [PromptQueue.Piece]? {
        switch part {
        case .phrases(let phrases): library.pieces(phrases, in: book.language)
        case .tone: [.silence(.milliseconds(150)), .clip(self.tone)]
        case .pause(let duration): [.silence(duration)]
        case .message, .prompt, .draft: nil
        }
    }

    /// Everything; sound that cannot be read is left out.
    /// - Parameter draft: the file of what was recorded a moment ago.
    static func read(
        _ speech: [Speech],
        _ book: PhraseBook,
        _ archive: VoiceArchive,
        draft: String?
    ) async -> PromptQueue {
        var pieces: [PromptQueue.Piece] = []
        for part in speech {
            switch part {
            case .message(let id):
                if let clip = await archive.mailboxes.clip(of: id) { pieces.append(.clip(clip)) }
            case .prompt(let id, let phrase):
                if let clip = await archive.prompts.clip(of: id) {
                    pieces.append(.clip(clip))
                } else if let phrase {
                    pieces += archive.phrases.pieces([phrase], in: book.language)
                }
            case .draft:
                if let draft, let clip = await archive.clip(ofRecording: draft) { pieces.append(.clip(clip)) }
            case .phrases, .tone, .pause:
                pieces += self.pieces(part, book, archive.phrases) ?? []
            }
        }
        return PromptQueue(pieces)
    }
}
