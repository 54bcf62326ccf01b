import AudioFiles
import Crypto
import Kernel
import Model
import Testing

@testable import Recordings

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite("Sealed files")
struct SealedFileTests {
    private let folder = TestFolder()
    private let key = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
    private static let format = RecordingFormat(.pcm16)
    private static let salt = [UInt8](repeating: 3, count: 32)

    private func make(_ bytes: [UInt8], _ content: SealedFormat.Content, isFinished: Bool = true) throws -> DiskFile {
        let file = try DiskFile(self.folder.path("file-\(UInt64.random(in: 0 ... .max))"), .making)
        var writer = try SealedWriter(file, SealedFormat(content, salt: Self.salt), domainKey: self.key)
        var rest = bytes[...]
        // In pieces that no chunk ends with.
        while !rest.isEmpty {
            try writer.append(rest.prefix(1_777))
            rest = rest.dropFirst(1_777)
        }
        if isFinished { try writer.finish() }
        return file
    }

    private static func sample(_ count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(count))
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }

    @Test("BYD-08 any part of a sealed file reads as what went in", arguments: [0, 1, 7_999, 8_000, 8_001, 40_003])
    func ranges(count: Int) throws {
        let bytes = Self.sample(count)
        let file = try self.make(bytes, .sound(Self.format))
        let reader = try SealedReader(file, domainKey: self.key)
        #expect(reader.length == count && reader.content == .sound(Self.format))
        #expect(try reader.read(at: 0, upTo: count + 10) == bytes)
        for (offset, length) in [
            (0, 1), (7_998, 4), (8_000, 8_000), (count - 3, 9), (count, 5), (count + 5, 5), (3, 0),
        ]
        where offset >= 0 {
            let expected = Array(bytes.dropFirst(offset).prefix(length))
            #expect(try reader.read(at: offset, upTo: length) == expected, "\(offset) \(length)")
        }
        #expect(try !SealedReader.repair(file, domainKey: self.key), "what is right stays as it is")
    }

    @Test("BYD-08 nothing of the sound is on the disk in the clear, and two files never look alike")
    func secrecy() throws {
        let bytes = [UInt8](repeating: 0x41, count: 20_000)
        let onDisk = try self.make(bytes, .bytes)
        let disk = try onDisk.read(at: 0, upTo: try onDisk.length())
        #expect(disk.count == 20_000 + SealedFormat.headLength + SealedFormat.tagLength)
        #expect(!disk.indices.contains { disk[$0...].starts(with: [UInt8](repeating: 0x41, count: 6)) })
        let other = SealedFormat(.bytes, salt: [UInt8](repeating: 4, count: 32))
        let format = SealedFormat(.bytes, salt: Self.salt)
        let chunks = try [format, other].map { try $0.seal(bytes, 0, isLast: true, key: $0.key(from: self.key)) }
        #expect(chunks[0] != chunks[1])
    }

    @Test("BYD-08 touched, cut, swapped and foreign bytes are refused")
    func tampering() throws {
        let length = SealedFormat(.sound(Self.format), salt: Self.salt).sealedLength
        let bytes = Self.sample(30_000)
        let damage: [(String, (DiskFile) throws -> Void)] = [
            ("a bit of the sound", { try $0.write([0xff, 0xff], at: SealedFormat.headLength + 100) }),
            ("a bit of the head", { try $0.write([9], at: 40) }),
            ("the end", { try $0.cut(to: SealedFormat.headLength + 2 * length) }),
            ("half a chunk", { try $0.cut(to: SealedFormat.headLength + 2 * length + 500) }),
            (
                "two chunks swapped",
                { file in
                    let first = try file.read(at: SealedFormat.headLength, upTo: length)
                    try file.write(try file.read(at: SealedFormat.headLength + length, upTo: length), at: 64)
                    try file.write(first, at: SealedFormat.headLength + length)
                }
            ),
        ]
        for (name, touch) in damage {
            let file = try self.make(bytes, .sound(Self.format))
            try touch(file)
            #expect(throws: RecordingError.self, "\(name)") {
                let reader = try SealedReader(file, domainKey: self.key)
                _ = try reader.read(at: 0, upTo: 30_000)
            }
        }
        let file = try self.make(bytes, .sound(Self.format))
        #expect(throws: RecordingError.self) {
            try SealedReader(file, domainKey: SymmetricKey(data: [UInt8](repeating: 8, count: 32)))
        }
    }

    @Test("BYD-08 no two chunks of one file share a nonce, an end without content and one with some neither")
    func nonces() throws {
        var seen: Set<[UInt8]> = []
        for index in 0..<300 {
            for (isLast, isEmpty) in [(false, false), (true, false), (true, true)] {
                seen.insert(Array(try SealedFormat.nonce(index, isLast: isLast, isEmpty: isEmpty)))
            }
        }
        #expect(seen.count == 900)
    }

    @Test("REC-03 a sealed file whose writer died keeps all whole chunks", arguments: [0, 1, 4_000, 8_016])
    func repair(extra: Int) throws {
        let bytes = Self.sample(30_000)
        let file = try self.make(bytes, .sound(Self.format), isFinished: false)
        let whole = try file.length()
        try file.write([UInt8](repeating: 1, count: extra), at: whole)
        #expect(try SealedReader.repair(file, domainKey: self.key))
        let reader = try SealedReader(file, domainKey: self.key)
        // Three chunks of 8 000; a whole one that nobody sealed is not to be believed.
        #expect(try reader.read(at: 0, upTo: 30_000) == Array(bytes[..<24_000]))
        #expect(try !SealedReader.repair(file, domainKey: self.key))
    }

    @Test("BYD-08 with another key nothing is cut from a file that has no end")
    func foreignKey() throws {
        let file = try self.make(Self.sample(30_000), .sound(Self.format), isFinished: false)
        let before = try file.read(at: 0, upTo: 100_000)
        #expect(throws: RecordingError.self) {
            try SealedReader.repair(file, domainKey: SymmetricKey(data: [UInt8](repeating: 8, count: 32)))
        }
        #expect(try file.read(at: 0, upTo: 100_000) == before)
        #expect(try SealedReader.repair(file, domainKey: self.key))
    }

    /// Bytes that went in when the disk begins to refuse, and those that go in then.
    @Test("REC-03 whole chunks of a sealed file play after writing failed", arguments: [(17_000, 7_000), (20_000, 0)])
    func failingDisk(before: Int, then: Int) throws {
        let path = self.folder.path("failing-\(before)")
        let file = try DiskFile(path, .making)
        var writer = try SealedWriter(
            file,
            SealedFormat(.sound(Self.format), salt: Self.salt),
            domainKey: self.key
        )
        let bytes = Self.sample(before)
        try writer.append(bytes)
        // The same number means a file that takes nothing, for a while.
        let (spare, refusing) = (dup(file.descriptor), open(path, O_RDONLY))
        #expect(spare >= 0 && refusing >= 0 && dup2(refusing, file.descriptor) >= 0)
        #expect(throws: RecordingError.self) {
            if then > 0 { try writer.append(Self.sample(then)) } else { try writer.finish() }
        }
        #expect(throws: RecordingError.self, "nothing goes in behind a gap") { try writer.append([1]) }
        #expect(dup2(spare, file.descriptor) >= 0)
        close(spare)
        close(refusing)
        try writer.finish()
        let reader = try SealedReader(file, domainKey: self.key)
        #expect(try reader.read(at: 0, upTo: 30_000) == Array(bytes[..<16_000]))
    }

    @Test("BYD-08 each domain has a key of its own, kept for its owner alone and found again")
    func keys() throws {
        let path = self.folder.path("keys")
        let first = KeyFolder(path)
        let acme = try first.keyForNew(of: DomainID("acme.example"))
        #expect(
            try acme != first.keyForNew(of: DomainID("other.example"))
                && acme == first.keyForNew(of: DomainID("acme.example"))
        )
        #expect(try KeyFolder(path).key(of: DomainID("acme.example")) == acme)
        #expect(throws: RecordingError.self) { try KeyFolder(path).key(of: DomainID("new.example")) }
        #expect(!self.folder.files.contains("keys/new.example.key"), "what opens nothing is not made")
        #expect(try self.folder.permissions("keys/acme.example.key") == 0o600)
        #expect(throws: RecordingError.self) { try first.keyForNew(of: DomainID("../x")) }
        try self.folder.write([1, 2, 3], "keys/short.example.key")
        #expect(throws: RecordingError.self) { try first.keyForNew(of: DomainID("short.example")) }
    }
}
