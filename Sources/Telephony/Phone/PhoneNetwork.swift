package import Kernel
package import Logging
import MediaServer
package import NIOCore
import NIOPosix
import SIP
import SIPTransport

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

    /// Looks a server up and sets ``PhoneSettings/server`` and ``PhoneSettings/serverName``.
    ///
    /// - Parameter text: `pbx.example`, `pbx.example:5070`, `192.0.2.1:5060`, `[2001:db8::1]:5060`. Without a port, the
    ///   records of the domain (RFC 3263) or the transport's usual port.
    /// - Throws: ``PhoneError/Code/invalid`` for what is no address, ``PhoneError/Code/unreachable`` for an unknown name.
    package func find(server text: String, for settings: inout PhoneSettings) async throws {
        var uri = try Self.uri(ofServer: text)
        uri.parameters["transport"] = settings.transport.rawValue
        let destinations: [SIPDestination]
        do {
            destinations = try await SIPResolver(group: self.group, threads: .singleton).resolve(uri)
        } catch {
            throw PhoneError(.unreachable, "the server \(text) cannot be found: \(error)")
        }
        let wanted = settings.transport.kind
        guard let found = destinations.first(where: { $0.transport == wanted }) else {
            throw PhoneError(.unreachable, "the server \(text) takes no \(settings.transport.rawValue)")
        }
        settings.server = found.address
        settings.serverName = found.serverName
    }

    /// Whether a text may name a server at all, for input that is checked before anything is done.
    package static func checkServer(_ text: String) throws(PhoneError) {
        _ = try self.uri(ofServer: text)
    }

    private static func uri(ofServer text: String) throws(PhoneError) -> SIPURI {
        guard let uri = try? SIPURI(parsing: "sip:\(text)"), uri.user == nil, uri.parameters.isEmpty else {
            throw PhoneError(.invalid, "\"\(text)\" is no server; give HOST or HOST:PORT")
        }
        return uri
    }

    /// Ends the media threads; the phones are stopped before. Blocks for a moment, so not on an event loop.
    package func stop() {
        self.media.stop()
    }
}
