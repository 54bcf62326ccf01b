/// Which datagrams of a handshake reach OpenSSL: whole records, not too many, few of them ahead of their keys.
struct HandshakeAdmission: Sendable {
    enum Verdict: Equatable, Sendable {
        case admitted
        /// Dropped without a word (RFC 6347 §4.1.2.7).
        case dropped
        /// More than any handshake takes.
        case flooded
    }

    /// Datagrams that a handshake may take, lost and repeated ones included. The longest flight has 14.
    static let datagramLimit = 512
    /// Records under keys that are not there yet, which OpenSSL may put aside with a buffer of 17 kB each. A flight has
    /// one, and is repeated eleven times at most before the handshake's time is over.
    static let earlyRecordLimit = 16

    private var datagramCount = 0
    private var earlyRecordCount = 0

    mutating func judge(_ datagram: [UInt8]) -> Verdict {
        self.datagramCount += 1
        guard self.datagramCount <= Self.datagramLimit else { return .flooded }
        guard let records = DTLSRecords(datagram) else { return .dropped }
        guard records.encryptedCount > 0 else { return .admitted }
        self.earlyRecordCount += records.encryptedCount
        return self.earlyRecordCount <= Self.earlyRecordLimit ? .admitted : .dropped
    }
}
