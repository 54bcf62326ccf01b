import CLinux
import Glibc

/// An IPv4 or IPv6 address without a port.
///
/// A value of 17 bytes, so that the packet path compares addresses without touching the heap. IPv4 addresses mapped into
/// IPv6 are folded to IPv4: a peer is the same peer however its address was written.
package struct MediaHost: Hashable, Sendable, CustomStringConvertible {
    package let isIPv6: Bool
    /// The address in host byte order; an IPv4 address fills the lowest 32 bits.
    let high: UInt64
    let low: UInt64

    package init(ipv4 number: UInt32) {
        self.isIPv6 = false
        self.high = 0
        self.low = UInt64(number)
    }

    init(ipv6 high: UInt64, _ low: UInt64) {
        let isMapped = high == 0 && low >> 32 == 0xffff
        self.isIPv6 = !isMapped
        self.high = high
        self.low = isMapped ? low & 0xffff_ffff : low
    }

    /// Reads dotted IPv4 or colon IPv6, the latter also in brackets; `nil` for names and anything else.
    package init?(_ text: String) {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        var four = in_addr()
        if inet_pton(AF_INET, bare, &four) == 1 {
            self.init(ipv4: UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, bare, &six) == 1 else { return nil }
        let (high, low) = withUnsafeBytes(of: &six) { bytes in
            (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(ipv6: UInt64(bigEndian: high), UInt64(bigEndian: low))
    }

    package static let anyIPv4 = MediaHost(ipv4: 0)
    package static let anyIPv6 = MediaHost(ipv6: 0, 0)
    package static let loopback = MediaHost(ipv4: 0x7f00_0001)

    /// `0.0.0.0` or `::`.
    package var isUnspecified: Bool { self.high == 0 && self.low == 0 }

    /// Whether the Internet cannot reach it: RFC 1918, RFC 6598, loopback, link-local, RFC 4193.
    package var isPrivate: Bool {
        if self.isIPv6 {
            return self.high >> 57 == 0x7e || self.high >> 54 == 0x3fa || (self.high == 0 && self.low == 1)
        }
        return self.low >> 24 == 10 || self.low >> 24 == 127 || self.low >> 20 == 0xac1 || self.low >> 16 == 0xc0a8
            || self.low >> 16 == 0xa9fe || self.low >> 22 == 0x191
    }

    package var description: String {
        guard self.isIPv6 else {
            return [24, 16, 8, 0].map { String(self.low >> UInt64($0) & 0xff) }.joined(separator: ".")
        }
        var words = (self.high.bigEndian, self.low.bigEndian)
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(AF_INET6, &words, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
