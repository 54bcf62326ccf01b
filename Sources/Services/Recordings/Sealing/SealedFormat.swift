import AudioFiles
import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How a sealed file lies on disk (docs/decisions/0017): a head in the clear, then chunks of equal length, each sealed on
/// its own by AES-256-GCM, the last one shorter and marked as last.
///
/// A chunk is written once and never again, so its number can be its nonce; a last chunk with nothing in it has a nonce of
/// its own, as it may stand where another last chunk was begun and not finished. The file's key is derived from the domain's
/// key and the file's own salt. Whoever cuts, swaps or joins files is found out: number, mark and head are authenticated.
struct SealedFormat: Equatable {
    enum Content: Equatable {
        /// Interleaved samples; the head of a wav file is made when they are read.
        case sound(RecordingFormat)
        /// A file of another kind, byte by byte.
        case bytes
    }

    static let headLength = 64
    static let tagLength = 16
    private static let mark: [UInt8] = Array("MTLSEAL1".utf8)

    let content: Content
    /// Bytes in each chunk but the last, before sealing.
    let chunkLength: Int
    /// 32 bytes, chosen at random for each file.
    let salt: [UInt8]

    init(_ content: Content, salt: [UInt8]) {
        self.content = content
        self.salt = salt
        switch content {
        // A quarter of a second: what a crash may cost.
        case .sound(let format): self.chunkLength = format.rate.rawValue * format.frameSize / 4
        case .bytes: self.chunkLength = 65_536
        }
    }

    /// Bytes of a chunk on disk.
    var sealedLength: Int { self.chunkLength + Self.tagLength }

    var head: [UInt8] {
        var head = Self.mark
        switch self.content {
        case .sound(let format):
            head += [1, format.encoding == .aLaw ? 1 : 0, UInt8(format.channels.rawValue)]
            head.append(format.rate == .wideband ? 16 : 8)
        case .bytes: head += [2, 0, 0, 0]
        }
        for shift in stride(from: 0, to: 32, by: 8) {
            head.append(UInt8(truncatingIfNeeded: self.chunkLength >> shift))
        }
        head += [UInt8](repeating: 0, count: 16)
        return head + self.salt
    }

    /// `nil` when the bytes are no head of ours.
    init?(reading head: [UInt8]) {
        guard head.count >= Self.headLength, head.starts(with: Self.mark) else { return nil }
        let salt = Array(head[32..<64])
        switch head[8] {
        case 1:
            guard let channels = RecordingFormat.Channels(rawValue: Int(head[10])) else { return nil }
            let encoding: RecordingFormat.Encoding = head[9] == 1 ? .aLaw : .pcm16
            let rate: RecordingFormat.Rate = head[11] == 16 ? .wideband : .narrowband
            self.init(.sound(RecordingFormat(encoding, channels: channels, rate: rate)), salt: salt)
        case 2: self.init(.bytes, salt: salt)
        default: return nil
        }
        // Everything else must be what would be written again.
        guard Array(head[..<Self.headLength]) == self.head else { return nil }
    }

    func key(from domainKey: SymmetricKey) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: domainKey,
            salt: Data(self.salt),
            info: Data("martlet sealed file 1".utf8),
            outputByteCount: 32
        )
    }

    static func nonce(_ index: Int, isLast: Bool, isEmpty: Bool) throws -> AES.GCM.Nonce {
        var bytes: [UInt8] = [0, 0, 0, isLast ? isEmpty ? 2 : 1 : 0]
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: index >> shift)) }
        return try AES.GCM.Nonce(data: bytes)
    }

    /// - Returns: the chunk with its tag behind it.
    func seal(_ chunk: some Collection<UInt8>, _ index: Int, isLast: Bool, key: SymmetricKey) throws -> [UInt8] {
        let nonce = try Self.nonce(index, isLast: isLast, isEmpty: chunk.isEmpty)
        let box = try AES.GCM.seal(Data(chunk), using: key, nonce: nonce, authenticating: Data(self.head))
        return Array(box.ciphertext) + Array(box.tag)
    }

    func open(_ sealed: some Collection<UInt8>, _ index: Int, isLast: Bool, key: SymmetricKey) throws -> [UInt8] {
        guard sealed.count >= Self.tagLength else { throw CryptoKitError.incorrectParameterSize }
        guard sealed.count == Self.tagLength else { return try self.open(sealed, index, isLast, false, key) }
        // Ends without content once had the nonce of ends with some: such files play, none is made any more.
        return try (try? self.open(sealed, index, isLast, true, key)) ?? self.open(sealed, index, isLast, false, key)
    }

    private func open(
        _ sealed: some Collection<UInt8>,
        _ index: Int,
        _ isLast: Bool,
        _ isEmpty: Bool,
        _ key: SymmetricKey
    ) throws -> [UInt8] {
        let box = try AES.GCM.SealedBox(
            nonce: Self.nonce(index, isLast: isLast, isEmpty: isEmpty),
            ciphertext: Data(sealed.dropLast(Self.tagLength)),
            tag: Data(sealed.suffix(Self.tagLength))
        )
        return Array(try AES.GCM.open(box, using: key, authenticating: Data(self.head)))
    }
}
