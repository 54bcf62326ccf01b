import Hummingbird
import Logging
import NIOCore

/// What accompanies a request on its way: the connection that it came by.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The peer's address as text without port; empty when there is no socket.
    let peer: String

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.peer = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
