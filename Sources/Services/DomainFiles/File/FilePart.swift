import Model

/// One map of a domain's file, walked in the same order when it is written and when it is read: what is written can be
/// read, and neither can forget a member that the other knows.
///
/// A member that is as usual is not written, and one that is not there is as usual.
final class FilePart {
    /// Who is meant by the names in the file.
    let names: FileNames
    let path: String
    let line: Int
    /// `nil` while it is written.
    private let problems: FileProblems?
    /// What was read, or what has been written so far.
    private(set) var members: [FileNode.Member] = []
    /// Members that nobody has asked for yet.
    private var unread: Set<String> = []
    /// By name: a large map is asked for each of its members.
    private var places: [String: Int] = [:]

    var isReading: Bool { self.problems != nil }

    /// A part to be written.
    init(names: FileNames) {
        self.names = names
        self.problems = nil
        self.path = ""
        self.line = 0
    }

    /// A part to be read.
    init(_ node: FileNode, path: String, names: FileNames, problems: FileProblems) {
        self.names = names
        self.problems = problems
        self.path = path
        self.line = node.line
        guard let members = node.members else {
            problems.add("This must be a map of names and values.", at: path, line: node.line)
            return
        }
        self.members = members
        self.unread = Set(members.map(\.name))
        self.places = Dictionary(members.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
    }

    // MARK: - What a member is

    /// The basis of everything else.
    /// - Parameters:
    ///   - write: `nil`: the member is not written.
    ///   - read: what it was told by a part that is not there is `nil`.
    func member(_ name: String, write: () -> FileNode?, read: (FileNode?, String) -> Void) {
        guard self.isReading else {
            if let value = write() { self.members.append(FileNode.Member(name: name, value: value)) }
            return
        }
        self.unread.remove(name)
        let value = self.places[name].map { self.members[$0].value }
        if case .nothing? = value { return read(nil, self.path(name)) }
        read(value, self.path(name))
    }

    func value<Value: Equatable>(_ name: String, _ value: inout Value, usual: Value, _ form: FileForm<Value>) {
        self.member(name) {
            value == usual ? nil : .scalar(form.write(value), isWord: form.isWord, line: 0)
        } read: { node, path in
            value = node.flatMap { self.read($0, form, at: path) } ?? usual
        }
    }

    /// One that has to be there.
    func required<Value>(_ name: String, _ value: inout Value, _ form: FileForm<Value>) {
        self.member(name) {
            .scalar(form.write(value), isWord: form.isWord, line: 0)
        } read: { node, path in
            guard let node else { return self.problem("This is required.", at: path) }
            if let read = self.read(node, form, at: path) { value = read }
        }
    }

    func optional<Value>(_ name: String, _ value: inout Value?, _ form: FileForm<Value>) {
        self.member(name) {
            value.map { .scalar(form.write($0), isWord: form.isWord, line: 0) }
        } read: { node, path in
            value = node.flatMap { self.read($0, form, at: path) }
        }
    }

    /// A list of texts on one line.
    func texts<Value>(_ name: String, _ values: inout [Value], _ form: FileForm<Value>) {
        self.member(name) {
            values.isEmpty
                ? nil
                : .list(values.map { .scalar(form.write($0), isWord: form.isWord, line: 0) }, isInline: true, line: 0)
        } read: { node, path in
            values = self.elements(node, at: path).compactMap { self.read($0.node, form, at: $0.path) }
        }
    }

    /// A list of maps.
    func parts<Value>(
        _ name: String,
        _ values: inout [Value],
        blank: Value,
        isInline: Bool = false,
        walk: (inout Value, FilePart) -> Void
    ) {
        self.member(name) {
            let nodes = values.map { value in
                let part = FilePart(names: self.names)
                var value = value
                walk(&value, part)
                return FileNode.map(part.members, isInline: isInline, line: 0)
            }
            return nodes.isEmpty ? nil : .list(nodes, isInline: false, line: 0)
        } read: { node, path in
            values = self.elements(node, at: path).map { element in
                var value = blank
                self.read(element.node, at: element.path) { walk(&value, $0) }
                return value
            }
        }
    }

    /// A map in the map.
    func part<Value: Equatable>(
        _ name: String,
        _ value: inout Value,
        usual: Value,
        isInline: Bool = false,
        walk: (inout Value, FilePart) -> Void
    ) {
        self.member(name) {
            guard value != usual else { return nil }
            let part = FilePart(names: self.names)
            walk(&value, part)
            return .map(part.members, isInline: isInline, line: 0)
        } read: { node, path in
            value = usual
            if let node { self.read(node, at: path) { walk(&value, $0) } }
        }
    }

    // MARK: - Reading

    private func read<Value>(_ node: FileNode, _ form: FileForm<Value>, at path: String) -> Value? {
        guard let text = node.scalar, let value = form.read(text) else {
            self.problem("This must be \(form.expected).", at: path, line: node.line)
            return nil
        }
        return value
    }

    func elements(_ node: FileNode?, at path: String) -> [(node: FileNode, path: String)] {
        guard let node else { return [] }
        guard let elements = node.elements else {
            self.problem("This must be a list.", at: path, line: node.line)
            return []
        }
        return elements.enumerated().map { ($0.element, "\(path).\($0.offset + 1)") }
    }

    private func read(_ node: FileNode, at path: String, walk: (FilePart) -> Void) {
        guard let problems else { return }
        let part = FilePart(node, path: path, names: self.names, problems: problems)
        walk(part)
        part.finish()
    }

    /// Says which members nobody has asked for.
    func finish() {
        for member in self.members where self.unread.remove(member.name) != nil {
            self.problem("There is no such setting.", at: self.path(String(member.name.prefix(100))), line: member.line)
        }
    }

    /// What the model says of the whole.
    func check(_ validate: () throws(ModelError) -> Void) {
        guard self.isReading else { return }
        do {
            try validate()
        } catch {
            self.problem(error.detail)
        }
    }

    func problem(_ message: String, at path: String? = nil, line: Int? = nil) {
        self.problems?.add(message, at: path ?? self.path, line: line ?? self.line)
    }

    /// The line of a member, for what is wrong with several of them together.
    func line(of name: String) -> Int { self.places[name].map { self.members[$0].value.line } ?? self.line }

    func path(_ name: String) -> String { self.path.isEmpty ? name : "\(self.path).\(name)" }
}
