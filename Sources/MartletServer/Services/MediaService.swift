import Kernel
import Logging
import MediaServer

/// The media server's settings from the server's own: one network for each IP version, every address of the machine.
enum MediaService {
    static let ipv4 = "ipv4"
    static let ipv6 = "ipv6"

    static func start(_ settings: ServerSettings, time: any TimeSource, logger: Logger) throws(ServerError)
        -> MediaServer
    {
        var networks: [MediaNetwork] = []
        if let any = MediaHost("0.0.0.0") { networks.append(MediaNetwork(name: self.ipv4, bind: any)) }
        if let any = MediaHost("::") { networks.append(MediaNetwork(name: self.ipv6, bind: any)) }
        var media = MediaSettings(networks: networks)
        media.ports = settings.mediaPorts
        media.threads = settings.mediaThreads
        media.commandGathering = .milliseconds(4)
        // A quarter of all descriptors, two a pair: the rest is for calls, connections and the store.
        media.parkedPairs = min(media.parkedPairs, ProcessLimits.fileHandles / 8)
        let server = MediaServer(settings: media, time: time, logger: logger)
        do {
            try server.start()
        } catch {
            throw ServerError(.mediaFailed, "the media server cannot start", cause: error)
        }
        return server
    }
}
