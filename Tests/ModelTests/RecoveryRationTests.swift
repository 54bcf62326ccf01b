import Kernel
import Model
import Testing

@Suite("RecoveryRation")
struct RecoveryRationTests {
    private static let settings: RecoveryRation.Settings = {
        var settings = RecoveryRation.Settings()
        (settings.lettersOfAccount, settings.requestsOfSource, settings.window) = (2, 4, .seconds(100))
        return settings
    }()

    private static func at(_ seconds: Int) -> Moment { Moment.start.advanced(by: .seconds(seconds)) }

    /// Who asks for whom when, and what is done.
    private typealias Step = (source: String, account: String, seconds: Int, verdict: RecoveryRation.Verdict)

    @Test("AUTH-02 an account gets its share of letters in silence, a source is told to wait")
    func shares() {
        var ration = RecoveryRation(settings: Self.settings)
        let steps: [Step] = [
            ("a", "alice", 0, .send), ("a", "alice", 10, .send), ("a", "alice", 20, .stayQuiet),
            // Another source gains nothing, another account of the same source does.
            ("b", "alice", 30, .stayQuiet), ("a", "bob", 40, .send),
            ("a", "carol", 60, .refuse(for: .seconds(40))), ("b", "carol", 60, .send),
            // The windows of source and account end on their own.
            ("a", "alice", 100, .send), ("a", "carol", 100, .send), ("a", "alice", 101, .send),
            ("a", "alice", 102, .stayQuiet), ("a", "bob", 103, .refuse(for: .seconds(97))),
        ]
        for step in steps {
            let verdict = ration.admit(source: step.source, account: step.account, at: Self.at(step.seconds))
            #expect(verdict == step.verdict, "\(step)")
        }
    }

    @Test("AUTH-02 what it remembers is bounded: who asked longest ago is forgotten")
    func bounded() {
        var settings = Self.settings
        settings.capacity = 2
        settings.lettersOfAccount = 1
        var ration = RecoveryRation(settings: settings)
        let accounts = ["a", "b", "c", "c", "a"]
        let verdicts = accounts.enumerated().map { index, account in
            ration.admit(source: "source\(index)", account: account, at: Self.at(index))
        }
        #expect(verdicts == [.send, .send, .send, .stayQuiet, .send])
    }
}
