/// Hears busy tone and the calling tone of a fax in speech-band audio.
///
/// One tone of 400 to 450 Hz (425 in Russia and most of the world) or the pair 480 and 620 Hz (North America) makes a busy
/// tone, from −35 to 0 dBm0 and through noise 15 dB below; see ``BusyCadence`` and ``FaxCadence`` for the cadences. Takes
/// frames of any length, holds no buffer, allocates nothing.
package struct CallToneDetector: Sendable {
    private var meter = ToneMeter()
    private var single = BusyCadence(tolerance: 29, window: ToneMeter.blockSeconds)
    private var pair = BusyCadence(tolerance: 15, window: 2 * ToneMeter.blockSeconds)
    private var fax = FaxCadence()

    package init() {}

    /// Listens to samples at 8 kHz, and delivers a tone when it is certain: a busy tone in its fourth burst, the second
    /// for the calling tone. It is told again only after something else has sounded.
    package mutating func feed(_ samples: UnsafeBufferPointer<Int16>, deliver: (CallTone) -> Void) {
        for sample in samples {
            guard let block = self.meter.feed(sample) else { continue }
            // One after the other: each has to hear every block.
            let isSingle = self.single.take(block.single, power: block.power)
            let isPair = self.pair.take(block.pair, power: block.power)
            if isSingle || isPair { deliver(.busy) }
            if self.fax.take(block.fax, power: block.power) { deliver(.fax) }
        }
    }
}
