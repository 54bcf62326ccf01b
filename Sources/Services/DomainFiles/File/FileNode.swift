/// A piece of a domain's file, apart from how YAML spells it.
indirect enum FileNode: Equatable, Sendable {
    struct Member: Equatable, Sendable {
        var name: String
        var value: FileNode
        /// Where the name stands, from 1; 0: it was not read.
        var line = 0
    }

    /// - Parameter isWord: a number or a boolean: it stands without quotes.
    case scalar(String, isWord: Bool, line: Int)
    /// - Parameter isInline: on one line, for lists of short texts.
    case list([FileNode], isInline: Bool, line: Int)
    case map([Member], isInline: Bool, line: Int)
    /// Nothing, or `null`: as if the member were not there.
    case nothing(line: Int)

    static func text(_ text: String) -> FileNode { .scalar(text, isWord: false, line: 0) }
    static func word(_ text: String) -> FileNode { .scalar(text, isWord: true, line: 0) }

    /// A map of one member.
    static func one(_ name: String, _ text: String) -> FileNode {
        .map([Member(name: name, value: .text(text))], isInline: true, line: 0)
    }

    var line: Int {
        switch self {
        case .scalar(_, _, let line), .list(_, _, let line), .map(_, _, let line), .nothing(let line): line
        }
    }

    var scalar: String? {
        if case .scalar(let text, _, _) = self { return text }
        return nil
    }

    var elements: [FileNode]? {
        if case .list(let elements, _, _) = self { return elements }
        return nil
    }

    var members: [Member]? {
        if case .map(let members, _, _) = self { return members }
        return nil
    }

    subscript(name: String) -> FileNode? { self.members?.first { $0.name == name }?.value }
}
