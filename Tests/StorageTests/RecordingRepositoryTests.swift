import Kernel
import Model
import ModelTesting
import Testing

/// What every ``RecordingRepository`` promises.
@Suite("RecordingRepository contract")
struct RecordingRepositoryTests {
    private static func recording(
        _ id: String,
        at seconds: Int64,
        domain: String = "acme.example",
        users: [String] = ["alice"],
        peer: String = "+74951234567",
        direction: CallDirection = .incoming
    ) -> Recording {
        Recording(
            id: RecordingID(id),
            call: CallID("call-\(id)"),
            domain: DomainID(domain),
            user: UserID(users[0]),
            login: users[0],
            users: users.map { UserID($0) }.sorted(),
            direction: direction,
            peer: Party(user: UserID("p"), number: peer, name: "Пётр"),
            startedAt: Timestamp(seconds: seconds),
            isEncrypted: id == "b"
        )
    }

    private static let all = [
        recording("a", at: 10), recording("b", at: 20, users: ["bob", "alice"], direction: .outgoing),
        recording("c", at: 20, peer: "10_2"), recording("d", at: 30, domain: "other.example", users: ["carol"]),
    ]

    private static func filled(_ kind: TestStore.Kind) async throws -> any RecordingRepository {
        let recordings = try await TestStore(kind).recordings
        for recording in Self.all { try await recordings.put(recording) }
        return recordings
    }

    @Test("REC-01 a recording comes back whole, also after it has ended", arguments: TestStore.Kind.allCases)
    func roundTrip(_ kind: TestStore.Kind) async throws {
        let recordings = try await Self.filled(kind)
        for recording in Self.all { #expect(try await recordings.find(recording.id) == recording) }
        var ended = Self.all[1]
        ended.users = [UserID("dave")]
        ended.state = .kept
        ended.ending = .diskFull
        ended.duration = .milliseconds(61_250)
        ended.byteCount = 12_345
        try await recordings.put(ended)
        ended.users = ["alice", "bob", "dave"].map { UserID($0) }
        #expect(try await recordings.find(ended.id) == ended)
        #expect(try await recordings.find(RecordingID("none")) == nil)
    }

    @Test("TEN-03 the files of each domain are summed", arguments: TestStore.Kind.allCases)
    func byteCounts(_ kind: TestStore.Kind) async throws {
        let recordings = try await Self.filled(kind)
        #expect(try await TestStore(kind).recordings.byteCounts().isEmpty)
        for (index, bytes) in [(0, 5_000_000_000), (1, 7)] {
            var kept = Self.all[index]
            kept.byteCount = Int64(bytes)
            try await recordings.put(kept)
        }
        let sums = try await recordings.byteCounts()
        #expect(sums == [Self.all[0].domain: 5_000_000_007, DomainID("other.example"): 0])
    }

    @Test("CAL-01 who withheld the number stays known, and is found by nobody else", arguments: TestStore.Kind.allCases)
    func withheld(_ kind: TestStore.Kind) async throws {
        let recordings = try await TestStore(kind).recordings
        var recording = Self.recording("w", at: 10, users: ["alice", "bob"])
        try await recordings.put(recording)
        recording.withheld = [UserID("alice")]
        try await recordings.put(recording)
        #expect(try await recordings.find(recording.id) == recording)
        for (reader, count) in [(nil, 1), ("alice", 1), ("bob", 0)] {
            var filter = RecordingFilter(domain: nil, user: reader.map { UserID($0) })
            filter.text = "alic"
            filter.reader = filter.user
            #expect(try await recordings.page(filter, before: nil, limit: 9).count == count, "\(reader ?? "-")")
        }
    }

    /// What is asked for, and the ids that come, newest first.
    static let questions: [(RecordingFilter, [String])] = [
        (RecordingFilter(domain: nil), ["d", "c", "b", "a"]),
        (RecordingFilter(domain: DomainID("acme.example")), ["c", "b", "a"]),
        (RecordingFilter(domain: nil, call: CallID("call-b")), ["b"]),
        (RecordingFilter(domain: nil, user: UserID("alice")), ["c", "b", "a"]),
        (RecordingFilter(domain: nil, user: UserID("bob")), ["b"]),
        (RecordingFilter(domain: DomainID("other.example"), user: UserID("bob")), []),
        (changed { $0.from = Timestamp(seconds: 20) }, ["d", "c", "b"]),
        (changed { $0.to = Timestamp(seconds: 20) }, ["a"]),
        (changed { $0.direction = .outgoing }, ["b"]),
        (changed { $0.state = .kept }, []),
        (changed { $0.text = "4951" }, ["d", "b", "a"]),
        (changed { $0.text = "0_2" }, ["c"]),
        (changed { $0.text = "%" }, []),
        (changed { $0.text = "caro" }, ["d"]),
    ]

    private static func changed(_ change: (inout RecordingFilter) -> Void) -> RecordingFilter {
        var filter = RecordingFilter(domain: nil)
        change(&filter)
        return filter
    }

    @Test("REC-04 filters narrow the list, and pages join without gaps", arguments: TestStore.Kind.allCases)
    func pages(_ kind: TestStore.Kind) async throws {
        let recordings = try await Self.filled(kind)
        for (filter, expected) in Self.questions {
            #expect(try await recordings.page(filter, before: nil, limit: 10).map(\.id.text) == expected)
            var found: [String] = []
            var cursor: RecordingCursor?
            while let next = try await recordings.page(filter, before: cursor, limit: 1).first {
                found.append(next.id.text)
                cursor = RecordingCursor(startedAt: next.startedAt, id: next.id)
            }
            #expect(found == expected)
        }
    }

    @Test("REC-01 jobs find what is theirs, oldest first", arguments: TestStore.Kind.allCases)
    func jobs(_ kind: TestStore.Kind) async throws {
        let recordings = try await Self.filled(kind)
        #expect(try await recordings.all(in: .recording, limit: 3).map(\.id.text) == ["a", "b", "c"])
        for (recording, state) in zip(Self.all, [Recording.State.kept, .converted, .deleted, .kept]) {
            var ended = recording
            ended.state = state
            try await recordings.put(ended)
        }
        let acme = DomainID("acme.example")
        #expect(try await recordings.all(in: .recording, limit: 3).isEmpty)
        for (seconds, expected) in [(21, ["a", "b"]), (20, ["a"])] as [(Int64, [String])] {
            let kept = try await recordings.kept(of: acme, before: Timestamp(seconds: seconds), limit: 9)
            #expect(kept.map(\.id.text) == expected)
        }
        #expect(try await recordings.domains() == [acme, DomainID("other.example")])
    }

    @Test("REC-04 ACT-02 each access is kept in the order it came", arguments: TestStore.Kind.allCases)
    func accesses(_ kind: TestStore.Kind) async throws {
        let recordings = try await Self.filled(kind)
        let noted = RecordingAccess.Action.allCases.enumerated().map { index, action in
            RecordingAccess(
                at: Timestamp(seconds: Int64(index)),
                action: action,
                recording: RecordingID(index == 3 ? "b" : "a"),
                call: CallID("call-a"),
                domain: DomainID("acme.example"),
                author: "alice@acme.example",
                address: "192.0.2.7"
            )
        }
        for access in noted { try await recordings.note(access) }
        #expect(try await recordings.accesses(of: RecordingID("a"), limit: 9) == [noted[2], noted[1], noted[0]])
        #expect(try await recordings.accesses(of: RecordingID("b"), limit: 9) == [noted[3]])
    }
}
