import Kernel
import Model
import Routing
import SIPTransport

/// The brake on the exchange's event loop: asks the meter before a leg goes outside, looks at running talks, ends what may
/// not go on (BYD-18).
final class TollKeeper {
    /// How late a talk may be ended that has used up its minutes.
    static let interval = Duration.seconds(10)

    private var meter = TollMeter()
    private var ticket: ExchangeTimers.Ticket?

    /// `nil`: the leg may begin.
    func refusal(of attempt: TollMeter.Attempt, under rules: TollRules, plan: NumberPlan, in exchange: Exchange)
        -> TollCap.Limit?
    {
        let verdict = self.meter.begin(attempt, under: rules, plan: plan, at: exchange.time.now)
        verdict.notices.forEach(exchange.settings.tollNotice)
        return verdict.refusal
    }

    func answered(_ leg: LegID, at now: Moment, in exchange: Exchange) {
        self.meter.answered(leg, at: now)
        self.arm(in: exchange)
    }

    func ended(_ leg: LegID, at now: Moment) { self.meter.ended(leg, at: now) }

    func forget(_ call: CallID) { self.meter.forget(call) }

    /// A stop that is gone before its time was lifted by somebody.
    func configurationChanged(from former: Configuration, to present: Configuration, at now: Timestamp) {
        for domain in former.domainsWithTollStops {
            for (id, stop) in former.tollStops(of: domain) where present.entries[id] == nil && now < stop.until {
                self.meter.forgive(TollMeter.Key(domain: domain, user: stop.user, cap: stop.cap))
            }
        }
    }

    private func arm(in exchange: Exchange) {
        guard self.ticket == nil, self.meter.isWatching else { return }
        self.ticket = exchange.timers.arm(after: Self.interval) { [weak self, weak exchange] in
            guard let self, let exchange else { return }
            self.ticket = nil
            self.look(in: exchange)
        }
    }

    private func look(in exchange: Exchange) {
        let now = exchange.time.now
        let (notices, legs) = self.meter.look(at: now)
        self.meter.tidy(at: now)
        notices.forEach(exchange.settings.tollNotice)
        let calls = Set(legs.compactMap { exchange.signalling.owner(of: $0)?.id })
        for call in calls { exchange.calls[call]?.post(.stopped(.notAllowed)) }
        self.arm(in: exchange)
    }
}

extension Exchange {
    /// Why the leg may not begin; `nil`: it may.
    func brake(_ destination: Destination, _ number: DialString, of call: CallActor) -> LegFault? {
        guard let domain = call.domain, let rules = self.configuration.tenants[domain]?.domain.toll else { return nil }
        let attempt = TollMeter.Attempt(
            leg: destination.leg,
            call: call.id,
            domain: domain,
            spender: destination.spender,
            number: number
        )
        let plan = Router(configuration: self.configuration).plan
        return self.toll.refusal(of: attempt, under: rules, plan: plan, in: self).map { limit in
            LegFault(.notAllowed, "the domain's cap on calls outside is reached: \(limit.rawValue)")
        }
    }
}
