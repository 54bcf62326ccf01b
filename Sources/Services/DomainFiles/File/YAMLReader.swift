import Yams

/// Reads YAML 1.1 (by libyaml) from hostile bytes: bounded in bytes, pieces and depth, and without anchors, by which a few
/// lines can stand for millions.
enum YAMLReader {
    static let byteLimit = 16 << 20
    /// Pieces at most: each takes some 300 bytes of memory.
    static let pieceLimit = 3_000_000
    private static let depthLimit = 32

    static func read(_ file: [UInt8], pieceLimit: Int = Self.pieceLimit) throws(FileProblem) -> FileNode {
        guard file.count <= Self.byteLimit else {
            throw FileProblem("A file has at most \(Self.byteLimit >> 20) MB.")
        }
        guard let text = String(validating: file, as: UTF8.self) else {
            throw FileProblem("The file is no UTF-8 text.")
        }
        try Self.checkBytes(file, pieceLimit)
        do {
            guard let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() else {
                throw FileProblem("The file is empty.")
            }
            return try Self.node(root, depth: 0)
        } catch let error as YamlError {
            throw Self.problem(error)
        } catch let error as FileProblem {
            throw error
        } catch {
            throw FileProblem("The file is no YAML: \(error).")
        }
    }

    /// Whether `&` between these bytes could begin an anchor. It can where a value can begin, and that is not behind a
    /// letter or a digit; a text that has it elsewhere is written with `\x26`.
    static func isAnchor(after former: UInt8?, before next: UInt8?) -> Bool {
        guard let next, next > 0x20 else { return false }
        return former.map { !Self.isAlphanumeric($0) } ?? true
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }

    /// Looks at the bytes before libyaml does: each alias copies what its anchor names, and that is done while it reads.
    private static func checkBytes(_ file: [UInt8], _ pieceLimit: Int) throws(FileProblem) {
        var (line, pieces) = (1, 0)
        for (index, byte) in file.enumerated() {
            switch byte {
            case UInt8(ascii: "&"):
                let former = index > 0 ? file[index - 1] : nil
                let next = index + 1 < file.count ? file[index + 1] : nil
                guard Self.isAnchor(after: former, before: next) else { continue }
                throw FileProblem(#"Anchors (&) are not taken; in a text in quotes write \x26."#, line: line)
            case 0x0a:
                line += 1
                pieces += 1
            case 0x0d, UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ":"), UInt8(ascii: "?"):
                pieces += 1
            case UInt8(ascii: "-") where index + 1 < file.count && file[index + 1] <= 0x20:
                pieces += 1
            default: continue
            }
            guard pieces <= pieceLimit else { throw FileProblem("The file has too many pieces.", line: line) }
        }
    }

    private static func node(_ node: Node, depth: Int) throws(FileProblem) -> FileNode {
        let line = node.mark?.line ?? 0
        guard depth < Self.depthLimit else { throw FileProblem("This is nested too deep.", line: line) }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain
            if isPlain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return .nothing(line: line) }
            return .scalar(scalar.string, isWord: isPlain, line: line)
        case .sequence(let sequence):
            var elements: [FileNode] = []
            for element in sequence { elements.append(try Self.node(element, depth: depth + 1)) }
            return .list(elements, isInline: false, line: line)
        case .mapping(let mapping):
            var members: [FileNode.Member] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw FileProblem("A name is one word.", line: key.mark?.line ?? line)
                }
                members.append(
                    FileNode.Member(
                        name: name.string,
                        value: try Self.node(value, depth: depth + 1),
                        line: key.mark?.line ?? line
                    )
                )
            }
            return .map(members, isInline: false, line: line)
        case .alias:
            throw FileProblem("Aliases (*) are not taken.", line: line)
        }
    }

    private static func problem(_ error: YamlError) -> FileProblem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            FileProblem("This is no YAML: \(problem).", line: mark.line)
        case .duplicatedKeysInMapping(let names, let context):
            FileProblem(
                "A name stands twice: \(names.prefix(3).joined(separator: ", ").prefix(200)).",
                line: context.mark.line
            )
        case .reader(let problem, _, _, _): FileProblem("The file is no YAML: \(problem).")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            FileProblem("The file cannot be read as YAML.")
        }
    }
}
