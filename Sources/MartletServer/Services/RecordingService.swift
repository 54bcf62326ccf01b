import Codecs
import Exchange
import Kernel
import Logging
import Mail
import Model
import Recordings
import ServiceLifecycle

/// Recordings from the start of the server to its end: they end after the calls and before the journal.
struct RecordingService: Service {
    let keeper: RecordingKeeper
    let recorder: Recorder

    func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await self.keeper.run()
        } onCancelOrGracefulShutdown: {
            self.recorder.stop()
        }
    }
}

extension RecordingService {
    /// Tells those who get letters about a domain that its calls are not recorded any more for want of room (TEN-03).
    static func letters(
        _ keeper: ConfigurationKeeper,
        _ mailer: Mailer?,
        webAddress: String?
    ) -> @Sendable (DomainID) -> Void {
        { domain in
            guard let mailer, let tenant = keeper.current.tenants[domain] else { return }
            let words = QuotaWords(
                megabytes: tenant.domain.limits.recordings,
                company: tenant.domain.shownName,
                link: webAddress.map { $0 + "/recording" },
                tenant.domain.language
            )
            for address in tenant.noticeAddresses {
                mailer.send(MailMessage(recipient: address, subject: words.subject, text: words.text))
            }
        }
    }
}

/// The recorder as the exchange knows it.
struct CallRecordings: CallRecorder {
    let recorder: Recorder

    func begin(
        _ recording: Recording,
        at rate: SampleRate,
        onEnd: @escaping @Sendable (RecordingEnding) -> Void
    ) throws(RecordingRefusal) -> any OngoingRecording {
        try self.recorder.begin(recording, at: rate, onEnd: onEnd)
    }
}

extension RecordingSession: OngoingRecording {
    package func setPaused(_ isPaused: Bool) { self.isPaused = isPaused }
}
