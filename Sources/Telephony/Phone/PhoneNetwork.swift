package import Kernel
package import Logging
package import MediaServer
package import NIOCore
import NIOPosix

/// What the phones of one process share: event loops, the media server, the clock.
package final class PhoneNetwork: Sendable {
    static let ipv4 = "ipv4"
    static let ipv6 = "ipv6"

    let group: any EventLoopGroup
    let media: MediaServer
    let time: any TimeSource
    let logger: Logger

    /// - Parameters:
    ///   - ports: of the sound; two for each call at a time.
    ///   - group: default: NIO's own loops, one for each core.
    /// - Throws: `MediaError` when the media threads cannot be started.
    package init(
        ports: ClosedRange<UInt16> = 40_000...49_999,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        time: any TimeSource = SystemTimeSource(),
        logger: Logger = Logger(label: "phone") { _ in SwiftLogNoOpLogHandler() }
    ) throws {
        var settings = MediaSettings(networks: [
            MediaNetwork(name: Self.ipv4, bind: .anyIPv4), MediaNetwork(name: Self.ipv6, bind: .anyIPv6),
        ])
        settings.ports = ports
        settings.realTimePriority = nil
        // A phone's port may be somebody else's in the next test; what is late for the former call is refused by its SSRC.
        settings.quarantine = .seconds(1)
        self.group = group
        self.time = time
        self.logger = logger
        self.media = MediaServer(settings: settings, time: time, logger: logger)
        try self.media.start()
    }

    /// Ends the media threads; the phones are stopped before. Blocks for a moment, so not on an event loop.
    package func stop() {
        self.media.stop()
    }
}
