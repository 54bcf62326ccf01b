/// The built-in melodies (MED-02), composed and synthesised here, so that they carry no rights and no file.
package enum HoldMelody: String, Hashable, Sendable, CaseIterable {
    /// Broken chords over a bass (C, A minor, F, G): the music on hold unless another is chosen.
    case calm
    /// A slow waltz in A minor.
    case waltz
    /// A light tune in G with rests.
    case bright

    /// The loop. Rendered once, when it is first asked for, which takes some milliseconds.
    package var clip: AudioClip {
        switch self {
        case .calm: Self.clip
        case .waltz: Self.waltzClip
        case .bright: Self.brightClip
        }
    }

    /// ``calm``, about 19 seconds.
    package static let clip = MelodyScore(
        bars: [
            .init(bass: -12, quavers: [0, 7, 12, 16, 19, 16, 12, 7]),
            .init(bass: -15, quavers: [-3, 4, 9, 12, 16, 12, 9, 4]),
            .init(bass: -19, quavers: [-7, 0, 5, 9, 12, 9, 5, 0]),
            .init(bass: -17, quavers: [-5, 2, 7, 11, 14, 11, 7, 2]),
            .init(bass: -12, quavers: [0, 7, 12, 16, 24, 19, 16, 12]),
            .init(bass: -15, quavers: [-3, 4, 9, 16, 21, 16, 12, 9]),
            .init(bass: -19, quavers: [-7, 5, 9, 12, 17, 12, 9, 5]),
            .init(bass: -17, quavers: [-5, 7, 11, 14, 17, 14, 11, 7]),
        ],
        quaver: 2_400,
        ringing: 0.9,
        overtone: 0.15
    ).render()

    private static let waltzClip = MelodyScore(
        bars: [
            .init(bass: -15, quavers: [9, nil, 12, nil, 16, nil]),
            .init(bass: -20, quavers: [8, nil, 11, nil, 16, nil]),
            .init(bass: -19, quavers: [9, nil, 12, nil, 17, 16]),
            .init(bass: -12, quavers: [7, nil, 12, nil, 16, nil]),
            .init(bass: -22, quavers: [9, nil, 14, nil, 17, nil]),
            .init(bass: -15, quavers: [9, nil, 12, nil, 16, 14]),
            .init(bass: -20, quavers: [11, nil, 14, nil, 12, 11]),
            .init(bass: -15, quavers: [9, nil, nil, 4, nil, nil]),
        ],
        quaver: 2_880,
        ringing: 1.4,
        overtone: 0.1
    ).render()

    private static let brightClip = MelodyScore(
        bars: [
            .init(bass: -17, quavers: [7, nil, 11, 14, nil, 19, 14, 11]),
            .init(bass: -20, quavers: [7, nil, 11, 16, nil, 19, 16, 11]),
            .init(bass: -12, quavers: [7, nil, 12, 16, nil, 19, 16, 12]),
            .init(bass: -22, quavers: [6, nil, 9, 14, nil, 18, 14, 9]),
            .init(bass: -17, quavers: [14, nil, 19, nil, 23, nil, 19, 14]),
            .init(bass: -20, quavers: [16, nil, 19, nil, 23, nil, 19, 16]),
            .init(bass: -12, quavers: [16, 12, nil, 7, 12, nil, 16, 19]),
            .init(bass: -22, quavers: [18, 14, nil, 9, 6, nil, 9, nil]),
        ],
        quaver: 1_920,
        ringing: 0.7,
        overtone: 0.25
    ).render()
}
