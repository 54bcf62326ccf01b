/// The frame of a datagram's records (RFC 6347 §4.1), looked at before OpenSSL is.
struct DTLSRecords {
    private static let headerLength = 13
    /// Plaintext, and what a cipher may add (RFC 5246 §6.2.3).
    private static let lengthLimit = 16_384 + 2_048

    /// How many are of an epoch that has keys.
    private(set) var encryptedCount = 0
    /// The bytes of the shortest of them, without its header.
    private(set) var shortestEncrypted = Int.max

    /// `nil` when the datagram is not whole records of DTLS's types and versions. Such a datagram is dropped, as RFC
    /// 6347 §4.1.2.7 has it.
    init?(_ datagram: [UInt8]) {
        var offset = 0
        repeat {
            guard datagram.count - offset >= Self.headerLength, (20...25).contains(datagram[offset]),
                datagram[offset + 1] == 0xfe
            else { return nil }
            let length = Int(datagram[offset + 11]) << 8 | Int(datagram[offset + 12])
            offset += Self.headerLength
            guard length <= Self.lengthLimit, datagram.count - offset >= length else { return nil }
            let isEncrypted = datagram[offset - 10] != 0 || datagram[offset - 9] != 0
            if isEncrypted {
                self.encryptedCount += 1
                self.shortestEncrypted = min(self.shortestEncrypted, length)
            }
            offset += length
        } while offset < datagram.count
    }
}
