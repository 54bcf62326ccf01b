import Hummingbird
import Kernel
import Model

/// Texts that the server says: heard before they are kept, and kept as prompts (IVR-07).
struct SpeechRoutes: EndpointGroup {
    let prompts: PromptRoutes

    private static let tag = "Prompts"
    private static let refusals: [APIError.Code] = [.conflict, .speechUnavailable, .speechFailed, .unavailable]

    private var voice: any VoiceControl { self.prompts.voice }

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/speech",
                "getSpeech",
                "Whether texts can be said on this server",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, SpeechBody.stateSchema)
            ) { _ in
                let absence = self.voice.speechAbsence
                return APIAnswer([
                    "isAvailable": .boolean(absence == nil), "advice": .text(absence?.detail),
                    "textLimit": .whole(SpokenText.lengthLimit),
                ])
            },
            Endpoint(
                .post,
                "/speech",
                "trySpeech",
                "Says a text as callers would hear it, to be listened to; nothing is kept",
                tag: Self.tag,
                access: .role(.user),
                body: SpeechBody.requestSchema,
                success: .file(["audio/wav"]),
                refusals: Self.refusals
            ) { request in
                let text = try SpeechBody.text(request.body)
                let domain = try request.requireCaller().user.domain
                let sound = try await Self.saying { try await self.voice.speak(text, for: domain) }
                return APIAnswer(
                    FileAnswer(path: "", byteCount: sound.count, type: "audio/wav") { offset, count in
                        Array(sound[offset..<offset + count])
                    }
                )
            },
            Endpoint(
                .put,
                "/prompts/{prompt}/speech",
                "speakPrompt",
                "Makes a text, said, the sound of the prompt; the text is kept with it",
                tag: Self.tag,
                access: .role(.user),
                guarding: .version,
                body: SpeechBody.requestSchema,
                success: .json(.ok, PromptBody.schema),
                refusals: Self.refusals
            ) { request in
                let prompt = try await self.prompts.findOwn(request)
                try request.requireVersion(prompt.version)
                let text = try SpeechBody.text(request.body)
                let spoken = try await Self.saying { try await self.voice.speak(text, as: prompt) }
                try await self.prompts.configuration.note(.putNote(HistoryNote(spoken)), by: request)
                return .versioned(PromptBody.json(spoken), spoken.version)
            },
        ]
    }

    private static func saying<Value>(_ say: () async throws -> Value) async throws -> Value {
        do {
            return try await say()
        } catch let refusal as SpeechRefusal {
            throw APIError(refusal)
        }
    }
}

extension APIError {
    /// What a text that was not said means to a client of the API.
    init(_ refusal: SpeechRefusal) {
        let code: Code =
            switch refusal.code {
            case .absent: .speechUnavailable
            case .busy: .unavailable
            case .failed, .tooLong: .speechFailed
            }
        self.init(code, refusal.detail)
    }
}
