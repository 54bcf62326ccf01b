/// Which codecs a back-to-back user agent offers and answers, so that payloads pass from leg to leg untouched.
extension [Codec] {
    /// The codecs to offer to the called leg: those of the caller's offer that are allowed, in the caller's order and with
    /// the caller's payload types and parameters, then our own that the caller lacks.
    ///
    /// An own codec whose payload type the caller uses for something else gets another one when it is offered.
    ///
    /// - Parameters:
    ///   - allowed: matched by ``Codec/matches(_:)``; `nil` lets every codec of the caller through.
    ///   - own: what we can transcode; empty to offer nothing that would need it.
    public func relayed(allowing allowed: [Codec]?, adding own: [Codec] = []) -> [Codec] {
        let passed = self.filter { codec in
            allowed?.contains { $0.matches(codec) } ?? true
        }
        return passed + own.filter { codec in !passed.contains { $0.matches(codec) } }
    }

    /// The codecs with which to answer the caller, in order: what the called leg agreed to, so that nothing is
    /// transcoded, then our own. Use it with ``LocalMedia/CodecOrder/ours``.
    ///
    /// The called side's parameters are passed on: what it can receive is what the caller may send.
    public static func answering(after agreed: [NegotiatedCodec], adding own: [Codec] = []) -> [Codec] {
        let passed = agreed.map(\.theirs)
        return passed + own.filter { codec in !passed.contains { $0.matches(codec) } }
    }
}

extension SessionDescription {
    /// The codecs of the first audio section that is switched on; empty without one.
    public var audioCodecs: [Codec] {
        self.media.first { $0.kind == .audio && $0.port != 0 }?.codecs ?? []
    }
}
