import Audio
import Foundation
import Testing

@testable import Phrases

@Suite("MED-02 The library of phrases")
struct PhraseLibraryTests {
    private static let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-phrases-tests")

    /// A wav file of so many samples of one value.
    private static func write(_ samples: Int, of value: Int16, to path: String, in folder: URL) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let clip = AudioClip(samples: [Int16](repeating: value, count: samples))
        try Data(WAVFile(samples: clip.samples).bytes).write(to: file)
    }

    @Test("a recorded file stands for the built-in one, and a broken one is named and does no harm")
    func own() throws {
        let folder = Self.folder.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Self.write(800, of: 100, to: "built/ru/n5.wav", in: folder)
        try Self.write(800, of: 100, to: "built/ru/n6.wav", in: folder)
        try Self.write(800, of: 100, to: "built/en/n5.wav", in: folder)
        try Self.write(1_600, of: 200, to: "own/ru/n5.wav", in: folder)
        try Data("no sound".utf8).write(to: folder.appending(path: "own/ru/n6.wav"))
        let library = PhraseLibrary(
            builtIn: folder.appending(path: "built").path,
            own: folder.appending(path: "own").path
        )
        #expect(library.clip(Phrase("n5"), in: .russian)?.samples == [Int16](repeating: 200, count: 1_600))
        #expect(library.clip(Phrase("n6"), in: .russian)?.samples.count == 800)
        #expect(library.clip(Phrase("n5"), in: .english)?.samples.count == 800)
        #expect(library.clip(Phrase("n7"), in: .english) == nil)
        let fault = try #require(library.faults.first)
        #expect(
            library.faults.count == 1 && fault.path.hasSuffix("own/ru/n6.wav") && fault.reason.contains("wav or mp3")
        )
        #expect(library.pieces([Phrase("n5"), Phrase("none")], in: .russian).count == 2)
    }

    @Test("a folder that is not there holds nothing")
    func absent() {
        let library = PhraseLibrary(builtIn: nil, own: "/nonexistent")
        #expect(library.count(of: .russian) == 0 && library.faults.isEmpty)
    }
}
