extension SIPMessage: CustomStringConvertible {
    /// Appends the message as it goes over the wire. Content-Length is always there, once, and right.
    ///
    /// Lines that lie side by side in the storage, as in a message passed on, are copied in one go.
    public func write(into output: inout [UInt8]) {
        output.reserveCapacity(output.count &+ self.storage.count &+ self.body.count &+ 32)
        self.withOctets { octets in
            var run = Int(self.start.line.lowerBound)..<Int(self.start.line.upperBound)
            for slot in self.slots where slot.known != .contentLength {
                let line = slot.line
                if line.lowerBound == run.upperBound {
                    run = run.lowerBound..<line.upperBound
                } else {
                    output.append(contentsOf: octets.part(run))
                    run = line
                }
            }
            output.append(contentsOf: octets.part(run))
        }
        output.append(text: "Content-Length: ")
        output.append(decimal: UInt64(self.body.count))
        output.append(text: "\r\n\r\n")
        output.append(contentsOf: self.body)
    }

    /// The message as it goes over the wire.
    public var bytes: [UInt8] {
        var output: [UInt8] = []
        self.write(into: &output)
        return output
    }

    /// The message as text, for logs and tests.
    public var description: String { String(decoding: self.bytes, as: UTF8.self) }
}
