import Storage

/// Parameters as libpq takes them: numbers as text, so that the server may take them for whatever it compares them
/// with; text and bytes with their lengths.
struct PostgreSQLParameters {
    /// All values one after the other, each with a zero behind it.
    private var bytes: [UInt8] = []
    /// Where each begins; `nil` for NULL.
    private var places: [Int?] = []
    private var lengths: [CInt] = []
    private var formats: [CInt] = []

    init(_ values: [SQLValue]) {
        for value in values { self.add(value) }
    }

    private mutating func add(_ value: SQLValue) {
        let place = self.bytes.count
        var isText = false
        switch value {
        case .null: break
        case .integer(let integer):
            isText = true
            self.bytes += String(integer).utf8
        case .real(let real):
            isText = true
            self.bytes += String(real).utf8
        case .text(let text): self.add(text.utf8)
        case .utf8(let text): self.add(text)
        case .blob(let bytes): self.bytes += bytes
        }
        self.places.append(value == .null ? nil : place)
        self.lengths.append(CInt(self.bytes.count - place))
        self.formats.append(isText ? 0 : 1)
        self.bytes.append(0)
    }

    /// PostgreSQL keeps no zero in text, and a peer can send one: the sign for what cannot be shown stands for it.
    private mutating func add(_ text: some Collection<UInt8>) {
        guard text.contains(0) else {
            self.bytes += text
            return
        }
        for byte in text {
            if byte == 0 { self.bytes += "\u{fffd}".utf8 } else { self.bytes.append(byte) }
        }
    }

    func withPointers<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?, UnsafePointer<CInt>?) -> Result
    ) -> Result {
        self.bytes.withUnsafeBytes { buffer in
            let start = buffer.assumingMemoryBound(to: CChar.self).baseAddress
            let pointers = self.places.map { place in
                place.flatMap { place in start.map { UnsafePointer($0 + place) } }
            }
            return pointers.withUnsafeBufferPointer { pointers in
                self.lengths.withUnsafeBufferPointer { lengths in
                    self.formats.withUnsafeBufferPointer { formats in
                        body(pointers.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }
}
