/// Header fields by name.
extension SIPMessage {
    @inline(__always)
    private func isNamed(_ slot: Slot, _ name: SIPHeaderName, _ octets: UnsafeBufferPointer<UInt8>) -> Bool {
        slot.known == name.known && (slot.known != .other || name.isSpelled(octets.part(slot.name)))
    }

    @inline(__always)
    func firstSlot(_ name: SIPHeaderName) -> Int? {
        self.withOctets { octets in self.slots.firstIndex { self.isNamed($0, name, octets) } }
    }

    private func value(of slot: Slot) -> String {
        self.withOctets { String(decoding: $0.part(slot.value), as: UTF8.self) }
    }

    /// Whether a line of that name is there.
    public func contains(_ name: SIPHeaderName) -> Bool { self.firstSlot(name) != nil }

    /// The text of the first line of that name, all its values together.
    public func first(_ name: SIPHeaderName) -> String? {
        self.firstSlot(name).map { self.value(of: self.slots[$0]) }
    }

    /// The values of every line of that name, in their order.
    ///
    /// Lines of list fields (``SIPHeaderName/isList``) are cut at commas, with regard to quotes and angle brackets; of
    /// any other field each line is one value.
    public func all(_ name: SIPHeaderName) -> [String] {
        self.withOctets { octets in
            var values: [String] = []
            for slot in self.slots where self.isNamed(slot, name, octets) {
                let part = octets.part(slot.value)
                guard name.isList else {
                    values.append(String(decoding: part, as: UTF8.self))
                    continue
                }
                var start = 0
                while start < part.count {
                    let end = part.endOfListElement(from: start)
                    let element = part.trimmed(start..<end)
                    if !element.isEmpty { values.append(String(decoding: part.part(element), as: UTF8.self)) }
                    start = end + 1
                }
            }
            return values
        }
    }

    /// Whether a list of tokens holds one, capitals aside: option tags, methods, event packages.
    public func list(_ name: SIPHeaderName, contains token: String) -> Bool {
        self.withOctets { octets in
            token.withOctets { wanted in
                for slot in self.slots where self.isNamed(slot, name, octets) {
                    let part = octets.part(slot.value)
                    var start = 0
                    while start < part.count {
                        let end = part.endOfListElement(from: start)
                        if part.part(part.trimmed(start..<end)).equalsIgnoringCase(wanted) { return true }
                        start = end + 1
                    }
                }
                return false
            }
        }
    }

    /// Every header line with its name and text, in their order.
    public var headers: [(name: SIPHeaderName, value: String)] {
        self.withOctets { octets in
            self.slots.map { slot in
                let name = SIPHeaderName(known: slot.known, orOctets: octets.part(slot.name))
                return (name, String(decoding: octets.part(slot.value), as: UTF8.self))
            }
        }
    }

    // MARK: Typed values

    /// The first value of that name.
    public func value<Value: SIPHeaderValue>(
        _ name: SIPHeaderName,
        as type: Value.Type = Value.self
    ) throws(SIPParseError) -> Value? {
        guard let slot = self.firstSlot(name) else { return nil }
        return try self.value(in: self.slots[slot])
    }

    @inline(__always)
    func value<Value: SIPHeaderValue>(in slot: Slot) throws(SIPParseError) -> Value {
        try self.withOctets { (octets) throws(SIPParseError) -> Value in
            var scanner = FieldScanner(octets.part(slot.value))
            scanner.skipSpace()
            let value = try Value(from: &scanner)
            scanner.skipSpace()
            guard scanner.isAtEnd || (scanner.peek == Octet.comma && slot.known.isList) else {
                throw .malformed("\(slot.known.text) has something behind its value")
            }
            return value
        }
    }

    /// Every value of that name, in their order.
    public func values<Value: SIPHeaderValue>(
        _ name: SIPHeaderName,
        as type: Value.Type = Value.self
    ) throws(SIPParseError) -> [Value] {
        try self.withOctets { (octets) throws(SIPParseError) -> [Value] in
            var values: [Value] = []
            for slot in self.slots where self.isNamed(slot, name, octets) {
                var scanner = FieldScanner(octets.part(slot.value))
                repeat {
                    scanner.skipSpace()
                    values.append(try Value(from: &scanner))
                    scanner.skipSpace()
                } while scanner.take(Octet.comma)
                guard scanner.isAtEnd else { throw .malformed("\(slot.known.text) has something behind its value") }
            }
            return values
        }
    }

    // MARK: Changing

    /// Makes `value` the only line of that name; it takes the place of the first.
    public mutating func set(_ name: SIPHeaderName, _ value: String) {
        self.place(self.newSlot(name) { $0.append(text: value) }, named: name)
    }

    /// Makes `value` the only line of that name.
    public mutating func set(_ name: SIPHeaderName, to value: some SIPHeaderValue) {
        self.place(self.newSlot(name) { value.write(into: &$0) }, named: name)
    }

    /// Adds a line behind all others.
    public mutating func append(_ name: SIPHeaderName, _ value: String) {
        self.slots.append(self.newSlot(name) { $0.append(text: value) })
    }

