import Crypto
import Kernel
import Model

/// The six digits that an app shows for thirty seconds (RFC 6238, with SHA-1, which is what every app knows).
enum OneTimeCode {
    static let digits = 6
    /// The length of a step.
    static let stepSeconds: Int64 = 30
    /// RFC 4226 §4, R6: 160 bits.
    static let secretLength = 20

    static func step(at time: Timestamp) -> Int64 { time.seconds / Self.stepSeconds }

    /// RFC 4226 §5.3.
    static func text(_ secret: [UInt8], step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let hash = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret))
        )
        let offset = Int((hash.last ?? 0) & 15)
        let word = hash[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let text = String(word % 1_000_000)
        return String(repeating: "0", count: Self.digits - text.utf8.count) + text
    }

    /// The step that the code belongs to: now, the one before or the one after, as clocks differ (RFC 6238 §5.2).
    ///
    /// - Parameter last: no step up to this one is taken again.
    /// - Returns: `nil` when it belongs to none of them.
    static func step(of code: String, _ secret: [UInt8], at time: Timestamp, after last: Int64) -> Int64? {
        let now = Self.step(at: time)
        var found: Int64?
        // All three are looked at, so that the time does not tell which one it was.
        for step in now - 1...now + 1 where Self.isEqual(Self.text(secret, step: step), code) && step > last {
            found = found ?? step
        }
        return found
    }

    private static func isEqual(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// What apps take by a picture: the key's URI as all of them know it.
    static func uri(_ secret: [UInt8], account: String) -> String {
        "otpauth://totp/Martlet:\(account)?secret=\(Self.base32(secret))&issuer=Martlet&algorithm=SHA1"
            + "&digits=\(Self.digits)&period=\(Self.stepSeconds)"
    }

    /// RFC 4648 §6 without padding.
    static func base32(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        var (text, bits, count) = ("", UInt32(0), 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.unicodeScalars.append(Unicode.Scalar(alphabet[Int(bits >> UInt32(count) & 31)]))
            }
        }
        if count > 0 { text.unicodeScalars.append(Unicode.Scalar(alphabet[Int(bits << UInt32(5 - count) & 31)])) }
        return text
    }
}
