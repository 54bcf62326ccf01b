import STUN

/// Reads one input as a STUN message, with everything in it, and answers it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSTUN(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let source = STUNAddress(bytes: [192, 0, 2, 1], port: 5_060)
    for algorithm in [STUNIntegrity.Algorithm.sha1, .sha256] {
        if let integrity = STUNIntegrity(algorithm, in: bytes) { _ = integrity.signedBytes(of: bytes) }
    }
    bytes.withUnsafeBytes { datagram in
        _ = STUNMessage.isSTUN(datagram)
        if let source { _ = STUNMessage.keepAliveResponse(to: datagram, from: source) }
    }
    guard let message = try? STUNMessage(parsing: bytes) else { return 0 }
    _ = (message.xorMappedAddress, message.mappedAddress, message.username, message.realm, message.nonce)
    _ = (message.software, message.errorCode, message.unknownAttributes, message.priority, message.notUnderstood)
    _ = (message.usesCandidate, message.iceControlling, message.iceControlled, message.bytesToSign())
    if let source { _ = message.bindingResponse(to: source)?.bytes }
    if let again = try? STUNMessage(parsing: message.bytes) {
        precondition(again.attributes == message.attributes, "printing changes the attributes")
    } else {
        preconditionFailure("what is printed cannot be read")
    }
    return 0
}
