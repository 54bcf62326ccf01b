/// Finds the parts of a message in its octets; what ``SIPMessage`` keeps is what this leaves.
///
/// One pass, no text is made. Lines that are folded, or end in a bare LF, are rewritten in one piece behind the
/// received octets, so that nobody later has to know of folding.
struct MessageReader {
    private let limits: SIPLimits
    /// Whether broken lines are left out instead of refused; used to answer a message that was refused.
    private let isForgiving: Bool

    var start = SIPMessage.Start()
    var slots: [SIPMessage.Slot] = []
    /// Rewritten lines, to be appended to the received octets.
    var rewritten: [UInt8] = []
    var body: Range<Int> = 0..<0
    var contentLength: Int?
    /// The position behind what has been read.
    private(set) var index = 0

    init(limits: SIPLimits, isForgiving: Bool = false) {
        self.limits = limits
        self.isForgiving = isForgiving
        self.slots.reserveCapacity(20)
    }

    /// Reads one whole message.
    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(SIPParseError) {
        guard bytes.count <= self.limits.messageBytes, bytes.count < Int(UInt32.max) / 4 else {
            throw .tooLarge("the message is too large")
        }
        try self.readHead(bytes)
        let available = bytes.count - self.index
        let length = self.contentLength ?? available
        if length > available, !self.isForgiving {
            throw SIPParseError(.truncated, "the body is shorter than Content-Length")
        }
        self.body = self.index..<self.index + min(length, available)
    }

    /// Reads the start line and the headers, up to and with the empty line.
    mutating func readHead(_ bytes: UnsafeBufferPointer<UInt8>) throws(SIPParseError) {
        while self.index < bytes.count, bytes[self.index] == Octet.carriageReturn || bytes[self.index] == Octet.lineFeed
        {
            self.index += 1
        }
        try self.readStartLine(bytes)
        try self.readHeaders(bytes)
    }

    /// Reads header lines up to and with the empty line.
    mutating func readHeaders(_ bytes: UnsafeBufferPointer<UInt8>) throws(SIPParseError) {
        let table = SIPHeaderName.Known.table
        while true {
            guard self.index < bytes.count else {
                if self.isForgiving { return }
                throw .malformed("no empty line ends the headers")
            }
            if bytes[self.index] == Octet.lineFeed {
                self.index &+= 1
                return
            }
            if bytes[self.index] == Octet.carriageReturn, self.index &+ 1 < bytes.count,
                bytes[self.index &+ 1] == Octet.lineFeed
            {
                self.index &+= 2
                return
            }
            let lineStart = self.index
            do throws(SIPParseError) {
                try self.readHeader(bytes, table)
            } catch {
                guard self.isForgiving else { throw error }
                // A line whose end was found before the fault lies behind us already.
                if self.index == lineStart { self.skipLine(bytes) }
            }
        }
    }

    @inline(__always)
    private mutating func readHeader(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ table: SIPHeaderName.Known.Table
    ) throws(SIPParseError) {
        let lineStart = self.index
        var position = lineStart
        while position < bytes.count, CharacterClass.token.contains(bytes[position]) { position &+= 1 }
        let nameLength = position &- lineStart
        while position < bytes.count, bytes[position] == Octet.space || bytes[position] == Octet.tab { position &+= 1 }
        guard nameLength > 0, nameLength <= 255, position < bytes.count, bytes[position] == Octet.colon else {
            throw .malformed("a header line has no name and colon")
        }
        position &+= 1
        while position < bytes.count, bytes[position] == Octet.space || bytes[position] == Octet.tab { position &+= 1 }
        let valueStart = position
        let end = try self.lineEnd(bytes, from: position)
        self.index = end.next
        var valueEnd = end.text
        while valueEnd > valueStart, bytes[valueEnd &- 1] == Octet.space || bytes[valueEnd &- 1] == Octet.tab {
            valueEnd &-= 1
        }
        let isFolded = end.next < bytes.count && (bytes[end.next] == Octet.space || bytes[end.next] == Octet.tab)
        guard self.slots.count < self.limits.headerCount else { throw .tooLarge("there are too many header lines") }
        guard end.next &- lineStart <= self.limits.headerBytes else { throw .tooLarge("a header line is too long") }
        let known = table.recognise(bytes.part(lineStart..<lineStart &+ nameLength))
        if isFolded || end.next &- end.text != 2 {
            try self.rewrite(bytes, lineStart, nameLength, valueStart..<valueEnd, known)
        } else {
            self.slots.append(
                SIPMessage.Slot(
                    lineStart: UInt32(truncatingIfNeeded: lineStart),
                    lineLength: UInt32(truncatingIfNeeded: end.next &- lineStart),
                    valueLength: UInt32(truncatingIfNeeded: valueEnd &- valueStart),
                    valueOffset: UInt16(truncatingIfNeeded: valueStart &- lineStart),
                    nameLength: UInt8(truncatingIfNeeded: nameLength),
                    known: known
                )
            )
        }
        if known == .contentLength { try self.readContentLength(bytes) }
    }

