package import Audio

/// What a stream sends to its peer.
package enum StreamSource: Sendable {
    /// No packets at all.
    case nothing
    /// Packets of silence: keeps the way through a NAT open.
    case silence
    case tone(TelephoneTone)
    case clip(AudioClip, repeats: Bool)
    /// What the peer itself sends.
    case echo
    /// What arrives on another stream. A stream is heard by one other at most: the former listener then gets nothing.
    case stream(MediaStream)

    /// The sound that the media thread plays; `nil` for the sources that are packets of somebody.
    var clip: (clip: AudioClip, repeats: Bool)? {
        switch self {
        case .nothing, .echo, .stream: nil
        case .silence: (Self.quiet, true)
        case .tone(let tone): (tone.clip, true)
        case .clip(let clip, let repeats): (clip, repeats)
        }
    }

    private static let quiet = AudioClip.silence(.milliseconds(20))
}

/// How digits are sent.
package enum DigitTransport: Hashable, Sendable {
    /// As RFC 4733 events when the peer takes them, else as tones.
    case automatic
    case telephoneEvent
    case inBand
}
