import Foundation
import Model
import Synchronization

/// Users in the order of a list, with what they are searched by. Kept until the configuration changes: to sort ten
/// thousand names and to put them into lower case costs a hundred times what a page of them does.
final class UserIndex: Sendable {
    struct Entry: Sendable {
        /// The place in the list; unique in it.
        let key: String
        let id: UserID
        fileprivate let `extension`: String?
        /// Login, name, address and phone numbers, each behind a line feed, which is in none of them; ends with a zero.
        fileprivate let text: [CChar]

        fileprivate init(_ user: User, key: String) {
            self.key = key
            self.id = user.id
            self.extension = user.extension
            let words = [user.login, user.shownName, user.email ?? ""]
            self.text = Array(UserIndex.text(words, numbers: user.phoneNumbers).utf8CString)
        }
    }

    private struct List: Hashable {
        /// `nil`: of every domain that is no pool.
        var domain: DomainID?
        var order: UserOrder
    }

    private struct State {
        var version: Int64 = -1
        var lists: [List: [Entry]] = [:]
    }

    /// Administrators of more domains than this have their lists made anew.
    private static let limit = 16
    /// A list of more users, which only a provider with all domains at once has, would keep too much memory.
    private static let largest = 50_000
    private let state = Mutex(State())

    /// - Parameter domain: `nil`: every domain's.
    func entries(of domain: DomainID?, in order: UserOrder, of configuration: Configuration) -> [Entry] {
        let list = List(domain: domain, order: order)
        let kept = self.state.withLock { $0.version == configuration.version ? $0.lists[list] : nil }
        if let kept { return kept }
        let entries = Self.made(list, configuration)
        guard entries.count <= Self.largest else { return entries }
        self.state.withLock { state in
            // Who began later with a newer configuration may have ended first.
            guard state.version <= configuration.version else { return }
            if state.version < configuration.version || state.lists.count >= Self.limit { state.lists = [:] }
            state.version = configuration.version
            state.lists[list] = entries
        }
        return entries
    }

    private static func made(_ list: List, _ configuration: Configuration) -> [Entry] {
        let tenants =
            list.domain.map { id in configuration.tenants[id].map { [$0] } ?? [] }
            ?? configuration.tenants.values.filter { $0.domain.pool == nil }
        let key = list.order.key(in: tenants.map(\.domain.id), of: configuration)
        return tenants.flatMap { $0.users.values.map { Entry($0, key: key($0)) } }.sorted { $0.key < $1.key }
    }

    /// Those whose login, name, address or phone number contains the text, or whose extension begins with it.
    static func found(_ search: String, in entries: [Entry]) -> [Entry] {
        let wanted = Self.spellings(search)
        let patterns = wanted.map { Array($0.utf8CString) }
        return entries.filter { entry in
            patterns.contains { strstr(entry.text, $0) != nil }
                || wanted.contains { entry.extension?.hasPrefix($0) == true }
        }
    }

    /// What is searched: words, and numbers as they are written and as the world dials them; a line feed between them.
    static func text(_ words: [String], numbers: [String]) -> String {
        let spelled = numbers.flatMap { number in
            [number, DialString(number).map { NumberPlan.russia.comparable($0).text } ?? number]
        }
        return Self.folded((words + spelled).joined(separator: "\n"))
    }

    /// What was typed; of a number also without what people put between the digits, and `8 (495) 1…` as `+7 495 1…`.
    static func spellings(_ search: String) -> [String] {
        let typed = Self.folded(search)
        let separators: Set<Unicode.Scalar> = [" ", "\u{a0}", "(", ")", "-", "."]
        let kept = String(String.UnicodeScalarView(typed.unicodeScalars.filter { !separators.contains($0) }))
        let digits = kept.hasPrefix("+") ? kept.dropFirst() : kept[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return [typed] }
        // Three digits may be the beginning of an extension, and of any number in the world.
        let isNational = kept.hasPrefix("8") && kept.count > 3
        return [typed] + (kept == typed ? [] : [kept]) + (isNational ? ["+7" + kept.dropFirst()] : [])
    }

    /// Those whom calls can be sent to: who has no extension has no phone.
    static func reachable(in entries: [Entry]) -> [Entry] { entries.filter { $0.extension != nil } }

    private static func folded(_ text: String) -> String {
        text.lowercased().precomposedStringWithCanonicalMapping
    }
}
