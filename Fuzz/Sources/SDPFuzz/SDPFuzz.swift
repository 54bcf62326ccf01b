import SDP

/// Reads one input as a session description, prints and reads it again, and answers it as an offer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSDP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let description = try? SessionDescription(parsing: bytes) else { return 0 }
    precondition((try? SessionDescription(parsing: description.bytes)) == description, "printing changes it")
    for section in description.media {
        _ = section.codecs
        _ = description.connection(of: section)
        _ = description.direction(of: section)
    }
    let codecs: [Codec] = [.pcma, .pcmu, .g722, .opus, .telephoneEvent]
    let local = LocalMedia(codecs: codecs, address: "192.0.2.1", port: 40_000)
    var negotiation = Negotiation(sessionID: 1)
    if let answer = try? negotiation.answer(description, with: local) {
        precondition((try? SessionDescription(parsing: answer.description.bytes)) == answer.description, "bad answer")
        precondition(answer.description.media.count == description.media.count, "a section is missing")
    }
    var offerer = Negotiation(sessionID: 2)
    if (try? offerer.offer(local)) != nil { _ = try? offerer.accept(description) }
    return 0
}
