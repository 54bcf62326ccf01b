import Kernel

extension NegotiatedMedia {
    /// What a section of the other side, offer or answer, means for us.
    init(
        _ theirs: MediaDescription,
        in description: SessionDescription,
        connection: Connection,
        section: Int,
        codecs: [NegotiatedCodec],
        localDirection: MediaDirection,
        multiplexesControl: Bool
    ) {
        let attributes = theirs.attributes
        let remote = MediaAddress(host: connection.address, port: theirs.port)
        let multiplexes = multiplexesControl && attributes.multiplexesControl
        if multiplexes {
            self.remoteControl = remote
        } else if let control = attributes.control, control.port != 0 {
            let host = control.connection?.address ?? connection.address
            self.remoteControl = MediaAddress(host: host, port: control.port)
        } else {
            // The port above the highest is none; RTCP then goes nowhere useful, but nowhere harmful.
            self.remoteControl = MediaAddress(host: connection.address, port: max(theirs.port, theirs.port &+ 1))
        }
        let limit = attributes.maximumPacketTime ?? .milliseconds(200)
        let wanted = min(attributes.packetTime ?? .milliseconds(20), limit)

        self.section = section
        self.remote = remote
        self.multiplexesControl = multiplexes
        self.profile = theirs.profile
        self.codecs = codecs
        self.localDirection = localDirection
        self.remoteDirection = description.statedDirection(of: theirs, at: connection)
        self.packetTime = min(max(wanted, .milliseconds(10)), .milliseconds(200))
        self.remoteSection = theirs
    }
}

extension SessionDescription {
    /// The direction of a section, where the address of nobody counts as not receiving: hold in the manner of RFC 2543
    /// (RFC 3264 §8.4). With ICE that address only means that candidates will follow (RFC 8840 §4.1.1).
    func statedDirection(of section: MediaDescription, at connection: Connection) -> MediaDirection {
        let stated = self.direction(of: section)
        let hasICE = section.attributes.iceUserFragment != nil || self.attributes.iceUserFragment != nil
        return connection.isUnspecified && !hasICE ? stated.intersection(.sendOnly) : stated
    }
}
