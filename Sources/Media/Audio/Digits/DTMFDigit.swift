/// A key of the telephone: 0–9, `*`, `#`, A–D, and its two frequencies (ITU-T Q.23).
package struct DTMFDigit: Hashable, Sendable, CaseIterable {
    /// 0 to 3: 697, 770, 852, 941 Hz.
    let row: Int
    /// 0 to 3: 1 209, 1 336, 1 477, 1 633 Hz.
    let column: Int

    static let rowHertz = [697, 770, 852, 941]
    static let columnHertz = [1_209, 1_336, 1_477, 1_633]
    private static let keys: [Character] = Array("123A456B789C*0#D")

    package static let allCases: [DTMFDigit] = (0..<16).map { DTMFDigit(row: $0 / 4, column: $0 % 4) }

    init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }

    /// `nil` for a character that no telephone has. Letters in both cases.
    package init?(_ character: Character) {
        guard let index = Self.keys.firstIndex(of: Character(character.uppercased())) else { return nil }
        self.init(row: index / 4, column: index % 4)
    }

    package var character: Character { Self.keys[self.row * 4 + self.column] }

    /// The two sines: the high one 2 dB louder, as telephones send them, because lines weaken it more.
    package var components: [ToneComponent] {
        [
            ToneComponent(hertz: Self.rowHertz[self.row], level: SoundLevel(dBm0: -9)),
            ToneComponent(hertz: Self.columnHertz[self.column], level: SoundLevel(dBm0: -7)),
        ]
    }

    /// The digit as sound.
    package func clip(lasting duration: Duration) -> AudioClip {
        var generator = ToneGenerator(self.components)
        return AudioClip(samples: generator.next(AudioClip.sampleCount(of: duration)))
    }
}
