import Kernel
import Model
import Testing

@Suite("Recording")
struct RecordingTests {
    /// Login, direction and peer, and the name of the download.
    static let names: [(String, CallDirection, String, String)] = [
        ("anna", .incoming, "+74951234567", "anna_in_+74951234567_2026_11_21_123456"),
        ("anna", .outgoing, "89161234567", "anna_out_89161234567_2026_11_21_123456"),
        ("ivan.petrov", .internal, "102", "ivan.petrov_int_102_2026_11_21_123456"),
        ("a", .incoming, "", "a_in_-_2026_11_21_123456"),
        ("a", .incoming, "../\"x\r\nя", "a_in_..--x--_2026_11_21_123456"),
    ]

    @Test("REC-02 a download is named by user, direction, peer and time", arguments: names)
    func fileName(login: String, direction: CallDirection, peer: String, name: String) throws {
        let recording = Recording(
            id: RecordingID("r"),
            call: CallID("c"),
            domain: DomainID("acme.example"),
            user: UserID("u"),
            login: login,
            users: [],
            direction: direction,
            peer: Party(number: peer),
            startedAt: try #require(Timestamp("2026-11-21T12:34:56.789Z"))
        )
        #expect(recording.fileName == name)
    }
}
