package import Fetch
package import Journal
package import Kernel
package import Model
package import Recordings
package import Routing
package import Traces

/// What the web server stands on; each part is made by the composition root.
package struct WebParts: Sendable {
    package var configuration: any LiveConfiguration
    package var sessions: any SessionRepository
    package var secondFactors: any SecondFactorRepository
    package var passkeys: any PasskeyRepository
    package var providers: any SignInProviderRepository
    /// Asks identity providers.
    package var fetching: any Fetching
    /// The mobile operator; ``NoMobileExchange`` where there is none.
    package var mobiles: any MobileExchange
    package var recoveries: any PasswordRecoveryRepository
    package var history: any CallHistoryRepository
    package var recordings: RecordingLibrary
    package var traces: TraceKeeper
    package var events: EventStream
    package var calls: any CallControl
    package var voice: any VoiceControl
    /// Goes through the menus of voice scenarios without a call.
    package var menus: any MenuWalker
    package var signInGuard: any SignInGuard
    /// Sends letters about accounts; `nil` without a mail server.
    package var post: (any AccountPost)?
    package var health: any HealthSource
    package var metrics: PrometheusRegistry
    package var counts: any CountSource
    package var time: any TimeSource
    /// Makes one source of randomness after another; ``TokenSource/system()`` in production.
    package var tokens: @Sendable () -> TokenSource

    package init(
        configuration: any LiveConfiguration,
        sessions: any SessionRepository,
        secondFactors: any SecondFactorRepository,
        passkeys: any PasskeyRepository,
        providers: any SignInProviderRepository,
        fetching: any Fetching,
        mobiles: any MobileExchange,
        recoveries: any PasswordRecoveryRepository,
        history: any CallHistoryRepository,
        recordings: RecordingLibrary,
        traces: TraceKeeper,
        events: EventStream,
        calls: any CallControl,
        voice: any VoiceControl,
        menus: any MenuWalker,
        signInGuard: any SignInGuard,
        post: (any AccountPost)?,
        health: any HealthSource,
        metrics: PrometheusRegistry,
        counts: any CountSource,
        time: any TimeSource,
        tokens: @escaping @Sendable () -> TokenSource
    ) {
        self.configuration = configuration
        self.sessions = sessions
        self.secondFactors = secondFactors
        self.passkeys = passkeys
        self.providers = providers
        self.fetching = fetching
        self.mobiles = mobiles
        self.recoveries = recoveries
        self.history = history
        self.recordings = recordings
        self.traces = traces
        self.events = events
        self.calls = calls
        self.voice = voice
        self.menus = menus
        self.signInGuard = signInGuard
        self.post = post
        self.health = health
        self.metrics = metrics
        self.counts = counts
        self.time = time
        self.tokens = tokens
    }
}
