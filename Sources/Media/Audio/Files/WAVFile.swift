/// Sound read from the bytes of a WAV file: one channel of 16-bit PCM or G.711, at 8 or 16 kHz.
///
/// Works on bytes only: reading the disk is the caller's business. No length in the header is believed before it was
/// compared with the bytes that are there.
package struct WAVFile: Hashable, Sendable {
    /// 8 000 or 16 000 Hz.
    package let sampleRate: Int
    package let samples: [Int16]

    package init(samples: [Int16], sampleRate: Int = AudioClip.sampleRate) {
        self.samples = samples
        self.sampleRate = sampleRate
    }

    /// - Parameter limit: the longest sound accepted. Default 15 minutes.
    package init(parsing bytes: [UInt8], limit: Duration = .seconds(900)) throws(WAVError) {
        guard bytes.count >= 12, bytes[0..<4].elementsEqual("RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8)
        else { throw WAVError(.notWAV, "the file does not begin with a RIFF/WAVE header") }

        var format: Format?
        var offset = 12
        while offset + 8 <= bytes.count {
            let name = bytes[offset..<offset + 4]
            let length = Int(Self.number32(bytes, offset + 4))
            let start = offset + 8
            if name.elementsEqual("fmt ".utf8) {
                guard length >= 16, start + length <= bytes.count else {
                    throw WAVError(.truncated, "the format chunk is cut short")
                }
                format = try Format(bytes, start, length)
            } else if name.elementsEqual("data".utf8) {
                guard let format else { throw WAVError(.inconsistentHeader, "the sound comes before its format") }
                // Recorders that were killed leave zero or all ones here; what is there is taken.
                let end = length == 0 || length >= 0xffff_fffe ? bytes.count : start + length
                guard end <= bytes.count else { throw WAVError(.truncated, "the sound ends before its stated length") }
                let count = (end - start) / format.bytesPerSample
                guard count <= AudioClip.sampleCount(of: limit) * format.sampleRate / AudioClip.sampleRate else {
                    throw WAVError(.tooLong, "the sound is longer than \(limit.components.seconds) s")
                }
                self.sampleRate = format.sampleRate
                self.samples = format.samples(bytes, start, count)
                return
            }
            // Chunks begin at even offsets.
            offset = start + length + length % 2
        }
        throw WAVError(.truncated, "the file has no sound chunk")
    }

    /// The same sound at the 8 kHz of every call.
    package var clip: AudioClip {
        AudioClip(samples: self.sampleRate == 16_000 ? Decimator.halve(self.samples) : self.samples)
    }

    /// The file: a canonical 44-byte header and little-endian PCM.
    package var bytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(44 + self.samples.count * 2)
        let length = UInt32(clamping: self.samples.count * 2)
        output += Array("RIFF".utf8)
        Self.append(36 &+ length, to: &output)
        output += Array("WAVEfmt ".utf8)
        Self.append(16, to: &output)
        // PCM, one channel.
        output += [1, 0, 1, 0]
        Self.append(UInt32(clamping: self.sampleRate), to: &output)
        Self.append(UInt32(clamping: self.sampleRate * 2), to: &output)
        // Two bytes per frame, 16 bits per sample.
        output += [2, 0, 16, 0]
        output += Array("data".utf8)
        Self.append(length, to: &output)
        for sample in self.samples {
            output.append(UInt8(truncatingIfNeeded: sample))
            output.append(UInt8(truncatingIfNeeded: sample >> 8))
        }
        return output
    }

    /// The `fmt ` chunk as far as it can be played.
    private struct Format {
        enum Encoding {
            case pcm16
            case g711(G711Law)
        }

        let encoding: Encoding
        let sampleRate: Int

        init(_ bytes: [UInt8], _ start: Int, _ length: Int) throws(WAVError) {
            var tag = WAVFile.number16(bytes, start)
            let channels = WAVFile.number16(bytes, start + 2)
            let rate = WAVFile.number32(bytes, start + 4)
            let frameLength = WAVFile.number16(bytes, start + 12)
            let bits = WAVFile.number16(bytes, start + 14)
            // WAVE_FORMAT_EXTENSIBLE keeps the real tag at the head of its sub-format.
            if tag == 0xfffe, length >= 40 { tag = WAVFile.number16(bytes, start + 24) }
            switch (tag, bits) {
            case (1, 16): self.encoding = .pcm16
            case (6, 8): self.encoding = .g711(.aLaw)
            case (7, 8): self.encoding = .g711(.muLaw)
            default: throw WAVError(.encodingNotSupported, "format \(tag) with \(bits) bits; PCM of 16 bits is wanted")
            }
            guard channels == 1, rate == 8_000 || rate == 16_000 else {
                throw WAVError(
                    .formatNotSupported,
                    "\(channels) channels at \(rate) Hz; one at 8000 or 16000 is wanted"
                )
            }
            guard Int(frameLength) == Int(bits) / 8 else {
                throw WAVError(.inconsistentHeader, "frames of \(frameLength) bytes cannot hold one \(bits)-bit sample")
            }
            self.sampleRate = Int(rate)
        }

        var bytesPerSample: Int {
            switch self.encoding {
            case .pcm16: 2
            case .g711: 1
            }
        }

        func samples(_ bytes: [UInt8], _ start: Int, _ count: Int) -> [Int16] {
            switch self.encoding {
            case .pcm16: (0..<count).map { Int16(bitPattern: WAVFile.number16(bytes, start + 2 * $0)) }
            case .g711(let law): law.decode(bytes[start..<start + count])
            }
        }
    }

    private static func number16(_ bytes: [UInt8], _ offset: Int) -> UInt16 {
        UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
    }

    private static func number32(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        UInt32(Self.number16(bytes, offset)) | UInt32(Self.number16(bytes, offset + 2)) << 16
    }

    private static func append(_ number: UInt32, to output: inout [UInt8]) {
        for shift in stride(from: 0, to: 32, by: 8) {
            output.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
        }
    }
}
