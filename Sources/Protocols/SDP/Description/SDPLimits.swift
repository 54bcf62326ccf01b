/// How large a session description may be. A browser's with video and many candidates stays well below the defaults.
public struct SDPLimits: Equatable, Sendable {
    /// Of the whole text. Default 64 KiB.
    public var bytes = 65_536
    /// Default 2 000.
    public var lines = 2_000
    /// Of one line. Default 4 096.
    public var lineBytes = 4_096
    /// Default 32.
    public var mediaSections = 32
    /// In one media section. Default 64.
    public var formats = 64
    /// In one media section or the session part. Default 512.
    public var attributes = 512

    /// The defaults.
    public init() {}
}
