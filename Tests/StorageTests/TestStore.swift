import Journal
import Model
import ModelTesting
import Storage

/// The repositories of one store. A new store adds a case here and has every contract suite.
struct TestStore: Sendable {
    enum Kind: CaseIterable, Sendable {
        case memory
        case sqlite
        case postgresql

        /// Those that keep something.
        static let databases: [Kind] = [.sqlite, .postgresql]

        fileprivate var engine: TestDatabase.Engine? {
            switch self {
            case .memory: nil
            case .sqlite: .sqlite
            case .postgresql: .postgresql
            }
        }
    }

    let configuration: any ConfigurationRepository
    let sessions: any SessionRepository
    let secondFactors: any SecondFactorRepository
    let passkeys: any PasskeyRepository
    let providers: any SignInProviderRepository
    let recoveries: any PasswordRecoveryRepository
    let calls: any CallHistoryRepository
    let recordings: any RecordingRepository
    let prompts: any PromptRepository
    let voiceMessages: any VoiceMessageRepository
    let traces: any TraceRepository
    let rungReminders: any RungReminderRepository

    init(_ kind: Kind) async throws {
        if let engine = kind.engine {
            let store = try await TestDatabase(engine).store()
            self.configuration = store.configuration
            self.sessions = store.sessions
            self.secondFactors = store.secondFactors
            self.passkeys = store.passkeys
            self.providers = store.providers
            self.recoveries = store.recoveries
            self.calls = store.calls
            self.recordings = store.recordings
            self.prompts = store.prompts
            self.voiceMessages = store.voiceMessages
            self.traces = store.traces
            self.rungReminders = store.rungReminders
        } else {
            self.configuration = InMemoryConfigurationRepository()
            self.sessions = InMemorySessionRepository()
            self.secondFactors = InMemorySecondFactorRepository()
            self.passkeys = InMemoryPasskeyRepository()
            self.providers = InMemorySignInProviderRepository()
            self.recoveries = InMemoryPasswordRecoveryRepository()
            self.calls = InMemoryCallHistoryRepository()
            self.recordings = InMemoryRecordingRepository()
            self.prompts = InMemoryPromptRepository()
            self.voiceMessages = InMemoryVoiceMessageRepository()
            self.traces = InMemoryTraceRepository()
            self.rungReminders = InMemoryRungReminderRepository()
        }
    }
}
