/// One `a=` line (RFC 8866 §5.13).
public struct Attribute: Hashable, Sendable {
    /// What stands before the colon.
    public var name: String
    /// What follows the colon; `nil` when there is none.
    public var value: String?

    /// A line with or without a value.
    public init(_ name: String, _ value: String? = nil) {
        self.name = name
        self.value = value
    }
}

/// The `a=` lines of the session or of one media section, in their order, known ones and unknown ones.
///
/// Names are compared as they stand: they are case-sensitive (RFC 8866 §5.13).
public struct AttributeList: Hashable, Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
    private var lines: [Attribute]

    /// These lines in this order.
    public init(_ lines: [Attribute] = []) {
        self.lines = lines
    }

    /// These lines in this order.
    public init(arrayLiteral lines: Attribute...) {
        self.lines = lines
    }

    /// 0.
    public var startIndex: Int { 0 }
    /// The number of lines.
    public var endIndex: Int { self.lines.count }
    /// The line at a position.
    public subscript(position: Int) -> Attribute { self.lines[position] }

    /// Whether there is such a line, with or without a value.
    public func contains(_ name: String) -> Bool {
        self.lines.contains { $0.name == name }
    }

    /// The value of the first such line; `nil` when there is none or it has no value.
    public func first(_ name: String) -> String? {
        for line in self.lines where line.name == name { return line.value }
        return nil
    }

    /// The values of all such lines that have one.
    public func values(of name: String) -> some Sequence<String> {
        self.lines.lazy.filter { $0.name == name }.compactMap(\.value)
    }

    /// Adds a line at the end.
    public mutating func append(_ attribute: Attribute) {
        self.lines.append(attribute)
    }

    /// Adds lines at the end.
    public mutating func append(contentsOf attributes: some Sequence<Attribute>) {
        self.lines.append(contentsOf: attributes)
    }

    /// Adds a line at the end.
    public mutating func append(_ name: String, _ value: String? = nil) {
        self.lines.append(Attribute(name, value))
    }

    /// Removes all such lines.
    public mutating func remove(_ name: String) {
        self.lines.removeAll { $0.name == name }
    }

    /// Puts the line in the place of the first of its name and removes the others; appends it when there is none.
    public mutating func set(_ name: String, _ value: String? = nil) {
        guard let index = self.lines.firstIndex(where: { $0.name == name }) else {
            self.append(name, value)
            return
        }
        self.lines[index].value = value
        let tail = self.lines[(index + 1)...].filter { $0.name != name }
        self.lines.replaceSubrange((index + 1)..., with: tail)
    }
}

/// A line that this library does not interpret: `i=`, `u=`, `e=`, `p=`, `z=`, `k=`, and letters to come.
public struct OtherLine: Hashable, Sendable {
    /// An ASCII letter.
    public var letter: UInt8
    /// What follows the equals sign.
    public var value: String

    /// A line of its letter and value.
    public init(letter: UInt8, value: String) {
        self.letter = letter
        self.value = value
    }
}
