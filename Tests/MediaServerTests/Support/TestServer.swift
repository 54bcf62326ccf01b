import Kernel
import Logging
import Synchronization

@testable import MediaServer

/// A running media server on the loopback. Each has ports of its own, so that suites do not meet.
func startServer(
    ports: Int = 64,
    host: MediaHost = .loopback,
    change: (inout MediaSettings) -> Void = { _ in }
) throws -> MediaServer {
    var settings = MediaSettings(networks: [MediaNetwork(name: "test", bind: host)])
    let first = nextPort.withLock { port in
        defer { port += UInt16(ports) }
        return port
    }
    settings.ports = first...(first + UInt16(ports) - 1)
    settings.realTimePriority = nil
    change(&settings)
    let server = MediaServer(settings: settings, time: SystemTimeSource(), logger: Logger(label: "test"))
    try server.start()
    return server
}

/// Below the ports that the kernel gives out by itself. The process's number spreads test runs on one machine.
private let nextPort = Mutex(UInt16(10_000 + UInt16(processNumber % 64) * 256))

/// Two peers in a call through the server.
struct TestCall {
    let server: MediaServer
    let one: Peer
    let other: Peer
    let oneStream: MediaStream
    let otherStream: MediaStream
    let oneLog = EventLog()
    let otherLog = EventLog()

    init(
        on server: MediaServer,
        one oneFormats: [PayloadFormat] = [.pcma, .events],
        other otherFormats: [PayloadFormat] = [.pcma, .events],
        host: MediaHost = .loopback,
        change: (inout StreamConfiguration) -> Void = { _ in }
    ) throws {
        self.server = server
        self.one = try Peer(host: host, ssrc: 0x1111)
        self.other = try Peer(host: host, ssrc: 0x2222)
        self.oneStream = try server.makeStream(onEvent: self.oneLog.handler)
        self.otherStream = try server.makeStream(onEvent: self.otherLog.handler)
        try self.oneStream.configure(self.one.configuration(oneFormats, change: change))
        try self.otherStream.configure(self.other.configuration(otherFormats, change: change))
        try server.bridge(self.oneStream, self.otherStream)
    }
}
