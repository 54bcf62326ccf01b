import SDP

/// Printing may make a description longer: an octet that is no UTF-8 becomes three.
private let wide: SDPLimits = {
    var limits = SDPLimits()
    limits.bytes *= 4
    limits.lines *= 2
    limits.lineBytes *= 4
    return limits
}()

/// Reads one input as a session description, prints and reads it again, and answers it as an offer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSDP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let description = try? SessionDescription(parsing: bytes) else { return 0 }
    // Lines in an unusual order and missing ones are put right by the first printing; the second changes nothing.
    guard let printed = try? SessionDescription(parsing: description.bytes, limits: wide) else {
        preconditionFailure("what is printed cannot be read")
    }
    precondition(
        (try? SessionDescription(parsing: printed.bytes, limits: wide)) == printed,
        "printing changes what was printed"
    )
    for section in description.media {
        _ = section.codecs
        _ = description.connection(of: section)
        _ = description.direction(of: section)
    }
    let codecs: [Codec] = [.pcma, .pcmu, .g722, .opus, .telephoneEvent]
    let local = LocalMedia(codecs: codecs, address: "192.0.2.1", port: 40_000)
    var negotiation = Negotiation(sessionID: 1)
    if let answer = try? negotiation.answer(description, with: local) {
        let answered = try? SessionDescription(parsing: answer.description.bytes, limits: wide)
        precondition(answered?.media.count == description.media.count, "the answer cannot be read")
        precondition(answer.description.media.count == description.media.count, "a section is missing")
    }
    var offerer = Negotiation(sessionID: 2)
    if (try? offerer.offer(local)) != nil { _ = try? offerer.accept(description) }
    return 0
}