    /// Adds a line behind all others.
    public mutating func append(_ name: SIPHeaderName, _ value: some SIPHeaderValue) {
        self.slots.append(self.newSlot(name) { value.write(into: &$0) })
    }

    /// Adds a line before the first of that name, or before all others.
    public mutating func prepend(_ name: SIPHeaderName, _ value: String) {
        let slot = self.newSlot(name) { $0.append(text: value) }
        self.slots.insert(slot, at: self.firstSlot(name) ?? 0)
    }

    /// Adds a line before the first of that name, or before all others.
    public mutating func prepend(_ name: SIPHeaderName, _ value: some SIPHeaderValue) {
        let slot = self.newSlot(name) { value.write(into: &$0) }
        self.slots.insert(slot, at: self.firstSlot(name) ?? 0)
    }

    /// Removes every line of that name.
    public mutating func remove(_ name: SIPHeaderName) {
        let storage = self.storage
        storage.withUnsafeBufferPointer { octets in
            self.slots.removeAll { slot in
                slot.known == name.known && (slot.known != .other || name.isSpelled(octets.part(slot.name)))
            }
        }
    }

    /// Removes the first value of a list field: its line, or its part of the line.
    public mutating func removeFirstValue(_ name: SIPHeaderName) {
        guard let index = self.firstSlot(name) else { return }
        self.replaceFirstValue(at: index, name) { _ in false }
    }

    /// Replaces the first value of a list field and leaves the others of its line alone.
    mutating func replaceFirstValue(_ name: SIPHeaderName, with value: some SIPHeaderValue) {
        guard let index = self.firstSlot(name) else { return self.prepend(name, value) }
        self.replaceFirstValue(at: index, name) { output in
            value.write(into: &output)
            return true
        }
    }

    private mutating func replaceFirstValue(
        at index: Int,
        _ name: SIPHeaderName,
        with write: (inout [UInt8]) -> Bool
    ) {
        let rest: [UInt8] = self.withOctets { octets in
            let part = octets.part(self.slots[index].value)
            let end = name.isList ? part.endOfListElement(from: 0) : part.count
            return end < part.count ? Array(part.part(part.trimmed(end + 1..<part.count))) : []
        }
        var hasFirst = false
        let slot = self.newSlot(name) { output in
            hasFirst = write(&output)
            if hasFirst, !rest.isEmpty { output.append(text: ", ") }
            output.append(contentsOf: rest)
        }
        if hasFirst || !rest.isEmpty {
            self.slots[index] = slot
        } else {
            self.slots.remove(at: index)
        }
    }

    /// Writes a new line behind the storage.
    private mutating func newSlot(_ name: SIPHeaderName, _ write: (inout [UInt8]) -> Void) -> Slot {
        self.sweepIfLarge()
        let start = self.storage.count
        name.write(into: &self.storage)
        let nameLength = min(self.storage.count - start, 255)
        self.storage.append(Octet.colon)
        self.storage.append(Octet.space)
        let valueStart = self.storage.count
        write(&self.storage)
        self.storage.clearLineEnds(from: start)
        // Blanks at the ends of a value are not part of it.
        let value = self.withOctets { $0.trimmed(valueStart..<$0.count) }
        self.storage.appendLineEnd()
        return Slot(
            lineStart: UInt32(truncatingIfNeeded: start),
            lineLength: UInt32(truncatingIfNeeded: self.storage.count - start),
            valueLength: UInt32(truncatingIfNeeded: value.count),
            valueOffset: UInt16(truncatingIfNeeded: value.lowerBound - start),
            nameLength: UInt8(truncatingIfNeeded: nameLength),
            known: name.known
        )
    }

    private mutating func place(_ slot: Slot, named name: SIPHeaderName) {
        guard let first = self.firstSlot(name) else { return self.slots.append(slot) }
        self.slots[first] = slot
        guard self.slots.count > first + 1 else { return }
        let storage = self.storage
        storage.withUnsafeBufferPointer { octets in
            for index in stride(from: self.slots.count - 1, to: first, by: -1)
            where self.slots[index].known == name.known
                && (name.known != .other || name.isSpelled(octets.part(self.slots[index].name)))
            {
                self.slots.remove(at: index)
            }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The position of the comma that ends the element, or the end; commas in quotes and angle brackets do not count.
    func endOfListElement(from start: Int) -> Int {
        var position = start
        var isBracketed = false
        while position < self.count {
            switch self[position] {
            case Octet.quote where !isBracketed:
                position += 1
                while position < self.count, self[position] != Octet.quote {
                    position += self[position] == Octet.backslash ? 2 : 1
                }
            case Octet.less: isBracketed = true
            case Octet.greater: isBracketed = false
            case Octet.comma where !isBracketed: return position
            default: break
            }
            position += 1
        }
        return self.count
    }

    /// The range without white space at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (lower, upper) = (range.lowerBound, Swift.min(range.upperBound, self.count))
        while lower < upper, self[lower] == Octet.space || self[lower] == Octet.tab { lower += 1 }
        while lower < upper, self[upper - 1] == Octet.space || self[upper - 1] == Octet.tab { upper -= 1 }
        return lower..<upper
    }
}
