#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Kills this process with signal 9 from a thread of its own, after some microseconds.
func killThisProcess(after delay: useconds_t) {
    let box = UnsafeMutablePointer<useconds_t>.allocate(capacity: 1)
    box.pointee = delay
    var thread = pthread_t()
    let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        if let delay = argument?.assumingMemoryBound(to: useconds_t.self) { usleep(delay.pointee) }
        kill(getpid(), SIGKILL)
        return nil
    }
    guard pthread_create(&thread, nil, body, box) == 0 else { exit(1) }
}
