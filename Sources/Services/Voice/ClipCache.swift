import Audio
import Synchronization

/// Sound that was heard lately, so that a greeting is not read from the disk for each caller. Any thread.
final class ClipCache: Sendable {
    private struct Entry {
        var clip: AudioClip
        var use: UInt64
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var byteCount = 0
        var uses: UInt64 = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: bytes of samples held at most.
    init(limit: Int) {
        self.limit = limit
    }

    func find(_ key: String) -> AudioClip? {
        self.state.withLock { state in
            guard let clip = state.entries[key]?.clip else { return nil }
            state.uses += 1
            state.entries[key]?.use = state.uses
            return clip
        }
    }

    /// Keeps a clip; what was used longest ago makes room.
    func put(_ clip: AudioClip, for key: String) {
        let size = Self.size(clip)
        guard size <= self.limit else { return }
        self.state.withLock { state in
            Self.remove(key, from: &state)
            while state.byteCount + size > self.limit,
                let oldest = state.entries.min(by: { $0.value.use < $1.value.use })?.key
            {
                Self.remove(oldest, from: &state)
            }
            state.uses += 1
            state.entries[key] = Entry(clip: clip, use: state.uses)
            state.byteCount += size
        }
    }

    func remove(_ key: String) {
        self.state.withLock { Self.remove(key, from: &$0) }
    }

    private static func remove(_ key: String, from state: inout State) {
        if let former = state.entries.removeValue(forKey: key) { state.byteCount -= self.size(former.clip) }
    }

    private static func size(_ clip: AudioClip) -> Int { clip.samples.count * 2 }
}
