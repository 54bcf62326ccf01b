/// What a provider knows us by, and bodies: only session descriptions are left, without their keys.
extension TraceMask {
    /// SDP attributes of which nothing is secret; of others it is not known. `crypto` is looked into.
    private static let harmlessAttributes: [StaticString] = [
        "rtpmap", "fmtp", "ptime", "maxptime", "minptime", "sendrecv", "sendonly", "recvonly", "inactive", "rtcp",
        "rtcp-mux", "rtcp-mux-only", "rtcp-rsize", "rtcp-fb", "rtcp-xr", "candidate", "remote-candidates",
        "end-of-candidates", "ice-ufrag", "ice-lite", "ice-options", "ice-mismatch", "ice-pacing", "fingerprint",
        "setup", "connection", "tls-id", "dtls-id", "mid", "group", "bundle-only", "extmap", "extmap-allow-mixed",
        "msid", "msid-semantic", "ssrc", "ssrc-group", "label", "content", "lang", "sdplang", "charset", "tool", "type",
        "cat", "quality", "framerate", "imageattr", "rid", "simulcast", "silencesupp", "t38faxversion",
        "t38maxbitrate", "t38faxratemanagement", "t38faxmaxbuffer", "t38faxmaxdatagram", "t38faxudpec",
        "t38faxfillbitremoval", "t38faxtranscodingmmr", "t38faxtranscodingjbig", "oldmediaip", "oldoip", "nortpproxy",
        "direction", "path", "curr", "des", "conf", "x-google-flag", "omr-codecs", "record", "zrtp-hash",
    ]

    /// Masks the account wherever it stands alone: as a user name in credentials, as the user of a URI.
    static func maskAccount(_ bytes: inout [UInt8], _ lines: ArraySlice<Range<Int>>, _ account: [UInt8]) {
        for line in lines where line.count >= account.count {
            // Names of dialogs and hops are no accounts, and dates, ports and numbers in them stay what they are.
            if Self.isPlain(bytes, line) { continue }
            for start in line.lowerBound...(line.upperBound - account.count) {
                let end = start + account.count
                guard start > line.lowerBound, bytes[start..<end].elementsEqual(account) else { continue }
                let (before, after) = (bytes[start - 1], end < line.upperBound ? bytes[end] : 0x20)
                let isUser = before == UInt8(ascii: ":") && (after == UInt8(ascii: "@") || after == UInt8(ascii: ";"))
                let isName = before == UInt8(ascii: "\"") && (after == before || after == UInt8(ascii: "@"))
                if isUser || isName || before == UInt8(ascii: "=") && after != UInt8(ascii: "=") && after <= 0x2c {
                    Self.fill(&bytes, start..<end)
                }
            }
        }
    }

    static func maskBody(_ bytes: inout [UInt8], _ lines: ArraySlice<Range<Int>>, _ kind: BodyKind) {
        switch kind {
        case .description: for line in lines { Self.maskDescription(&bytes, line) }
        case .parts(let boundary): Self.maskParts(&bytes, lines, boundary)
        case .none, .other, .packed: for line in lines { Self.fill(&bytes, line) }
        }
    }

    /// RFC 2046 §5.1: each part has headers, and its type decides; a part of parts is none that is looked into.
    private static func maskParts(_ bytes: inout [UInt8], _ lines: ArraySlice<Range<Int>>, _ boundary: [UInt8]) {
        var index = lines.startIndex
        var isInside = false
        while index < lines.endIndex {
            let end = lines[index...].firstIndex { Self.isBoundary(bytes, $0, boundary) } ?? lines.endIndex
            if isInside {
                var kind = BodyKind.none
                let empty = lines[index..<end].firstIndex { $0.isEmpty } ?? end
                Self.maskHeaders(&bytes, lines[index..<empty], &kind)
                Self.maskBody(&bytes, lines[empty..<end], kind == .description ? .description : .other)
            } else {
                // Before the first part there is nothing that anybody reads.
                Self.maskBody(&bytes, lines[index..<end], .other)
            }
            guard end < lines.endIndex else { return }
            // Behind the last boundary neither.
            isInside = Self.trimmed(bytes, lines[end]).count == boundary.count + 2
            index = end + 1
        }
    }

    /// `--`, the boundary, and behind the last part `--` once more.
    private static func isBoundary(_ bytes: [UInt8], _ line: Range<Int>, _ boundary: [UInt8]) -> Bool {
        let text = bytes[Self.trimmed(bytes, line)]
        guard text.starts(with: [0x2d, 0x2d] + boundary) else { return false }
        let rest = text.dropFirst(2 + boundary.count)
        return rest.isEmpty || rest.elementsEqual([0x2d, 0x2d])
    }

    /// A line of a session description: its type, `=`, its value (RFC 8866 §5).
    private static func maskDescription(_ bytes: inout [UInt8], _ line: Range<Int>) {
        guard line.count >= 2, bytes[line.lowerBound + 1] == UInt8(ascii: "=") else { return Self.fill(&bytes, line) }
        let value = line.lowerBound + 2..<line.upperBound
        switch bytes[line.lowerBound] | 0x20 {
        case UInt8(ascii: "k"):
            Self.fill(&bytes, value)
        case UInt8(ascii: "a"):
            Self.maskAttribute(&bytes, value)
        case UInt8(ascii: "a")...UInt8(ascii: "z"):
            Self.maskParameters(&bytes, value)
        default:
            Self.fill(&bytes, line)
        }
    }

    private static func maskAttribute(_ bytes: inout [UInt8], _ value: Range<Int>) {
        let colon = bytes[value].firstIndex(of: UInt8(ascii: ":")) ?? value.upperBound
        let name = value.lowerBound..<colon
        guard bytes[name].allSatisfy({ Self.isNameOctet($0) }) else { return Self.fill(&bytes, value) }
        guard colon < value.upperBound else {
            // A word of its own is no value; one that is not known may be.
            return Self.isAny(bytes, name, of: Self.harmlessAttributes) ? () : Self.fill(&bytes, value)
        }
        let content = colon + 1..<value.upperBound
        if Self.isAny(bytes, name, of: ["crypto"]) { return Self.maskKey(&bytes, content) }
        // Keys of RFC 4568 also come in other attributes: those of RFC 5939, and what is still to be invented.
        guard Self.isAny(bytes, name, of: Self.harmlessAttributes), !Self.hasAny(bytes, content, of: ["inline:"]) else {
            return Self.fill(&bytes, content)
        }
        Self.maskParameters(&bytes, content)
    }

    /// `1 AES_CM_128_HMAC_SHA1_80 inline:…` (RFC 4568 §9.1): the tag and the suite tell what was agreed; all from the key's
    /// method on is the key and what belongs to it.
    private static func maskKey(_ bytes: inout [UInt8], _ content: Range<Int>) {
        var place = content.lowerBound
        for _ in 0..<2 {
            while place < content.upperBound, Self.isSpace(bytes[place]) { place += 1 }
            let start = place
            while place < content.upperBound, Self.isNameOctet(bytes[place]) { place += 1 }
            guard place > start, place == content.upperBound || Self.isSpace(bytes[place]) else {
                return Self.fill(&bytes, content)
            }
        }
        Self.fill(&bytes, place..<content.upperBound)
    }
}
