import Foundation
import Kernel
import Synchronization
import Testing

/// What passwords, keys and letters lie in.
@Suite("PrivateFile")
struct PrivateFileTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "martlet-private-\(UUID().uuidString)"
        try PrivateFile.makeFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("AUTH-04 a file is its owner's alone, and whole, and so it stays when it is written anew")
    func alone() throws {
        try self.inFolder { folder in
            #expect(try self.mode(folder) == 0o700)
            let path = folder + "/key"
            for text in ["first", String(repeating: "second ", count: 100_000), ""] {
                try PrivateFile.write(text.utf8, to: path)
                #expect(try self.mode(path) == 0o600)
                #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["key"])
            }
        }
    }

    @Test("AUTH-04 while a file is written, nobody else may open any part of it")
    func never() async throws {
        let folder = NSTemporaryDirectory() + "martlet-private-\(UUID().uuidString)"
        try PrivateFile.makeFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let watch = Watch()
        async let watching: Void = watch.look(into: folder)
        let bytes = [UInt8](repeating: 1, count: 1 << 20)
        // Until it has been looked at while much was written, on however few processors.
        var number = 0
        while number < 40 || watch.looks < 40 {
            try PrivateFile.write(bytes, to: "\(folder)/\(number % 40)")
            number += 1
            await Task.yield()
        }
        watch.stop()
        await watching
        #expect(watch.modes == [0o600])
    }

    /// The rights of whatever lies in a folder, looked at again and again.
    private final class Watch: Sendable {
        private struct State {
            var isOver = false
            var modes: Set<Int> = []
            var looks = 0
        }

        private let state = Mutex(State())

        var modes: Set<Int> { self.state.withLock(\.modes) }
        var looks: Int { self.state.withLock(\.looks) }

        func stop() { self.state.withLock { $0.isOver = true } }

        func look(into folder: String) async {
            let files = FileManager.default
            while !self.state.withLock(\.isOver) {
                for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
                    // Gone again in between is no fault.
                    let attributes = try? files.attributesOfItem(atPath: folder + "/" + name)
                    guard let mode = attributes?[.posixPermissions] as? Int else { continue }
                    self.state.withLock { _ = $0.modes.insert(mode) }
                }
                self.state.withLock { $0.looks += 1 }
                await Task.yield()
            }
        }
    }

    @Test("AUTH-04 a link laid in the way is not followed; what cannot be written says so and leaves nothing")
    func hostile() throws {
        try self.inFolder { folder in
            let victim = folder + "/victim"
            try PrivateFile.write("mine".utf8, to: victim)
            try FileManager.default.createSymbolicLink(atPath: folder + "/key.part", withDestinationPath: victim)
            try PrivateFile.write("secret".utf8, to: folder + "/key")
            #expect(try String(contentsOfFile: victim, encoding: .utf8) == "mine")
            let failure = #expect(throws: PrivateFile.Failure.self) {
                try PrivateFile.write("x".utf8, to: folder + "/nowhere/key")
            }
            #expect(failure?.description == "open failed: error 2")
            #expect(throws: PrivateFile.Failure.self) { try PrivateFile.write("x".utf8, to: folder) }
            #expect(throws: PrivateFile.Failure.self) {
                try PrivateFile.makeFolder(folder + "/nowhere/below")
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["key", "key.part", "victim"]
            )
        }
    }
}
