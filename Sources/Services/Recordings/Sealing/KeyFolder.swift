import AudioFiles
import Crypto
import Kernel
import Model
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The keys of recordings: one file for each domain, apart from the recordings, so that a copy of those alone tells
/// nothing (BYD-08). Whoever loses the folder loses what is encrypted; whoever deletes a file deletes it for good.
package final class KeyFolder: Sendable {
    private static let keyLength = 32

    private let path: String
    private let keys = Mutex<[String: SymmetricKey]>([:])

    /// - Parameter path: made when it is needed, for its owner alone.
    package init(_ path: String) {
        self.path = path
    }

    /// The domain's key, for what is sealed already. May wait for the disk.
    ///
    /// - Throws: when there is none: a new one would open nothing.
    func key(of domain: DomainID) throws(RecordingError) -> SymmetricKey {
        try self.key(named: self.name(of: domain), isMade: false)
    }

    /// The same for a recording that begins: made when there is none.
    func keyForNew(of domain: DomainID) throws(RecordingError) -> SymmetricKey {
        try self.key(named: self.name(of: domain), isMade: true)
    }

    private func name(of domain: DomainID) throws(RecordingError) -> String {
        // Valid names of domains hold nothing that a path could mean something by.
        guard Domain.isValid(name: domain.text) else {
            throw RecordingError(.ioFailed, "the domain has no name that a key could be filed under")
        }
        return domain.text + ".key"
    }

    /// What temporary links are signed with.
    func linkKey() throws(RecordingError) -> SymmetricKey { try self.key(named: "links", isMade: true) }

    private func key(named name: String, isMade: Bool) throws(RecordingError) -> SymmetricKey {
        let result: Result<SymmetricKey, RecordingError> = self.keys.withLock { keys in
            if let key = keys[name] { return .success(key) }
            do throws(RecordingError) {
                let stored = try self.load(name)
                guard stored != nil || isMade else {
                    throw RecordingError(.ioFailed, "there is no key file \(name): put the folder of keys back")
                }
                let key = if let stored { stored } else { try self.make(name) }
                keys[name] = key
                return .success(key)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func load(_ name: String) throws(RecordingError) -> SymmetricKey? {
        guard access(self.path + "/" + name, F_OK) == 0 else { return nil }
        let bytes = try DiskFile(self.path + "/" + name, .reading).read(at: 0, upTo: Self.keyLength + 1)
        guard bytes.count == Self.keyLength else {
            throw RecordingError(.ioFailed, "the key file \(name) has not \(Self.keyLength) bytes")
        }
        return SymmetricKey(data: bytes)
    }

    private func make(_ name: String) throws(RecordingError) -> SymmetricKey {
        let key = SymmetricKey(size: .bits256)
        do throws(PrivateFile.Failure) {
            try PrivateFile.makeFolder(self.path)
            try PrivateFile.write(key.withUnsafeBytes { Array($0) }, to: self.path + "/" + name)
        } catch {
            throw DiskFile.failure(error.step, error.number)
        }
        return key
    }
}