    /// Puts a folded line together: each fold becomes one space (RFC 3261 §7.3.1).
    private mutating func rewrite(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ lineStart: Int,
        _ nameLength: Int,
        _ firstPart: Range<Int>,
        _ known: SIPHeaderName.Known
    ) throws(SIPParseError) {
        let newStart = self.rewritten.count
        self.rewritten.append(contentsOf: bytes[lineStart..<lineStart + nameLength])
        self.rewritten.append(Octet.colon)
        self.rewritten.append(Octet.space)
        let valueStart = self.rewritten.count
        self.rewritten.append(contentsOf: bytes[firstPart])
        while self.index < bytes.count, bytes[self.index] == Octet.space || bytes[self.index] == Octet.tab {
            let end = try self.lineEnd(bytes, from: self.index)
            var part = self.index..<end.text
            while let first = part.first, bytes[first] == Octet.space || bytes[first] == Octet.tab {
                part = first + 1..<part.upperBound
            }
            while let last = part.last, bytes[last] == Octet.space || bytes[last] == Octet.tab {
                part = part.lowerBound..<last
            }
            if !part.isEmpty {
                if self.rewritten.count > valueStart { self.rewritten.append(Octet.space) }
                self.rewritten.append(contentsOf: bytes[part])
            }
            self.index = end.next
            guard self.index - lineStart <= self.limits.headerBytes else {
                throw .tooLarge("a header line is too long")
            }
        }
        let valueEnd = self.rewritten.count
        self.rewritten.appendLineEnd()
        self.slots.append(
            SIPMessage.Slot(
                lineStart: UInt32(truncatingIfNeeded: bytes.count + newStart),
                lineLength: UInt32(truncatingIfNeeded: self.rewritten.count - newStart),
                valueLength: UInt32(truncatingIfNeeded: valueEnd - valueStart),
                valueOffset: UInt16(truncatingIfNeeded: valueStart - newStart),
                nameLength: UInt8(truncatingIfNeeded: nameLength),
                known: known
            )
        )
    }

    private mutating func readContentLength(_ bytes: UnsafeBufferPointer<UInt8>) throws(SIPParseError) {
        guard let slot = self.slots.last else { return }
        guard self.contentLength == nil else { throw .contradiction("Content-Length stands there twice") }
        let value = slot.value
        var length = 0
        for position in value {
            let byte = position < bytes.count ? bytes[position] : self.rewritten[position - bytes.count]
            guard CharacterClass.digit.contains(byte) else { throw .malformed("Content-Length is not a number") }
            length = length * 10 + Int(byte - Octet.zero)
            // Not clamped: on a stream the next message begins at this very place.
            guard length <= Int(UInt32.max) else { throw .malformed("Content-Length is too large") }
        }
        guard !value.isEmpty else { throw .malformed("Content-Length is empty") }
        self.contentLength = length
    }

    // MARK: Lines

    /// Where a line's text ends and the next line starts. A CR that no LF follows is refused: some peers would take it
    /// for a line end and read other headers than we do.
    @inline(__always)
    private func lineEnd(
        _ bytes: UnsafeBufferPointer<UInt8>,
        from start: Int
    ) throws(SIPParseError) -> (text: Int, next: Int) {
        var position = start
        while true {
            position = bytes.skipAboveCarriageReturn(from: position)
            guard position < bytes.count else { throw .malformed("a header line has no end") }
            if bytes[position] == Octet.lineFeed { return (position, position &+ 1) }
            if bytes[position] == Octet.carriageReturn {
                guard position &+ 1 < bytes.count, bytes[position &+ 1] == Octet.lineFeed else {
                    throw .malformed("a carriage return stands inside a line")
                }
                return (position, position &+ 2)
            }
            position &+= 1
        }
    }

    private mutating func skipLine(_ bytes: UnsafeBufferPointer<UInt8>) {
        var position = self.index
        while position < bytes.count, bytes[position] != Octet.lineFeed { position += 1 }
        self.index = min(position + 1, bytes.count)
    }

    // MARK: Start line

    private mutating func readStartLine(_ bytes: UnsafeBufferPointer<UInt8>) throws(SIPParseError) {
        let lineStart = self.index
        guard lineStart < bytes.count else { throw SIPParseError(.notSIP, "there is no message") }
        let end: (text: Int, next: Int)
        do throws(SIPParseError) {
            end = try self.lineEnd(bytes, from: lineStart)
        } catch {
            throw SIPParseError(.notSIP, "there is no start line")
        }
        guard end.next - lineStart <= self.limits.headerBytes else { throw .tooLarge("the start line is too long") }
        self.index = end.next
        let line = bytes.part(lineStart..<end.text)
        var start =
            line.hasPrefixIgnoringCase("sip/")
            ? try self.statusLine(line) : try self.requestLine(line)
        start.shift(by: UInt32(lineStart))
        start.line = UInt32(lineStart)..<UInt32(end.next)
        if end.next - end.text != 2 {
            // The line ends in a bare LF and is rewritten.
            start.shift(by: UInt32(bytes.count - lineStart))
            self.rewritten.append(contentsOf: line)
            self.rewritten.appendLineEnd()
            start.line = UInt32(bytes.count)..<UInt32(bytes.count + self.rewritten.count)
        }
        self.start = start
    }

