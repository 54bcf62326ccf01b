import Foundation
import Journal
import Model
import ModelTesting
import StorageSQLite

/// A folder of its own for one test, gone with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        self.path = NSTemporaryDirectory() + "martlet-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
    }

    deinit {
        // What cannot be removed is the system's to sweep.
        try? FileManager.default.removeItem(atPath: self.path)
    }

    func file(_ name: String = "martlet.sqlite") -> String { self.path + "/" + name }
}

/// The repositories of one store. A new store adds a case here and has every contract suite.
struct TestStore: Sendable {
    enum Kind: CaseIterable, Sendable {
        case memory
        case sqlite
    }

    let configuration: any ConfigurationRepository
    let sessions: any SessionRepository
    let calls: any CallHistoryRepository
    private let folder: TemporaryFolder?

    init(_ kind: Kind) async throws {
        switch kind {
        case .memory:
            self.configuration = InMemoryConfigurationRepository()
            self.sessions = InMemorySessionRepository()
            self.calls = InMemoryCallHistoryRepository()
            self.folder = nil
        case .sqlite:
            let folder = try TemporaryFolder()
            let store = try await SQLiteStore.open(path: folder.file())
            self.configuration = store.configuration
            self.sessions = store.sessions
            self.calls = store.calls
            self.folder = folder
        }
    }
}
