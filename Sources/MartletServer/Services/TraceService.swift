package import Exchange
import Kernel
import Logging
package import Model
package import SIPTransport
import ServiceLifecycle
package import Traces

/// What the exchange tells goes into the queue of the traces, and nothing else happens on its loop.
extension TraceQueue: CallTracing {
    package func took(_ record: SIPTraceRecord) { self.append(record) }

    package func began(_ leg: CallTracingLeg) {
        self.append(
            .began(
                TracedLeg(
                    leg: leg.leg,
                    call: leg.call,
                    domain: leg.domain,
                    callID: leg.callID,
                    localTag: leg.localTag,
                    remoteTag: leg.remoteTag,
                    peer: leg.peer,
                    isFirst: leg.isFirst,
                    account: leg.account
                )
            )
        )
    }

    package func moved(_ leg: LegID, to call: CallID) { self.append(.moved(leg, to: call)) }
    package func ended(_ leg: LegID) { self.append(.ended(leg)) }
}

/// Traces from the start of the server to its end: they end after the calls.
struct TraceService: Service {
    let keeper: TraceKeeper

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.keeper.run() }
    }

    static func keeper(
        _ settings: ServerSettings,
        _ repository: any TraceRepository,
        _ configuration: ConfigurationKeeper,
        time: any TimeSource,
        logger: Logger
    ) -> TraceKeeper {
        TraceKeeper(
            repository,
            TraceSettings(days: settings.traceDays, megabytes: settings.traceMegabytes),
            domain: { Exchange.domain(named: $0, in: configuration.current) },
            time: time,
            tokens: .system(),
            logger: logger
        )
    }
}
