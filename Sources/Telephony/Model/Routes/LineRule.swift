/// One rule of a line: which calls it takes, and where to (RTE-03). The first of a line that holds decides.
package struct LineRule: Hashable, Sendable, Codable {
    /// A rule that is off is passed over.
    package var isActive: Bool
    /// `nil`: at any time.
    package var schedule: WeeklySchedule?
    /// Beginnings of the caller's national number, 1 to 15 digits each, at most 100; none: anybody (RTE-05).
    package var prefixes: [String]
    package var target: RouteTarget

    package init(
        isActive: Bool = true,
        schedule: WeeklySchedule? = nil,
        prefixes: [String] = [],
        to target: RouteTarget
    ) {
        self.isActive = isActive
        self.schedule = schedule
        self.prefixes = prefixes
        self.target = target
    }

    /// Rules of one line.
    package static let limit = 100
    package static let prefixLimit = 100

    /// Whether it takes every call: no rule after it is ever asked.
    package var isUnconditional: Bool {
        self.isActive && self.prefixes.isEmpty && (self.schedule?.isAlways ?? true)
    }

    func validate() throws(ModelError) {
        try self.schedule?.validate()
        try self.target.validate()
        try Validity.require(
            self.prefixes.count <= Self.prefixLimit && Set(self.prefixes).count == self.prefixes.count,
            "A rule has at most \(Self.prefixLimit) prefixes, each once."
        )
        for prefix in self.prefixes {
            try Validity.require(Validity.isDigits(prefix, 1...15), "A prefix has 1 to 15 digits, as in 495.")
        }
    }
}

/// Whose calls a line takes at all (RTE-07). Either list or none, never both.
package enum CallerFilter: Hashable, Sendable {
    case off
    /// Who is listed hears busy.
    case black([DialString])
    /// Only those listed get through: an empty list lets nobody in.
    case white([DialString])

    /// Numbers of one list.
    package static let limit = 1_000

    package enum Kind: String, CaseIterable, Sendable {
        case off, black, white
    }

    package var kind: Kind {
        switch self {
        case .off: .off
        case .black: .black
        case .white: .white
        }
    }

    package var numbers: [DialString] {
        switch self {
        case .off: []
        case .black(let numbers), .white(let numbers): numbers
        }
    }

    package init(_ kind: Kind, _ numbers: [DialString]) {
        switch kind {
        case .off: self = .off
        case .black: self = .black(numbers)
        case .white: self = .white(numbers)
        }
    }

    func validate() throws(ModelError) {
        try Validity.require(
            self.numbers.count <= Self.limit && Set(self.numbers).count == self.numbers.count,
            "A black or white list has at most \(Self.limit) numbers, each once."
        )
    }
}

extension CallerFilter: Codable {
    private enum Key: String, CodingKey {
        case kind, numbers
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let kind = Kind(rawValue: try values.decode(String.self, forKey: .kind)) ?? .off
        self.init(kind, try values.decode([DialString].self, forKey: .numbers))
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(self.kind.rawValue, forKey: .kind)
        try values.encode(self.numbers, forKey: .numbers)
    }
}
