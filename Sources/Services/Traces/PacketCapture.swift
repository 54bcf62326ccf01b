import Kernel
import SIPTransport

/// A trace as a capture file that Wireshark, tshark, tcpdump and sngrep open (the classic pcap form, microseconds).
///
/// The packets are made: each message is one UDP datagram in an Ethernet frame, also where it came over TCP, TLS or a
/// WebSocket, since there the wire has no packet of its own for it; times, addresses and ports are the real ones.
package enum PacketCapture {
    /// One datagram holds no more; a longer message is cut here and in no other place.
    private static let payloadLimit = 65_000

    package static func file(_ messages: [TracedMessage]) -> [UInt8] {
        var file: [UInt8] = []
        // Magic, version 2.4, time zone, accuracy, longest packet, Ethernet.
        file.little(0xa1b2_c3d4, 4)
        file.little(2, 2)
        file.little(4, 2)
        file.little(0, 4)
        file.little(0, 4)
        file.little(262_144, 4)
        file.little(1, 4)
        for message in messages {
            let frame = Self.frame(message)
            let seconds = message.at.seconds
            file.little(UInt64(bitPattern: seconds), 4)
            file.little(UInt64(bitPattern: message.at.microseconds &- seconds &* 1_000_000), 4)
            file.little(UInt64(frame.count), 4)
            file.little(UInt64(frame.count), 4)
            file += frame
        }
        return file
    }

    private static func frame(_ message: TracedMessage) -> [UInt8] {
        let (from, to) = message.isSent ? (message.local, message.remote) : (message.remote, message.local)
        let isIPv6 = from.ip.isIPv6 || to.ip.isIPv6
        var datagram: [UInt8] = []
        let payload = message.octets.prefix(Self.payloadLimit)
        datagram.big(UInt64(from.port), 2)
        datagram.big(UInt64(to.port), 2)
        datagram.big(UInt64(8 + payload.count), 2)
        datagram.big(0, 2)
        datagram += payload
        let (source, target) = (Self.bytes(from.ip, isIPv6), Self.bytes(to.ip, isIPv6))
        var pseudo = source + target
        pseudo.big(UInt64(datagram.count), 4)
        pseudo.big(17, 4)
        let sum = Self.checksum(pseudo + datagram)
        datagram[6] = UInt8(sum >> 8)
        datagram[7] = UInt8(sum & 0xff)

        // Ends that were never there, of the locally administered kind: 1 is ours, 2 the peer's.
        let (ours, theirs): ([UInt8], [UInt8]) = ([2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2])
        var frame = message.isSent ? theirs + ours : ours + theirs
        frame.big(isIPv6 ? 0x86dd : 0x0800, 2)
        return frame + (isIPv6 ? Self.ipv6(datagram.count, source, target) : Self.ipv4(datagram.count, source, target))
            + datagram
    }

    private static func bytes(_ ip: IPAddress, _ isIPv6: Bool) -> [UInt8] {
        guard isIPv6, ip.isIPv4 else { return ip.bytes }
        return [UInt8](repeating: 0, count: 10) + [0xff, 0xff] + ip.bytes
    }

    /// RFC 791 §3.1.
    private static func ipv4(_ count: Int, _ source: [UInt8], _ target: [UInt8]) -> [UInt8] {
        var header: [UInt8] = [0x45, 0]
        header.big(UInt64(20 + count), 2)
        header.big(0, 2)
        header.big(0x4000, 2)
        header += [64, 17, 0, 0]
        header += source + target
        let sum = Self.checksum(header)
        header[10] = UInt8(sum >> 8)
        header[11] = UInt8(sum & 0xff)
        return header
    }

    /// RFC 8200 §3.
    private static func ipv6(_ count: Int, _ source: [UInt8], _ target: [UInt8]) -> [UInt8] {
        var header: [UInt8] = [0x60, 0, 0, 0]
        header.big(UInt64(count), 2)
        header += [17, 64]
        return header + source + target
    }

    /// RFC 1071. A sum of 0 is written as all ones, since 0 means that there is none (RFC 768).
    private static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            let low = index + 1 < bytes.count ? bytes[index + 1] : 0
            sum += UInt32(bytes[index]) << 8 | UInt32(low)
            sum = sum & 0xffff + sum >> 16
        }
        sum = sum & 0xffff + sum >> 16
        let result = ~UInt16(truncatingIfNeeded: sum)
        return result == 0 ? 0xffff : result
    }
}

extension [UInt8] {
    fileprivate mutating func little(_ number: UInt64, _ count: Int) {
        for index in 0..<count { self.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
    }

    fileprivate mutating func big(_ number: UInt64, _ count: Int) {
        for index in (0..<count).reversed() { self.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
    }
}
