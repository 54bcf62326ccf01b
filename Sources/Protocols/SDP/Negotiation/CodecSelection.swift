/// Picks what both sides know.
struct CodecSelection {
    /// What was agreed, best first; empty when no voice codec is common.
    let codecs: [NegotiatedCodec]

    /// The codecs of our answer to `offered`: in their order or ours, under their payload types (RFC 3264 §6.1).
    init(answering offered: [Codec], with local: LocalMedia) {
        var pairs: [NegotiatedCodec] = []
        func add(_ theirs: Codec, _ mine: Codec) {
            guard !pairs.contains(where: { $0.theirs.payloadType == theirs.payloadType }) else { return }
            var ours = Codec(
                theirs.name,
                payloadType: theirs.payloadType,
                clockRate: theirs.clockRate,
                channels: theirs.channels
            )
            ours.parameters = mine.answerParameters(to: theirs)
            pairs.append(NegotiatedCodec(ours: ours, theirs: theirs))
        }
        switch local.codecOrder {
        case .theirs:
            for theirs in offered {
                if let mine = local.codecs.first(where: { $0.matches(theirs) }) { add(theirs, mine) }
            }
        case .ours:
            for mine in local.codecs {
                if let theirs = offered.first(where: { $0.matches(mine) }) { add(theirs, mine) }
            }
        }
        self.init(pairs, voiceLimit: local.answeredVoiceCodecs)
    }

    /// What an answer chose of the codecs that we offered. Their payload types may differ from ours (RFC 3264 §6.1).
    init(accepting answered: MediaDescription, offered: [Codec]) {
        var pairs: [NegotiatedCodec] = []
        let described = answered.codecs
        for format in answered.formats {
            guard let payloadType = decimal(format.utf8) else { continue }
            if let theirs = described.first(where: { UInt64($0.payloadType) == payloadType }) {
                if let mine = offered.first(where: { $0.matches(theirs) }) {
                    pairs.append(NegotiatedCodec(ours: mine, theirs: theirs))
                }
            } else if let mine = offered.first(where: { UInt64($0.payloadType) == payloadType }) {
                // Some phones answer a dynamic payload type without repeating its a=rtpmap: it is the one we offered.
                pairs.append(NegotiatedCodec(ours: mine, theirs: mine))
            }
        }
        self.init(pairs, voiceLimit: .max)
    }

    /// Keeps at most `voiceLimit` voice codecs, and of the events those whose clock one of them has.
    private init(_ pairs: [NegotiatedCodec], voiceLimit: Int) {
        let voices = pairs.filter(\.ours.isVoice).prefix(voiceLimit)
        guard !voices.isEmpty else {
            self.codecs = []
            return
        }
        let rates = Set(voices.map(\.ours.clockRate))
        let others = pairs.filter { !$0.ours.isVoice }
        // Phones that offer Opus with events of 8 000 Hz alone mean it.
        let hasFittingEvents = others.contains {
            $0.ours.encoding == .telephoneEvent && rates.contains($0.ours.clockRate)
        }
        self.codecs =
            Array(voices)
            + others.filter { pair in
                switch pair.ours.encoding {
                case .telephoneEvent: !hasFittingEvents || rates.contains(pair.ours.clockRate)
                case .comfortNoise: rates.contains(pair.ours.clockRate)
                default: true
                }
            }
    }
}
