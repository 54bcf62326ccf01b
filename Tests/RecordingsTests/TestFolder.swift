import Foundation

/// A folder of its own for one test, gone with it.
final class TestFolder: Sendable {
    private let root: String

    init() {
        self.root = NSTemporaryDirectory() + "martlet-recordings-" + UUID().uuidString
        // Without it the test's first write says why.
        try? FileManager.default.createDirectory(atPath: self.root, withIntermediateDirectories: true)
    }

    deinit {
        // What cannot be removed is the system's to sweep.
        try? FileManager.default.removeItem(atPath: self.root)
    }

    func path(_ name: String) -> String { self.root + "/" + name }

    func permissions(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: self.path(name))
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: self.path(name)))
    }

    /// Every file below, by its path.
    var files: [String] {
        FileManager.default.enumerator(atPath: self.root)?.compactMap { $0 as? String }.filter { name in
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: self.path(name), isDirectory: &isFolder)
            return exists && !isFolder.boolValue
        } ?? []
    }
}
