/// How a ``JitterBuffer`` weighs delay against gaps.
package struct JitterSettings: Hashable, Sendable {
    /// Between a packet's earliest arrival and its playing, at least. Default 20 ms.
    package var minimumDelay: Duration = .milliseconds(20)
    /// Jitter beyond this is heard as loss. At least ``minimumDelay``, at most 1 s. Default 200 ms.
    package var maximumDelay: Duration = .milliseconds(200)
    /// Packets that wait at most, 4 to 200; when one more comes, the oldest is dropped. Default 48.
    package var packetLimit = 48
    /// How long a gap is concealed before it is silence. Default 100 ms.
    package var concealmentLimit: Duration = .milliseconds(100)

    package init() {}
}
