package import Audio
package import Kernel
package import SecureMedia

/// How a digit was heard.
package enum DigitSource: Hashable, Sendable {
    /// As an event in RTP.
    case rfc4733
    /// As a tone in the sound.
    case inBand
}

/// What a stream tells its owner. Called on the media thread: the handler must return at once, which means it hands the
/// event to its own event loop and does nothing else.
package enum StreamEvent: Hashable, Sendable {
    /// The peer's address is known, or has changed.
    case latched(MediaAddress)
    /// A key was pressed and is up again.
    case digit(Character, duration: Duration, source: DigitSource)
    /// A ``ToneTap`` has heard this tone.
    case callTone(CallTone)
    /// No RTP has come since this moment, for longer than ``MediaSettings/silenceAlarm``.
    case silent(since: Moment, SilenceCause)
    /// RTP comes again after ``silent(since:_:)`` or ``oneWay(_:)``.
    case resumed
    /// Nothing comes from this stream's peer while the bridged side does send (BYD-05).
    case oneWay(SilenceCause)
    /// A clip that does not repeat has come to its end.
    case playedToEnd
    /// A prompt is over, and why.
    case promptEnded(PromptEnd)
    /// All digits given to ``MediaStream/send(digits:as:duration:pause:)`` have been sent.
    case digitsSent
    /// The packets are protected from now on, with these ciphers.
    case secured(SRTPSuite)
    /// The peer could not be made sure of; nothing will be sent or taken until it is negotiated anew.
    case notSecured(DTLSFailure)
    /// No check of ICE has come for 30 s: nothing is sent any more (RFC 7675).
    case consentLost
}
