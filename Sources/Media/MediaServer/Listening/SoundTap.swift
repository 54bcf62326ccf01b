package import Codecs

/// Hears what a stream's peer says, decoded: 20 ms after 20 ms, without gaps, from the moment it is attached.
///
/// Called on the media thread, which carries everybody's packets: ``hear(_:)`` copies or measures and returns, without
/// allocating, locking for long, or waiting. While the peer sends nothing it is called with silence, so that several taps
/// of one call stay together. Taps of streams that are bridged or in one room are called within one turn.
package protocol SoundTap: AnyObject, Sendable {
    /// Takes the next 20 ms.
    ///
    /// - Parameter samples: one frame of the rate that was asked for; valid during the call only.
    func hear(_ samples: UnsafeBufferPointer<Int16>)
}

/// A tap and the rate that it wants its frames at.
struct AttachedTap: Sendable {
    let tap: any SoundTap
    let rate: SampleRate
}

extension MediaStream {
    /// Lets `tap` hear the peer from now on; a tap that is attached already stays as it is.
    ///
    /// - Parameter rate: 8 or 16 kHz. What the codec does not have is made by resampling.
    /// - Throws: ``MediaError/Code/closed``, ``MediaError/Code/notStarted``, ``MediaError/Code/overloaded``.
    package func attach(_ tap: any SoundTap, at rate: SampleRate = .hertz8000) throws(MediaError) {
        precondition(rate == .hertz8000 || rate == .hertz16000, "taps hear at 8 or 16 kHz")
        try self.post { _ in .attach(self.identifier, AttachedTap(tap: tap, rate: rate)) }
    }

    /// Ends what ``attach(_:at:)`` began. One more frame may still come.
    package func detach(_ tap: any SoundTap) {
        // A closed stream has let go of its taps.
        try? self.post { _ in .detach(self.identifier, tap) }
    }
}
