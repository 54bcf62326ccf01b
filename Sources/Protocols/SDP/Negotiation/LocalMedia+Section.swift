import Kernel

extension LocalMedia {
    /// Our `m=` section of an offer or answer.
    ///
    /// - Parameters:
    ///   - codecs: with the payload types to use.
    ///   - profile: what we offer, or what the offer said.
    ///   - direction: what we want, in an answer cut to what the offer allows.
    ///   - multiplexesControl: whether to say that RTCP may share the port.
    func section(
        codecs: [Codec],
        profile: TransportProfile,
        direction: MediaDirection,
        multiplexesControl: Bool
    ) -> MediaDescription {
        var section = MediaDescription(kind: .audio, port: self.port, profile: profile, formats: [])
        section.setCodecs(codecs)
        section.attributes.packetTime = self.packetTime
        section.attributes.append(direction.rawValue)
        if let controlPort = self.controlPort, controlPort != self.port &+ 1 {
            section.attributes.append("rtcp", String(controlPort))
        }
        if multiplexesControl { section.attributes.append("rtcp-mux") }
        section.attributes.append(contentsOf: self.attributes)
        return section
    }
}
