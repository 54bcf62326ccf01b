extension RTPHeader {
    /// Writes the fixed header, without contributors, extension and padding, into storage of the caller.
    ///
    /// - Returns: how many bytes were written: 12, or 0 when the storage is shorter than that.
    @discardableResult
    public func write(into storage: UnsafeMutableRawBufferPointer) -> Int {
        guard storage.count >= Self.fixedLength else { return 0 }
        storage[0] = 0x80
        storage[1] = (self.payloadType & 0x7f) | (self.hasMarker ? 0x80 : 0)
        storage.store16(self.sequenceNumber, at: 2)
        storage.store32(self.timestamp, at: 4)
        storage.store32(self.ssrc, at: 8)
        return Self.fixedLength
    }

    /// Writes the fixed header and the payload into storage of the caller.
    ///
    /// - Returns: how many bytes were written, or 0 when the storage is too short.
    @discardableResult
    public func write(
        payload: UnsafeRawBufferPointer,
        into storage: UnsafeMutableRawBufferPointer
    ) -> Int {
        let length = Self.fixedLength + payload.count
        guard storage.count >= length else { return 0 }
        self.write(into: storage)
        UnsafeMutableRawBufferPointer(rebasing: storage[Self.fixedLength..<length]).copyMemory(from: payload)
        return length
    }

    /// The packet with this payload as an array, for callers that are not on the packet path.
    public func packet(payload: [UInt8]) -> [UInt8] {
        let length = Self.fixedLength + payload.count
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            count = payload.withUnsafeBytes { self.write(payload: $0, into: UnsafeMutableRawBufferPointer(buffer)) }
        }
    }
}
