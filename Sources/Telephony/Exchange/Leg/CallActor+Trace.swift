import Model
import NIOCore
import SIP
import SIPTransport

extension Exchange {
    func trace(to tracing: any CallTracing) {
        let signalling = self.signalling
        self.endpoint.isTraced = { message, direction in
            Self.mayBelongToCall(message, direction) { signalling.owner(of: $0) != nil }
        }
        self.endpoint.trace = { tracing.took($0) }
    }

    /// What certainly belongs to no call costs nothing: registrations, and what is said outside the dialogs of legs.
    static func mayBelongToCall(
        _ message: SIPMessage,
        _ direction: SIPTraceRecord.Direction,
        isLeg: (SessionKey) -> Bool
    ) -> Bool {
        switch message.method {
        case .register:
            return false
        case .options, .subscribe, .message, .publish:
            let isOurs = message.isRequest == (direction == .sent)
            guard let tag = isOurs ? message.fromTag : message.toTag else { return false }
            return isLeg(SessionKey(callID: message.callID, localTag: tag))
        default:
            return true
        }
    }
}

extension CallActor {
    /// Tells the traces by what the leg's messages are known (BYD-06).
    func traceBegan(_ leg: SIPLeg) {
        guard let tracing = self.exchange.value.tracing else { return }
        tracing.began(
            CallTracingLeg(
                leg: leg.id,
                call: self.id,
                domain: self.domain,
                callID: leg.key.callID,
                localTag: leg.key.localTag,
                remoteTag: leg.isIncoming ? leg.session.remoteTag : nil,
                peer: leg.peer.address.ip,
                isFirst: self.legs.count == 1,
                account: leg.trunk.flatMap { self.exchange.value.configuration.trunks[$0]?.account?.username }
            )
        )
    }

    func traceMoved(_ leg: LegID) { self.exchange.value.tracing?.moved(leg, to: self.id) }
    func traceEnded(_ leg: LegID) { self.exchange.value.tracing?.ended(leg) }
}
