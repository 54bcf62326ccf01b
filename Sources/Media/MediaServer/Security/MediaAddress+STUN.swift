import STUN

extension MediaAddress {
    /// As STUN carries it.
    var stunAddress: STUNAddress? {
        let words = self.host.isIPv6 ? [self.host.high, self.host.low] : [self.host.low << 32]
        let bytes = words.flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } }
        return STUNAddress(bytes: self.host.isIPv6 ? bytes : Array(bytes.prefix(4)), port: self.port)
    }

    /// `nil` for an address of neither family.
    init?(_ address: STUNAddress) {
        func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        switch address.bytes.count {
        case 4: self.init(host: MediaHost(ipv4: UInt32(number(address.bytes[...]))), port: address.port)
        case 16:
            let host = MediaHost(ipv6: number(address.bytes[..<8]), number(address.bytes[8...]))
            self.init(host: host, port: address.port)
        default: return nil
        }
    }
}
