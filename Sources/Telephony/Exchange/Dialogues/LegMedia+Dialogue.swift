import Audio
import MediaServer

/// Prompts to a leg.
extension LegMedia {
    /// Says something to the peer instead of whatever it hears; how it ended is told with the ticket.
    func play(_ queue: PromptQueue, as ticket: PromptTicket, stopsOnDigit: Bool) {
        // The failures, a closed stream and a peer that takes no sound, leave nobody to be told.
        try? self.stream?.play(queue, as: ticket, stopsOnDigit: stopsOnDigit)
    }

    func stop(_ ticket: PromptTicket) { self.stream?.stop(ticket) }

    /// Lets somebody hear the peer at 8 kHz. A leg without sound has nothing to be heard.
    func attach(_ listener: any SoundTap) { try? self.stream?.attach(listener) }

    func leave(_ listener: any SoundTap) { self.stream?.detach(listener) }
}
