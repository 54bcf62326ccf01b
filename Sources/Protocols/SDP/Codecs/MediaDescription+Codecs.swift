extension MediaDescription {
    /// The formats of an RTP section in its order of preference.
    ///
    /// A format without `a=rtpmap` counts by its static payload type; one that has neither, or a malformed mapping, is
    /// left out, as is a payload type listed twice.
    public var codecs: [Codec] {
        var mappings: [Mapping] = []
        var parameters: [(payloadType: UInt8, text: String)] = []
        for attribute in self.attributes {
            guard let value = attribute.value else { continue }
            switch attribute.name {
            case "rtpmap":
                if let mapping = Mapping(value) { mappings.append(mapping) }
            case "fmtp":
                if let (payloadType, text) = splitPayloadType(value) { parameters.append((payloadType, text)) }
            default:
                continue
            }
        }

        var codecs: [Codec] = []
        codecs.reserveCapacity(self.formats.count)
        for format in self.formats {
            guard let number = decimal(format.utf8), let payloadType = UInt8(exactly: number), payloadType < 128,
                !codecs.contains(where: { $0.payloadType == payloadType })
            else { continue }
            let text = parameters.first { $0.payloadType == payloadType }?.text ?? ""
            if let mapping = mappings.first(where: { $0.payloadType == payloadType }) {
                codecs.append(mapping.codec(parameters: text))
            } else if self.kind == .audio, var codec = Codec.staticAudio(payloadType) {
                codec.parameters = text
                codecs.append(codec)
            }
        }
        return codecs
    }

    /// Puts the codecs into ``formats`` and writes their `a=rtpmap` and `a=fmtp` after the other attributes.
    public mutating func setCodecs(_ codecs: [Codec]) {
        self.attributes.remove("rtpmap")
        self.attributes.remove("fmtp")
        self.formats = codecs.map { String($0.payloadType) }
        for codec in codecs {
            let channels = codec.channels > 1 ? "/\(codec.channels)" : ""
            self.attributes.append("rtpmap", "\(codec.payloadType) \(codec.name)/\(codec.clockRate)\(channels)")
            if !codec.parameters.isEmpty {
                self.attributes.append("fmtp", "\(codec.payloadType) \(codec.parameters)")
            }
        }
    }
}

/// The value of `a=rtpmap`: `<payload type> <encoding name>/<clock rate>[/<channels>]` (RFC 8866 §6.6).
private struct Mapping {
    let payloadType: UInt8
    private let name: String
    private let clockRate: UInt32
    private let channels: UInt8

    init?(_ value: String) {
        guard let (payloadType, format) = splitPayloadType(value) else { return nil }
        let parts = format.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, !parts[0].isEmpty, let clockRate = decimal(parts[1].trimmingBlanks.utf8),
            (1...1_000_000).contains(clockRate)
        else { return nil }
        var channels: UInt64 = 1
        if parts.count == 3 {
            guard let number = decimal(parts[2].trimmingBlanks.utf8), (1...255).contains(number) else { return nil }
            channels = number
        }
        self.payloadType = payloadType
        self.name = String(parts[0])
        self.clockRate = UInt32(clockRate)
        self.channels = UInt8(channels)
    }

    func codec(parameters: String) -> Codec {
        Codec(
            self.name,
            payloadType: self.payloadType,
            clockRate: self.clockRate,
            channels: self.channels,
            parameters: parameters
        )
    }
}

/// Cuts `<payload type> <rest>`; `nil` when the first field is not 0 to 127 or nothing follows.
private func splitPayloadType(_ value: String) -> (UInt8, String)? {
    let parts = value.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let number = decimal(parts[0].utf8), number < 128 else { return nil }
    let rest = parts[1].trimmingBlanks
    return rest.isEmpty ? nil : (UInt8(number), String(rest))
}
