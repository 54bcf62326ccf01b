import Model
import SIP
import SIPTransport
import SecureMedia

/// A leg that is rung, as long as its sound may still be offered in another way.
struct OfferedLeg {
    let destination: Destination
    let waiting: LegID?
    /// Which of ``SecurityOffer/choices(over:)`` it is offered.
    var choice = 0
    /// It was refused for its media, and the next choice follows when its session is over.
    var isRefused = false
}

extension SecurityOffer {
    /// What a phone is offered over a transport, best first (docs/decisions: secure media). One description can offer
    /// one kind only, so that another one needs another INVITE.
    static func choices(over transport: SIPTransportKind) -> [SecurityOffer] {
        switch transport {
        // Keys over signalling that anybody can read keep out nobody; phones that insist get them all the same.
        case .udp, .tcp: [.plain, .sdes]
        case .tls: [.sdes, .plain]
        // Browsers know nothing else; a program over WebSocket may.
        case .ws, .wss: [.dtls, .plain]
        }
    }
}

/// Protection of what is offered to phones: by their transport first, and otherwise when they refuse that.
extension CallActor {
    /// What a leg is offered.
    nonisolated func offering(for leg: LegID, over transport: SIPTransportKind) -> SecurityOffer {
        self.assumeIsolated { call in
            let choices = SecurityOffer.choices(over: transport)
            return choices[min(call.offered[leg]?.choice ?? 0, choices.count - 1)]
        }
    }

    /// Whether a refused leg will be offered something else: then it is not over yet.
    func offersOtherwise(_ leg: SIPLeg, after response: SIPMessage) -> Bool {
        guard let status = response.status, status == 488 || status == 606 || status == 415,
            let offered = self.offered[leg.id],
            offered.choice + 1 < SecurityOffer.choices(over: leg.peer.transport).count
        else { return false }
        self.offered[leg.id]?.isRefused = true
        return true
    }

    /// The session of a refused leg is over: the same phone rings with the next choice.
    func offerOtherwise(_ id: LegID) {
        guard var offered = self.offered[id] else { return }
        guard offered.isRefused, self.machine.party(of: id) != nil else {
            self.offered[id] = nil
            return
        }
        offered.isRefused = false
        offered.choice += 1
        self.offered[id] = offered
        self.ring(offered)
    }
}
