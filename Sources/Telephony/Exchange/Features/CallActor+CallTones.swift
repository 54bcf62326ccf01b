import MediaServer
import Model

/// Listens for tones where only the server could hear them.
extension CallActor {
    /// Who is listened to. Its sound is kept: a leg that moves to another call leaves this one before it is told.
    struct ToneWatch {
        let leg: LegID
        let tap: ToneTap
        let media: LegMedia
    }

    /// Listens to whoever is alone with the server now, when it is an outside party; a phone of the domain hangs up by SIP.
    func watchTones() {
        let leg = self.machine.aloneWithServer.flatMap { self.legs[$0] }.flatMap { $0.trunk == nil ? nil : $0 }
        guard leg?.id != self.toneWatch?.leg else { return }
        if let watch = self.toneWatch { watch.media.detach(watch.tap) }
        self.toneWatch = leg.map { ToneWatch(leg: $0.id, tap: $0.media.listenForTones(), media: $0.media) }
    }
}
