extension SessionDescription: CustomStringConvertible {
    /// The message body, lines ended by CR LF, in the order of RFC 8866 §9.
    public var bytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(512)
        self.write(into: &output)
        return output
    }

    /// The message body as text.
    public var description: String {
        String(decoding: self.bytes, as: UTF8.self)
    }

    /// Appends the message body.
    ///
    /// Line ends and zero bytes inside values become blanks: a value can never start a line of its own.
    public func write(into output: inout [UInt8]) {
        var writer = SDPLineWriter(output: output)
        // The writer's is now the only reference to the bytes, so that appending does not copy them.
        output = []
        writer.line("v", "0")
        writer.line(
            "o",
            self.origin.username,
            self.origin.sessionID,
            self.origin.sessionVersion,
            self.origin.networkType,
            self.origin.addressFamily.rawValue,
            self.origin.address
        )
        writer.line("s", self.name)
        writer.lines(self.otherLines, before: true)
        if let connection = self.connection { writer.line(connection) }
        for bandwidth in self.bandwidths { writer.line(bandwidth) }
        for timing in self.timings.isEmpty ? [.unbounded] : self.timings {
            writer.line("t", String(timing.start), String(timing.stop))
            for repetition in timing.repetitions { writer.line("r", repetition) }
        }
        writer.lines(self.otherLines, before: false)
        for attribute in self.attributes { writer.line(attribute) }
        for section in self.media { writer.section(section) }
        output = writer.output
    }
}

/// Appends lines.
private struct SDPLineWriter {
    var output: [UInt8]

    mutating func line(_ letter: Unicode.Scalar, _ fields: String...) {
        self.begin(UInt8(ascii: letter))
        for (index, field) in fields.enumerated() {
            if index > 0 { self.output.append(UInt8(ascii: " ")) }
            self.text(field)
        }
        self.end()
    }

    mutating func line(_ connection: Connection) {
        self.begin(UInt8(ascii: "c"))
        self.text(connection.networkType)
        self.output.append(UInt8(ascii: " "))
        self.text(connection.addressFamily.rawValue)
        self.output.append(UInt8(ascii: " "))
        self.text(connection.address)
        if let multicast = connection.multicast {
            self.output.append(UInt8(ascii: "/"))
            self.text(multicast)
        }
        self.end()
    }

    mutating func line(_ bandwidth: Bandwidth) {
        self.begin(UInt8(ascii: "b"))
        self.text(bandwidth.type)
        self.output.append(UInt8(ascii: ":"))
        self.text(String(bandwidth.value))
        self.end()
    }

    mutating func line(_ attribute: Attribute) {
        self.begin(UInt8(ascii: "a"))
        self.text(attribute.name)
        if let value = attribute.value {
            self.output.append(UInt8(ascii: ":"))
            self.text(value)
        }
        self.end()
    }

    mutating func section(_ section: MediaDescription) {
        self.begin(UInt8(ascii: "m"))
        self.text(section.kind.rawValue)
        self.output.append(UInt8(ascii: " "))
        self.text(String(section.port))
        if section.portCount != 1 {
            self.output.append(UInt8(ascii: "/"))
            self.text(String(section.portCount))
        }
        self.output.append(UInt8(ascii: " "))
        self.text(section.profile.rawValue)
        for format in section.formats {
            self.output.append(UInt8(ascii: " "))
            self.text(format)
        }
        self.end()
        self.lines(section.otherLines, where: { $0 == UInt8(ascii: "i") })
        if let connection = section.connection { self.line(connection) }
        // Further addresses of layered multicast.
        self.lines(section.otherLines, where: { $0 == UInt8(ascii: "c") })
        for bandwidth in section.bandwidths { self.line(bandwidth) }
        self.lines(section.otherLines, where: { $0 != UInt8(ascii: "i") && $0 != UInt8(ascii: "c") })
        for attribute in section.attributes { self.line(attribute) }
    }

    /// The session's other lines: `i`, `u`, `e` and `p` stand before `c=`, `z`, `k` and unknown ones after `t=`.
    mutating func lines(_ others: [OtherLine], before: Bool) {
        self.lines(others) { letter in
            switch letter {
            case UInt8(ascii: "i"), UInt8(ascii: "u"), UInt8(ascii: "e"), UInt8(ascii: "p"): before
            default: !before
            }
        }
    }

    private mutating func lines(_ others: [OtherLine], where isWanted: (UInt8) -> Bool) {
        for other in others where isWanted(other.letter) {
            self.begin(other.letter)
            self.text(other.value)
            self.end()
        }
    }

    private mutating func begin(_ letter: UInt8) {
        self.output.append(letter)
        self.output.append(UInt8(ascii: "="))
    }

    private mutating func text(_ text: String) {
        let start = self.output.count
        self.output.append(contentsOf: text.utf8)
        for index in start..<self.output.count
        where self.output[index] == 0x0a || self.output[index] == 0x0d || self.output[index] == 0 {
            self.output[index] = UInt8(ascii: " ")
        }
    }

    private mutating func end() {
        self.output.append(0x0d)
        self.output.append(0x0a)
    }
}
