import RTP

/// Reads one input as a datagram of RTP and as one of RTCP, and touches every octet that either names.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRTP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    _ = DatagramKind(of: bytes)
    if let header = try? RTPHeader(parsing: bytes) { readPacket(header, bytes) }
    if let compound = try? RTCPCompound(parsing: bytes) { for packet in compound { readControl(packet, bytes) } }
    return 0
}

private func readPacket(_ header: RTPHeader, _ bytes: UnsafeRawBufferPointer) {
    touch(header.payloadRange, bytes)
    touch(header.extensionRange, bytes)
    for element in RTPExtensionElements(of: header, in: bytes) { touch(element.range, bytes) }
    for index in -1...16 { _ = header.contributor(index, in: bytes) }
    _ = TelephoneEvent(of: header, in: bytes)
}

private func readControl(_ packet: RTCPPacket, _ bytes: UnsafeRawBufferPointer) {
    switch packet {
    case .senderReport(_, let blocks), .receiverReport(_, let blocks):
        for block in blocks { _ = block.roundTrip(receivedAt: NTPTimestamp(bits: 1 << 40)) }
    case .sourceDescription(let description):
        for item in description { touch(item.textRange, bytes) }
        _ = description.canonicalName
    case .goodbye(let goodbye):
        touch(goodbye.reasonRange, bytes)
        for index in -1...goodbye.sourceCount { _ = goodbye.source(index) }
    case .application(let application):
        touch(application.dataRange, bytes)
    case .feedback(let feedback):
        touch(feedback.controlRange, bytes)
    case .other(_, let range):
        touch(range, bytes)
    }
}

/// A range that leaves the datagram stops the process here.
private func touch(_ range: Range<Int>, _ bytes: UnsafeRawBufferPointer) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a range leaves the datagram")
}
