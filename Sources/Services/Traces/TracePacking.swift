import CZlib
import Kernel
import Model
import SIPTransport

/// The form in which messages lie in the store: one after the other, packed by zlib, which finds out that the messages of
/// a call repeat one another.
///
/// A part begins with the form's number and the length of what is packed. Numbers are little-endian. A part that cannot
/// be read is as good as none.
enum TracePacking {
    private static let version: UInt8 = 1
    /// More is not believed of a part.
    static let limit = 1 << 20
    /// Fast rather than small: the second half of what zlib can do costs three times the time.
    private static let effort: Int32 = 2

    static func pack(_ messages: [TracedMessage]) -> [UInt8] {
        var plain: [UInt8] = []
        for message in messages { Self.write(message, into: &plain) }
        var count = compressBound(uLong(plain.count))
        let packed = [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, done in
            let code = compress2(buffer.baseAddress, &count, plain, uLong(plain.count), Self.effort)
            done = code == Z_OK ? Int(count) : 0
        }
        var part = [Self.version]
        part.append(UInt32(plain.count))
        return part + packed
    }

    static func unpack(_ part: [UInt8]) -> [TracedMessage] {
        var head = Reader(part)
        guard head.byte() == Self.version, let length = head.number(UInt32.self), length <= UInt32(Self.limit) else {
            return []
        }
        var count = uLong(length)
        let packed = Array(part[head.place...])
        let plain = [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, done in
            let code = uncompress(buffer.baseAddress, &count, packed, uLong(packed.count))
            done = code == Z_OK ? Int(count) : 0
        }
        var reader = Reader(plain)
        var messages: [TracedMessage] = []
        while let message = Self.read(&reader) { messages.append(message) }
        return messages
    }

    private static func write(_ message: TracedMessage, into plain: inout [UInt8]) {
        plain.append(UInt32(truncatingIfNeeded: message.number))
        plain.append(UInt64(bitPattern: message.at.microseconds))
        plain.append(message.direction == .sent ? 1 : 0)
        plain.append(Self.number(of: message.transport))
        for address in [message.local, message.remote] {
            let bytes = address.ip.bytes
            plain.append(UInt8(bytes.count))
            plain += bytes
            plain.append(address.port)
        }
        let leg = Array((message.leg?.text ?? "").utf8.prefix(255))
        plain.append(UInt8(leg.count))
        plain += leg
        plain.append(UInt32(message.octets.count))
        plain += message.octets
    }

    private static func read(_ reader: inout Reader) -> TracedMessage? {
        guard let number = reader.number(UInt32.self), let at = reader.number(UInt64.self),
            let direction = reader.byte().flatMap({ Self.direction($0) }),
            let transport = reader.byte().flatMap({ Self.transport($0) }),
            let local = reader.address(), let remote = reader.address(),
            let leg = reader.byte().flatMap({ reader.bytes(Int($0)) }),
            let octets = reader.number(UInt32.self).flatMap({ reader.bytes(Int($0)) })
        else { return nil }
        return TracedMessage(
            number: Int(number),
            at: Timestamp(microseconds: Int64(bitPattern: at)),
            direction: direction,
            transport: transport,
            local: local,
            remote: remote,
            leg: leg.isEmpty ? nil : LegID(String(decoding: leg, as: UTF8.self)),
            octets: Array(octets)
        )
    }

    // What is stored does not change with the order of cases.

    private static func direction(_ number: UInt8) -> SIPTraceRecord.Direction? {
        switch number {
        case 0: .received
        case 1: .sent
        default: nil
        }
    }

    private static let transports: [SIPTransportKind] = [.udp, .tcp, .tls, .ws, .wss]

    static func number(of transport: SIPTransportKind) -> UInt8 {
        UInt8(Self.transports.firstIndex(of: transport) ?? 0)
    }

    private static func transport(_ number: UInt8) -> SIPTransportKind? {
        Int(number) < Self.transports.count ? Self.transports[Int(number)] : nil
    }

    /// Reads what ``write(_:into:)`` wrote, and never behind the end.
    private struct Reader {
        private let all: [UInt8]
        private(set) var place = 0

        init(_ all: [UInt8]) {
            self.all = all
        }

        mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
            guard count <= self.all.count - self.place else { return nil }
            defer { self.place += count }
            return self.all[self.place..<self.place + count]
        }

        mutating func byte() -> UInt8? { self.bytes(1)?.first }

        mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
            self.bytes(Number.bitWidth / 8)?.reversed().reduce(Number(0)) { $0 << 8 | Number(truncatingIfNeeded: $1) }
        }

        mutating func address() -> TransportAddress? {
            guard let count = self.byte(), let bytes = self.bytes(Int(count)), let ip = IPAddress(bytes: bytes),
                let port = self.number(UInt16.self)
            else { return nil }
            return TransportAddress(ip, port: port)
        }
    }
}

extension [UInt8] {
    /// Little-endian.
    fileprivate mutating func append<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) {
        for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
            self.append(UInt8(truncatingIfNeeded: number >> Number(shift)))
        }
    }
}
