import Testing

/// Everything that opens sockets and threads, one test after the other: some of them count the process's descriptors and
/// its heap.
@Suite("Over real sockets", .serialized)
enum OverSockets {}
