package import Journal
package import Model

/// What Martlet keeps, in one database: the repositories of the composition root.
package struct Store: Sendable {
    package let configuration: any ConfigurationRepository
    package let sessions: any SessionRepository
    package let secondFactors: any SecondFactorRepository
    package let passkeys: any PasskeyRepository
    package let providers: any SignInProviderRepository
    package let recoveries: any PasswordRecoveryRepository
    package let calls: any CallHistoryRepository
    package let recordings: any RecordingRepository
    package let prompts: any PromptRepository
    package let voiceMessages: any VoiceMessageRepository
    package let traces: any TraceRepository
    package let rungReminders: any RungReminderRepository
    private let database: any SQLDatabase

    /// Brings the schema up to date first.
    /// - Throws: ``ModelError/Code/storeFailed`` with what to do about it.
    package init(_ database: any SQLDatabase) async throws {
        do { try await Migration.run(on: database) } catch let error as SQLError { throw ModelError(error) }
        self.database = database
        self.configuration = StoredConfigurationRepository(database)
        self.sessions = StoredSessionRepository(database)
        self.secondFactors = StoredSecondFactorRepository(database)
        self.passkeys = StoredPasskeyRepository(database)
        self.providers = StoredSignInProviderRepository(database)
        self.recoveries = StoredPasswordRecoveryRepository(database)
        self.calls = StoredCallHistory(database)
        self.recordings = StoredRecordingRepository(database)
        self.prompts = StoredPromptRepository(database)
        self.voiceMessages = StoredVoiceMessageRepository(database)
        self.traces = StoredTraceRepository(database)
        self.rungReminders = StoredRungReminderRepository(database)
    }

    /// Ends all connections; what comes later fails.
    package func close() throws {
        do { try self.database.close() } catch { throw ModelError(error) }
    }
}
