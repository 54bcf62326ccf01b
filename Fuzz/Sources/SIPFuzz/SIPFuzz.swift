/// Reads one input as a datagram, and as a stream cut into pieces.
///
/// A fault that is found stops the process, which is how libFuzzer learns of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSIP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let pieces = Int(bytes.last ?? 0) * 4 + 1
    let faults = MessageExercise.run(bytes) + MessageExercise.runStream(bytes, pieces: pieces)
    precondition(faults.isEmpty, faults.joined(separator: "\n"))
    return 0
}
