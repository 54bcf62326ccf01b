import NIOCore
import NIOPosix

/// One event loop for all tests.
enum MultiThreadedGroup {
    static let shared: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
}
