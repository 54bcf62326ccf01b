/// The little of DNS that SRV needs: one question out, one answer in (RFC 1035 §4, RFC 2782).
enum DNSMessage {
    /// What a server said.
    struct Answer: Equatable {
        /// The records of the question's type, with their lifetime in seconds. Empty when there are none.
        var services: [(record: ServiceRecord, lifetime: UInt32)] = []
        /// Whether the server knows the answer: there are records, or there surely are none.
        var isConclusive = false

        static func == (left: Answer, right: Answer) -> Bool {
            left.isConclusive == right.isConclusive
                && left.services.elementsEqual(right.services) { $0.record == $1.record && $0.lifetime == $1.lifetime }
        }
    }

    /// More records than any service has; the rest of an answer is left unread.
    private static let recordLimit = 64
    private static let serviceType: UInt16 = 33
    private static let internetClass: UInt16 = 1

    /// A recursive question for SRV records, with room for answers of 1232 bytes (RFC 6891).
    ///
    /// - Returns: `nil` when the name cannot stand in a question.
    static func question(_ name: String, identifier: UInt16) -> [UInt8]? {
        guard let encoded = Self.encode(name) else { return nil }
        var bytes: [UInt8] = []
        for word in [identifier, 0x0100, 1, 0, 0, 1] { bytes.append(bigEndian: word) }
        bytes += encoded
        bytes.append(bigEndian: Self.serviceType)
        bytes.append(bigEndian: Self.internetClass)
        // OPT: root name, type 41, payload size, no flags, no data.
        bytes += [0, 0, 41, 0x04, 0xd0, 0, 0, 0, 0, 0, 0]
        return bytes
    }

    /// Reads the answer to a question; `nil` when it is not that.
    static func answer(_ bytes: [UInt8], to name: String, identifier: UInt16) -> Answer? {
        var reader = Reader(bytes: bytes)
        guard reader.word() == identifier, let flags = reader.word(), flags & 0x8000 != 0, reader.word() == 1,
            let count = reader.word(), reader.skip(4), let asked = reader.name(),
            asked.lowercased() == Self.withoutDot(name).lowercased(), reader.word() == Self.serviceType,
            reader.word() == Self.internetClass
        else { return nil }
        var answer = Answer()
        // 3 is NXDOMAIN: nobody has the name, which settles it as well.
        answer.isConclusive = flags & 15 == 0 || flags & 15 == 3
        for _ in 0..<min(Int(count), Self.recordLimit) {
            // A truncated answer ends here; what came before it is whole.
            guard reader.name() != nil, let type = reader.word(), let zone = reader.word(),
                let lifetime = reader.long(), let length = reader.word()
            else { break }
            let end = reader.position + Int(length)
            guard end <= bytes.count else { break }
            if type == Self.serviceType, zone == Self.internetClass, let priority = reader.word(),
                let weight = reader.word(), let port = reader.word(), let target = reader.name()
            {
                let record = ServiceRecord(priority: priority, weight: weight, port: port, target: target)
                answer.services.append((record, lifetime))
            }
            reader.position = end
        }
        return answer
    }

    private static func withoutDot(_ name: String) -> String {
        name.hasSuffix(".") ? String(name.dropLast()) : name
    }

    private static func encode(_ name: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for label in Self.withoutDot(name).utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard (1...63).contains(label.count) else { return nil }
            bytes.append(UInt8(label.count))
            bytes += label
        }
        bytes.append(0)
        return bytes.count <= 255 ? bytes : nil
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        mutating func skip(_ count: Int) -> Bool {
            guard self.position + count <= self.bytes.count else { return false }
            self.position += count
            return true
        }

        mutating func word() -> UInt16? {
            guard self.position + 2 <= self.bytes.count else { return nil }
            defer { self.position += 2 }
            return UInt16(self.bytes[self.position]) << 8 | UInt16(self.bytes[self.position + 1])
        }

        mutating func long() -> UInt32? {
            guard let high = self.word(), let low = self.word() else { return nil }
            return UInt32(high) << 16 | UInt32(low)
        }

        /// A name with its compression undone. Pointers only lead backwards, so reading ends (RFC 1035 §4.1.4).
        mutating func name() -> String? {
            var text = ""
            var index = self.position
            var lowest = self.position
            var hasJumped = false
            while index < self.bytes.count {
                let length = Int(self.bytes[index])
                switch length {
                case 0:
                    if !hasJumped { self.position = index + 1 }
                    return text
                case 1...63:
                    guard index + 1 + length <= self.bytes.count, text.utf8.count + length < 255 else { return nil }
                    if !text.isEmpty { text += "." }
                    text += String(decoding: self.bytes[(index + 1)...(index + length)], as: UTF8.self)
                    index += 1 + length
                case 0xc0...:
                    guard index + 1 < self.bytes.count else { return nil }
                    let target = (length & 0x3f) << 8 | Int(self.bytes[index + 1])
                    guard target < lowest else { return nil }
                    if !hasJumped { self.position = index + 2 }
                    hasJumped = true
                    lowest = target
                    index = target
                default:
                    return nil
                }
            }
            return nil
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(bigEndian word: UInt16) {
        self.append(UInt8(word >> 8))
        self.append(UInt8(word & 255))
    }
}
