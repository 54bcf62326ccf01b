/// A set of ASCII octets as two masks: membership is two instructions and never touches memory.
///
/// The masks are written out so that they are constants; `CharacterClassTests` compares them with the RFC's lists.
struct CharacterClass: Sendable {
    /// Octets 0…63.
    let low: UInt64
    /// Octets 64…127.
    let high: UInt64

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let mask = byte & 0x40 == 0 ? self.low : self.high
        return byte < 0x80 && (mask &>> UInt64(byte & 0x3f)) & 1 == 1
    }

    /// `token` (RFC 3261 §25.1).
    static let token = CharacterClass(low: 0x03ff_6ca2_0000_0000, high: 0x47ff_ffff_87ff_fffe)
    /// What stands unquoted as the value of a header's parameter: token, or a host with brackets and colons.
    static let parameterValue = CharacterClass(low: 0x07ff_6ca2_0000_0000, high: 0x47ff_ffff_afff_fffe)
    /// What is taken as the unquoted value of a header's parameter: boundaries with an equals sign are common.
    static let parameterValueAccepted = CharacterClass(low: 0xa7ff_effa_0000_0000, high: 0x7fff_ffff_efff_ffff)
    /// A host name or IPv4 address; the underscore is no host name's but common.
    static let host = CharacterClass(low: 0x03ff_6000_0000_0000, high: 0x07ff_fffe_87ff_fffe)
    /// What stands between the brackets of an IPv6 reference.
    static let ipv6 = CharacterClass(low: 0x07ff_4000_0000_0000, high: 0x0000_007e_0000_007e)
    /// `unreserved` and `user-unreserved`: what a user part is printed with.
    static let userPlain = CharacterClass(low: 0xabff_ffd2_0000_0000, high: 0x47ff_fffe_87ff_fffe)
    /// What a user part is read with: every visible character but those that end it. Phones send `*98#` unescaped.
    static let userAccepted = CharacterClass(low: 0xafff_fffa_0000_0000, high: 0x7fff_ffff_ffff_fffe)
    /// `paramchar` of a URI, and the percent sign of an escape.
    static let uriParameter = CharacterClass(low: 0x07ff_eff2_0000_0000, high: 0x47ff_fffe_afff_fffe)
    /// `paramchar` without the percent sign: what a URI's parameter is printed with.
    static let uriParameterPlain = CharacterClass(low: 0x07ff_efd2_0000_0000, high: 0x47ff_fffe_afff_fffe)
    /// What the headers of a URI are read with: every visible character but quotes and angle brackets.
    static let uriHeader = CharacterClass(low: 0xafff_fffa_0000_0000, high: 0x7fff_ffff_ffff_ffff)
    /// `unreserved` and `hnv-unreserved`: what a URI's header is printed with.
    static let uriHeaderPlain = CharacterClass(low: 0x87ff_ef92_0000_0000, high: 0x47ff_fffe_afff_fffe)
    /// The characters of a URI scheme after its first letter.
    static let scheme = CharacterClass(low: 0x03ff_6800_0000_0000, high: 0x07ff_fffe_07ff_fffe)
    static let digit = CharacterClass(low: 0x03ff_0000_0000_0000, high: 0)
    static let hexDigit = CharacterClass(low: 0x03ff_0000_0000_0000, high: 0x0000_007e_0000_007e)
    static let letter = CharacterClass(low: 0, high: 0x07ff_fffe_07ff_fffe)
}

/// Octets with a meaning in SIP's grammar, by name.
enum Octet {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let ampersand: UInt8 = 0x26
    static let openParenthesis: UInt8 = 0x28
    static let closeParenthesis: UInt8 = 0x29
    static let star: UInt8 = 0x2a
    static let plus: UInt8 = 0x2b
    static let comma: UInt8 = 0x2c
    static let hyphen: UInt8 = 0x2d
    static let dot: UInt8 = 0x2e
    static let slash: UInt8 = 0x2f
    static let zero: UInt8 = 0x30
    static let colon: UInt8 = 0x3a
    static let semicolon: UInt8 = 0x3b
    static let less: UInt8 = 0x3c
    static let equal: UInt8 = 0x3d
    static let greater: UInt8 = 0x3e
    static let question: UInt8 = 0x3f
    static let at: UInt8 = 0x40
    static let openBracket: UInt8 = 0x5b
    static let backslash: UInt8 = 0x5c
    static let closeBracket: UInt8 = 0x5d
}

extension UInt8 {
    /// The octet with an ASCII capital made small.
    @inline(__always)
    var lowercased: UInt8 {
        self &- 0x41 < 26 ? self | 0x20 : self
    }

    /// The value of a hexadecimal digit.
    var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }

    /// The lower-case hexadecimal digit of a value below 16.
    @inline(__always)
    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 &+ value : 0x57 &+ value
    }
}
