import Kernel
import MediaServer
import Model
import NIOCore
import SIP
import SIPTransport

/// Legs whose connection or sound is lost, and their return (BYD-11).
extension CallActor {
    /// What is known of a leg whose connection is gone, with the timer of its machine.
    typealias FlowWatch = (machine: LostFlow, ticket: ExchangeTimers.Ticket?)

    /// The connection under a leg is closed.
    nonisolated func connectionClosed(of id: LegID) {
        self.assumeIsolated { call in
            // A provider is reached by a new connection.
            guard let leg = call.legs[id], leg.user != nil else { return }
            if leg.session.isEstablished {
                call.watchFlow(of: leg, isAway: false)
            } else if leg.peer.transport.isWebSocket {
                // Nobody but the page itself could open another one, and then it is another page.
                call.decide(.lost(id))
            }
        }
    }

    /// ICE has not heard of the leg for 30 s.
    func consentLost(_ id: LegID) {
        guard let leg = self.legs[id], leg.session.isEstablished else { return }
        self.watchFlow(of: leg, isAway: true)
        self.decide(.lost(id))
    }

    /// The leg moves to another call, which watches on. Whether there was anything to watch.
    func endWatch(of id: LegID) -> Bool {
        let isWatched = self.flowWatches[id] != nil
        self.feed(.settled, to: id)
        return isWatched
    }

    func watchFlow(of leg: SIPLeg, isAway: Bool) {
        guard self.flowWatches[leg.id] == nil else { return }
        // A page sends sound all the time; a desk phone may say nothing while its owner does.
        let pause = leg.peer.transport.isWebSocket ? Duration.seconds(1) : .seconds(5)
        self.flowWatches[leg.id] = (LostFlow(pause: pause, isAway: isAway), nil)
        if let user = leg.user { self.exchange.value.absence.cut(leg.id, of: user) }
        self.feed(.start, to: leg.id)
    }

    private func feed(_ input: LostFlow.Input, to id: LegID) {
        guard var watch = self.flowWatches[id] else { return }
        let effects = watch.machine.handle(input, at: self.exchange.value.time.now)
        self.flowWatches[id] = watch
        for effect in effects { self.perform(effect, of: id) }
    }

    private func perform(_ effect: LostFlow.Effect, of id: LegID) {
        let exchange = self.exchange.value
        switch effect {
        case .count:
            let signalling = NIOLoopBound(exchange.signalling, eventLoop: self.eventLoop)
            let eventLoop = self.eventLoop
            self.legs[id]?.media.countPackets { count in
                eventLoop.execute { signalling.value.owner(of: id)?.counted(count, of: id) }
            }
        case .arm(let delay):
            self.flowWatches[id]?.ticket = exchange.timers.arm(after: delay) { [weak self] in
                self?.assumeIsolated { call in
                    call.flowWatches[id]?.ticket = nil
                    call.feed(.fired, to: id)
                }
            }
        case .cancelTimer:
            if let ticket = self.flowWatches.removeValue(forKey: id)?.ticket { exchange.timers.cancel(ticket) }
            if let user = self.legs[id]?.user { exchange.absence.mend(id, of: user) }
        case .lost:
            self.decide(.lost(id))
        case .cameBack:
            self.decide(.cameBack(id))
            if let leg = self.legs[id], self.isReachable(leg) { self.feed(.settled, to: id) }
        }
    }

    private nonisolated func counted(_ packets: UInt64, of id: LegID) {
        self.assumeIsolated { call in
            guard let leg = call.legs[id] else { return }
            let isQuiet = leg.media.isHeldByPeer && !leg.peer.transport.isWebSocket
            call.feed(.counted(packets, isQuiet: isQuiet), to: id)
        }
    }

    // MARK: - The return

    /// The leg's party has negotiated anew in its dialog, by whatever connection (RFC 3261 §12.2.1.1, RFC 5626 §5.3).
    func negotiated(_ request: SIPMessage, from source: SIPSource, _ id: LegID) {
        guard request.method == .invite || request.method == .update, self.flowWatches[id] != nil,
            let leg = self.legs[id], leg.peer.flow == source.flow, self.isReachable(leg)
        else { return }
        self.feed(.settled, to: id)
        self.decide(.cameBack(id))
    }

    /// The leg's phone has registered again with the same contact: it is reached there from now on (RFC 5626 §5.3).
    nonisolated func registered(_ contact: String, at destination: SIPDestination, of id: LegID) {
        self.assumeIsolated { call in
            guard let leg = call.legs[id], leg.session.dialog?.remoteTarget.isContact(contact) == true else { return }
            leg.reach(at: destination)
            call.feed(.registered(isQuiet: leg.media.isHeldByPeer), to: id)
        }
    }

    func isReachable(_ leg: SIPLeg) -> Bool {
        leg.peer.flow.map { self.exchange.value.endpoint.isOpen($0) } ?? true
    }
}

extension SIPURI {
    /// Whether a registration's contact is this one: some phones write parameters only into one of the two (`ob`, RFC 5626
    /// §5.4).
    func isContact(_ text: String) -> Bool {
        (try? SIPURI(parsing: text))?.isEquivalent(to: self) ?? false
    }
}
