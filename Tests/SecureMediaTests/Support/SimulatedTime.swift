import CDTLS.SimulatedTime
import Kernel

/// The time of day as OpenSSL is to see it on this thread; its DTLS can be given no other clock.
enum SimulatedTime {
    /// Where simulated time begins; OpenSSL takes zero for "no timer".
    private static let base: Int64 = 1_700_000_000_000_000

    /// Referring to the function is what puts it into the program, before the C library's.
    private static let isInstalled: Bool = {
        var time = timeval()
        return gettimeofday(&time, nil) == 0
    }()

    /// Runs at a simulated moment. Not across a suspension.
    static func at<Result>(_ moment: Moment, _ body: () -> Result) -> Result {
        precondition(Self.isInstalled, "no simulated time")
        let place = CDTLS_simulated_microseconds()
        place?.pointee = Self.base + moment.nanoseconds / 1_000
        defer { place?.pointee = -1 }
        return body()
    }
}
