import Audio

/// Turns one stream's payloads into linear sound, gaps included.
///
/// Owns the codec's state: one decoder per stream and direction, used by one thread at a time. Allocates when it is made
/// and never again; a payload may be anything of any length.
package struct AudioDecoder: ~Copyable, Sendable {
    // Not private: Swift 6.3.1 cannot build an importing module in release mode then ("external, but doesn't have external
    // linkage").
    enum State: ~Copyable, Sendable {
        case g711(G711Law)
        case g722(G722Decoder)
        case gsm(GSMState)
        case opus(OpusDecoder)

        init(_ codec: SpeechCodec, _ rate: SampleRate) throws(CodecError) {
            switch codec {
            case .pcmu: self = .g711(.muLaw)
            case .pcma: self = .g711(.aLaw)
            case .g722: self = .g722(try G722Decoder(rate))
            case .gsm: self = .gsm(try GSMState())
            case .opus: self = .opus(try OpusDecoder(rate))
            }
        }
    }

    package let codec: SpeechCodec
    /// Of what is decoded.
    package let sampleRate: SampleRate
    private let state: State
    /// Idle for Opus, which conceals by itself.
    private var concealer: LossConcealer

    /// - Parameter sampleRate: one of the codec's ``SpeechCodec/sampleRates``; `nil` for the best.
    /// - Throws: ``CodecError/rateNotSupported``, ``CodecError/libraryFailed``.
    package init(_ codec: SpeechCodec, at sampleRate: SampleRate? = nil) throws(CodecError) {
        let rate = sampleRate ?? codec.sampleRate
        guard codec.sampleRates.contains(rate) else { throw .rateNotSupported }
        self.state = try State(codec, rate)
        self.codec = codec
        self.sampleRate = rate
        self.concealer = LossConcealer(rate)
    }

    /// The most samples that a packet becomes.
    package var sampleLimit: Int { self.sampleRate.samples(milliseconds: SpeechCodec.longestPacketMilliseconds) }

    /// Whether a packet may carry a copy of the one before it.
    package var correctsErrors: Bool { self.codec == .opus }

    /// Decodes the payload of the next packet.
    ///
    /// - Parameter samples: room for ``sampleLimit`` is always enough.
    /// - Returns: how many samples were written, at least 1.
    /// - Throws: what ``SpeechCodec/clockUnits(of:)`` throws, ``CodecError/spaceTooSmall``; the packet counts as lost then.
    package mutating func decode(
        _ payload: UnsafeRawBufferPointer,
        into samples: UnsafeMutableBufferPointer<Int16>
    ) throws(CodecError) -> Int {
        _ = try self.codec.clockUnits(of: payload)
        let count: Int
        switch self.state {
        case .g711(let law):
            guard samples.count >= payload.count else { throw .spaceTooSmall }
            law.decode(payload, into: samples)
            count = payload.count
        case .g722(let decoder):
            count = try decoder.decode(payload, into: samples)
        case .gsm(let decoder):
            count = try decoder.decode(payload, into: samples)
        case .opus(let decoder):
            return try decoder.decode(payload, into: samples)
        }
        self.concealer.receive(UnsafeMutableBufferPointer(rebasing: samples[..<count]))
        return count
    }

    /// Makes up the sound of a packet that did not come.
    ///
    /// - Parameter samples: filled whole, up to ``sampleLimit``. What Opus cannot conceal, less than 2.5 ms, is silence.
    package mutating func conceal(_ samples: UnsafeMutableBufferPointer<Int16>) {
        switch self.state {
        case .opus(let decoder):
            let step = self.sampleRate.hertz / 400
            let whole = min(samples.count, self.sampleLimit) / step * step
            // A refusal leaves silence, which is what follows concealment anyway.
            let made = whole > 0 ? (try? decoder.conceal(whole, into: samples)) ?? 0 : 0
            UnsafeMutableBufferPointer(rebasing: samples[made...]).update(repeating: 0)
        default:
            self.concealer.conceal(samples)
        }
    }

    /// Restores the sound of a lost packet from the copy in the one after it, or conceals it where there is none.
    ///
    /// - Parameters:
    ///   - next: the payload of the packet that follows the gap. It is decoded itself afterwards.
    ///   - samples: filled whole; the copy is used when this is as long as the lost packet.
    package mutating func recover(from next: UnsafeRawBufferPointer, into samples: UnsafeMutableBufferPointer<Int16>) {
        if !self.restore(from: next, into: samples) { self.conceal(samples) }
    }

    private func restore(from next: UnsafeRawBufferPointer, into samples: UnsafeMutableBufferPointer<Int16>) -> Bool {
        guard !samples.isEmpty, samples.count <= self.sampleLimit else { return false }
        switch self.state {
        case .opus(let decoder):
            // What cannot be restored is concealed.
            return (try? decoder.recover(from: next, samples.count, into: samples)) == samples.count
        default:
            return false
        }
    }
}
