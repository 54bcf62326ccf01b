/// What somebody dialled or what a network gave as a number: digits, `*`, `#`, an optional leading `+`.
///
/// Visual separators are dropped when it is made, so two spellings of one number are equal. Not yet E.164: a routing
/// decision turns it into that by the domain's country settings (SIP-05).
package struct DialString: Hashable, Sendable, Codable, CustomStringConvertible {
    /// 1 to 64 characters.
    package let text: String

    /// `nil` when nothing is left or a character cannot be dialled.
    package init?(_ text: some StringProtocol) {
        var kept: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x2a, 0x23:
                kept.append(byte)
            case 0x2b where kept.isEmpty:
                kept.append(byte)
            case 0x20, 0x28, 0x29, 0x2d, 0x2e:
                continue
            default:
                return nil
            }
        }
        guard (1...64).contains(kept.count), kept != [0x2b] else { return nil }
        self.text = String(decoding: kept, as: UTF8.self)
    }

    package var description: String { self.text }
}
