import Model
import Synchronization

@testable import Web

/// Keeps the letters that it is given.
final class FakePost: AccountPost {
    struct Sent: Equatable {
        var letter: AccountLetter
        var address: String
        var language: SpokenLanguage
    }

    let canLink: Bool
    private let letters = Mutex<[Sent]>([])

    init(canLink: Bool = true) {
        self.canLink = canLink
    }

    var sent: [Sent] { self.letters.withLock { $0 } }

    func send(_ letter: AccountLetter, to address: String, in language: SpokenLanguage) {
        self.letters.withLock { $0.append(Sent(letter: letter, address: address, language: language)) }
    }

    /// Waits for that many letters, for a minute at least.
    func wait(for count: Int) async throws -> [Sent] {
        for _ in 0..<12_000 where self.sent.count < count { try await Task.sleep(for: .milliseconds(5)) }
        return self.sent
    }
}
