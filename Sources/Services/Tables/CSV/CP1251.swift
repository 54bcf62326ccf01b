/// Windows' Cyrillic code page.
package enum CP1251 {
    package static func decode(_ bytes: some Sequence<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Self.scalar($0) }))
    }

    private static func scalar(_ byte: UInt8) -> Unicode.Scalar {
        switch byte {
        case 0..<0x80: Unicode.Scalar(byte)
        case 0xc0...0xff: Unicode.Scalar(UInt32(0x410) + UInt32(byte) - 0xc0) ?? "\u{fffd}"
        default: Self.upper[Int(byte) - 0x80]
        }
    }

    /// 0x80 to 0xBF.
    private static let upper: [Unicode.Scalar] = [
        "Ђ", "Ѓ", "‚", "ѓ", "„", "…", "†", "‡", "€", "‰", "Љ", "‹", "Њ", "Ќ", "Ћ", "Џ",
        "ђ", "‘", "’", "“", "”", "•", "–", "—", "\u{fffd}", "™", "љ", "›", "њ", "ќ", "ћ", "џ",
        "\u{a0}", "Ў", "ў", "Ј", "¤", "Ґ", "¦", "§", "Ё", "©", "Є", "«", "¬", "\u{ad}", "®", "Ї",
        "°", "±", "І", "і", "ґ", "µ", "¶", "·", "ё", "№", "є", "»", "ј", "Ѕ", "ѕ", "ї",
    ]
}
