import Audio

/// Prompts: begun, moved about in, and their end told.
extension RelayLoop {
    mutating func play(_ playback: StreamState.Playback, _ stream: StreamPointer) {
        self.sendNothing(stream)
        stream.pointee.playback = playback
        self.updatePacing(stream)
    }

    mutating func skip(_ prompt: PromptTicket, by time: Duration, _ stream: StreamPointer) {
        guard let playback = stream.pointee.playback, playback.prompt == prompt else { return }
        // Behind the end: the next turn of the timer finds it over.
        stream.pointee.playback?.place = playback.queue.place(time, after: playback.place)
    }

    mutating func stop(_ prompt: PromptTicket, _ stream: StreamPointer) {
        guard stream.pointee.playback?.prompt == prompt else { return }
        self.endPrompt(.stopped, stream)
        self.updatePacing(stream)
    }

    /// A key was pressed: ends what says of itself that a key ends it.
    mutating func endPrompt(atKey key: Character, _ stream: StreamPointer) {
        guard stream.pointee.playback?.stopsOnDigit == true else { return }
        self.endPrompt(.digit(key), stream)
        self.updatePacing(stream)
    }

    /// Takes away what plays and tells how far it came.
    func endPrompt(_ cause: PromptEnd.Cause, _ stream: StreamPointer) {
        guard let playback = stream.pointee.playback else { return }
        stream.pointee.playback = nil
        guard let prompt = playback.prompt else { return }
        stream.pointee.onEvent(.promptEnded(PromptEnd(prompt, cause, at: playback.place.time)))
    }
}
