import Audio
import CLinux
import Glibc
import RTP

@testable import MediaServer

/// A phone's media side for tests: two sockets on the loopback, and nothing that thinks.
final class Peer {
    struct Packet {
        let header: RTPHeader
        let payload: [UInt8]
    }

    let media: Int32
    let control: Int32
    let host: MediaHost
    let port: UInt16
    let controlPort: UInt16
    var sequence: UInt16 = 1_000
    var timestamp: UInt32 = 50_000
    var ssrc: UInt32

    init(host: MediaHost = .loopback, ssrc: UInt32 = 0x1111) throws {
        self.host = host
        self.ssrc = ssrc
        (self.media, self.port) = try Self.open(host)
        (self.control, self.controlPort) = try Self.open(host)
    }

    deinit {
        close(self.media)
        close(self.control)
    }

    private static func open(_ host: MediaHost) throws -> (Int32, UInt16) {
        let descriptor = socket(host.isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        let bound = SocketAddress(MediaAddress(host: host, port: 0)).withPointer { bind(descriptor, $0, $1) }
        guard bound == 0 else { throw MediaError(.cannotBind, "test socket: \(errno)") }
        var address = SocketAddress()
        _ = address.fill { getsockname(descriptor, $0, $1) }
        return (descriptor, address.mediaAddress.port)
    }

    var address: MediaAddress { MediaAddress(host: self.host, port: self.port) }

    var controlAddress: MediaAddress { MediaAddress(host: self.host, port: self.controlPort) }

    /// An agreement with this peer as its SDP would make it.
    func configuration(
        _ formats: [PayloadFormat] = [.pcma, .events],
        change: (inout StreamConfiguration) -> Void = { _ in }
    ) -> StreamConfiguration {
        var configuration = StreamConfiguration(remote: self.address, receives: formats, sends: formats)
        configuration.remoteControl = self.controlAddress
        change(&configuration)
        return configuration
    }

    /// Sends the next packet in order; `advance` moves the clock after it.
    func send(
        _ payload: [UInt8],
        as payloadType: UInt8,
        marker: Bool = false,
        advance: UInt32 = 160,
        to stream: MediaStream
    ) {
        let header = RTPHeader(
            payloadType: payloadType,
            sequenceNumber: self.sequence,
            timestamp: self.timestamp,
            ssrc: self.ssrc,
            hasMarker: marker
        )
        self.sequence &+= 1
        self.timestamp &+= advance
        self.send(raw: header.packet(payload: payload), to: stream.localPort)
    }

    func send(raw bytes: [UInt8], to port: UInt16, fromControl: Bool = false) {
        let descriptor = fromControl ? self.control : self.media
        let destination = SocketAddress(MediaAddress(host: self.host, port: port))
        _ = bytes.withUnsafeBytes { buffer in
            destination.withPointer { sendto(descriptor, buffer.baseAddress, buffer.count, 0, $0, $1) }
        }
    }

    /// The next datagram within the limit.
    func receiveBytes(onControl: Bool = false, within milliseconds: Int32 = 2_000) -> [UInt8]? {
        let descriptor = onControl ? self.control : self.media
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, milliseconds) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 2_048)
        let length = recv(descriptor, &bytes, bytes.count, 0)
        return length > 0 ? Array(bytes[..<length]) : nil
    }

    func receive(within milliseconds: Int32 = 2_000) -> Packet? {
        guard let bytes = self.receiveBytes(within: milliseconds), let header = try? RTPHeader(parsing: bytes) else {
            return nil
        }
        return Packet(header: header, payload: Array(bytes[header.payloadRange]))
    }

    /// Packets until so many have come or one is overdue.
    func receive(_ count: Int) -> [Packet] {
        var packets: [Packet] = []
        while packets.count < count, let packet = self.receive() { packets.append(packet) }
        return packets
    }
}

extension PayloadFormat {
    static let events = PayloadFormat(payloadType: 101, encoding: .telephoneEvent)
}