    /// `SIP/2.0 200 OK`; the reason phrase may be empty (RFC 4475 §3.1.1.13).
    private func statusLine(_ line: UnsafeBufferPointer<UInt8>) throws(SIPParseError) -> SIPMessage.Start {
        guard line.hasPrefixIgnoringCase("sip/2.0") else { throw SIPParseError(.version, "the version is not SIP/2.0") }
        guard line.count >= 11, line[7] == Octet.space, line.count == 11 || line[11] == Octet.space else {
            throw .malformed("the status line is malformed")
        }
        var status: UInt16 = 0
        for position in 8..<11 {
            guard CharacterClass.digit.contains(line[position]) else { throw .malformed("the status is not a number") }
            status = status * 10 + UInt16(line[position] - Octet.zero)
        }
        guard (100..<700).contains(status) else { throw .malformed("the status is out of range") }
        var start = SIPMessage.Start()
        start.status = status
        start.rest = UInt32(min(12, line.count))..<UInt32(line.count)
        return start
    }

    /// `INVITE sip:… SIP/2.0` with single spaces (§7.1).
    private func requestLine(_ line: UnsafeBufferPointer<UInt8>) throws(SIPParseError) -> SIPMessage.Start {
        var methodEnd = 0
        while methodEnd < line.count, CharacterClass.token.contains(line[methodEnd]) { methodEnd += 1 }
        guard methodEnd > 0, methodEnd < line.count, line[methodEnd] == Octet.space else {
            throw SIPParseError(.notSIP, "the start line begins with no method")
        }
        let method = line.part(0..<methodEnd)
        var uriEnd = line.count
        while uriEnd > methodEnd, line[uriEnd - 1] != Octet.space { uriEnd -= 1 }
        let version = line.part(uriEnd..<line.count)
        var start = SIPMessage.Start()
        start.method = SIPMethod.recognise(method)
        start.methodRange = 0..<UInt32(methodEnd)
        start.rest = UInt32(methodEnd + 1)..<UInt32(max(methodEnd + 1, uriEnd - 1))
        guard !self.isForgiving else { return start }
        guard version.equalsIgnoringCase("sip/2.0") else {
            if version.hasPrefixIgnoringCase("sip/") {
                throw SIPParseError(.version, "the version is not SIP/2.0")
            }
            // A blank behind the version is a broken request; a line without any version is none.
            guard line.containsIgnoringCase("sip/2.0") else {
                throw SIPParseError(.notSIP, "the start line names no version of SIP")
            }
            throw .malformed("the request line is malformed")
        }
        let uri = line.part(start.rest)
        guard !uri.isEmpty, !uri.contains(where: { $0 == Octet.space || $0 == Octet.tab }) else {
            throw .malformed("the request line has blanks in the wrong place")
        }
        return start
    }
}

extension SIPMessage.Start {
    mutating func shift(by distance: UInt32) {
        self.methodRange = self.methodRange.lowerBound + distance..<self.methodRange.upperBound + distance
        self.rest = self.rest.lowerBound + distance..<self.rest.upperBound + distance
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The first position from `start` whose octet is not above CR; eight octets at a time.
    @inline(__always)
    func skipAboveCarriageReturn(from start: Int) -> Int {
        var position = start
        guard let base = UnsafeRawPointer(self.baseAddress) else { return position }
        while position &+ 8 <= self.count {
            let word = base.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            // The high bit of each octet below 0x0e; a borrow can only mark octets above one that is marked already.
            let marks = (word &- 0x0e0e_0e0e_0e0e_0e0e) & ~word & 0x8080_8080_8080_8080
            guard marks == 0 else { return position &+ UInt64(littleEndian: marks).trailingZeroBitCount / 8 }
            position &+= 8
        }
        while position < self.count, self[position] > Octet.carriageReturn { position &+= 1 }
        return position
    }

    func hasPrefixIgnoringCase(_ word: StaticString) -> Bool {
        self.count >= word.utf8CodeUnitCount && self.part(0..<word.utf8CodeUnitCount).equalsIgnoringCase(word)
    }

    func containsIgnoringCase(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard self.count >= length else { return false }
        return (0...self.count - length).contains { self.part($0..<$0 + length).equalsIgnoringCase(word) }
    }
}
