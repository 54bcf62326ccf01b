package import Kernel
package import Model

/// A list of recordings that ends with the process.
package actor InMemoryRecordingRepository: RecordingRepository {
    private var recordings: [RecordingID: Recording] = [:]
    private var history: [RecordingAccess] = []

    package init() {}

    package func put(_ recording: Recording) {
        guard var known = self.recordings[recording.id] else {
            var new = recording
            new.users.sort()
            new.withheld.sort()
            self.recordings[recording.id] = new
            return
        }
        known.users = Set(known.users + recording.users).sorted()
        known.withheld = Set(known.withheld + recording.withheld).sorted()
        known.duration = recording.duration
        known.byteCount = recording.byteCount
        known.state = recording.state
        known.ending = recording.ending
        self.recordings[recording.id] = known
    }

    package func find(_ id: RecordingID) -> Recording? { self.recordings[id] }

    package func page(_ filter: RecordingFilter, before cursor: RecordingCursor?, limit: Int) -> [Recording] {
        let found = self.recordings.values.filter { recording in
            (filter.domain == nil || filter.domain == recording.domain)
                && (filter.call == nil || filter.call == recording.call)
                && (filter.direction == nil || filter.direction == recording.direction)
                && (filter.state == nil || filter.state == recording.state)
                && filter.from.map { recording.startedAt >= $0 } != false
                && filter.to.map { recording.startedAt < $0 } != false
                && filter.user.map { recording.users.contains($0) } != false
                && filter.text.map { Self.has($0, recording, filter.reader) } != false
        }
        let rest = found.sorted { ($1.startedAt, $1.id) < ($0.startedAt, $0.id) }.drop { recording in
            cursor.map { (recording.startedAt, recording.id) >= ($0.startedAt, $0.id) } ?? false
        }
        return Array(rest.prefix(limit))
    }

    private static func has(_ text: String, _ recording: Recording, _ reader: UserID?) -> Bool {
        if recording.peer.number.contains(text) { return true }
        return reader.map { recording.tellsUser(to: $0) } != false && recording.login.contains(text)
    }

    package func all(in state: Recording.State, limit: Int) -> [Recording] {
        Array(
            self.recordings.values.filter { $0.state == state }
                .sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
                .prefix(limit)
        )
    }

    package func domains() -> [DomainID] { Set(self.recordings.values.map(\.domain)).sorted() }

    package func byteCounts() -> [DomainID: Int64] {
        Dictionary(grouping: self.recordings.values, by: \.domain).mapValues { $0.reduce(0) { $0 + $1.byteCount } }
    }

    package func kept(of domain: DomainID, before: Timestamp, limit: Int) -> [Recording] {
        let kept: Set<Recording.State> = [.kept, .converted]
        return Array(
            self.recordings.values
                .filter { $0.domain == domain && $0.startedAt < before && kept.contains($0.state) }
                .sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
                .prefix(limit)
        )
    }

    package func note(_ access: RecordingAccess) { self.history.append(access) }

    package func accesses(of recording: RecordingID, limit: Int) -> [RecordingAccess] {
        Array(self.history.filter { $0.recording == recording }.reversed().prefix(limit))
    }
}
