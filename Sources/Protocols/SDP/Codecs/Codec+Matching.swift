extension Codec {
    /// Whether both are one format, whose payload passes from one to the other untouched (RFC 3264 §6.1).
    ///
    /// Encoding name without case, clock rate and channels must agree; of the parameters only those that change the bytes
    /// of a payload. The payload type is not looked at.
    public func matches(_ other: Codec) -> Bool {
        guard self.encoding == other.encoding, self.clockRate == other.clockRate else { return false }
        switch self.encoding {
        case .other:
            return self.channels == other.channels && self.name.equalsIgnoringCase(other.name)
        case .opus:
            // Always two channels on the wire; some phones forget to say so.
            return true
        case .amr:
            return self.channels == other.channels && self.name.equalsIgnoringCase(other.name)
                && (self.parameter("octet-align") ?? "0") == (other.parameter("octet-align") ?? "0")
        case .g7221:
            return self.channels == other.channels && self.parameter("bitrate") == other.parameter("bitrate")
        case .pcmu, .pcma, .g722, .g729, .gsm, .telephoneEvent, .comfortNoise, .redundancy:
            // G.729 with and without Annex B understand one another once the answer says which (RFC 7261).
            return self.channels == other.channels
        }
    }

    /// The parameters of our answer when `offered` is the other side's form of this codec.
    ///
    /// What we receive is for us to say, so they are our own; but G.729 has no silence compression as soon as one side
    /// says no (RFC 7261 §3).
    func answerParameters(to offered: Codec) -> String {
        guard self.encoding == .g729, self.parameter("annexb") == nil,
            offered.parameter("annexb")?.equalsIgnoringCase("no") == true
        else { return self.parameters }
        return self.parameters.isEmpty ? "annexb=no" : self.parameters + ";annexb=no"
    }
}
