import Kernel
import Model

/// A filter of the history of changes in SQL.
struct ChangeConditions {
    private(set) var sql: String
    private(set) var values: [SQLValue]

    init(_ filter: ChangeFilter, before version: Int64?) {
        self.sql = "version < $1"
        self.values = [.integer(version ?? .max)]
        switch filter.scope {
        case .installation: break
        case .domain(let domain): self.add("domain = ", .text(domain.text))
        case .pool(let pool): self.add("pool = ", .text(pool.text))
        }
        if let object = filter.object { self.addPart("object_name", object) }
        if let author = filter.author { self.addPart("author", author) }
        if let action = filter.action {
            self.values.append(.text(action.rawValue))
            let column = "action = $\(self.values.count)"
            self.sql +=
                Self.oldAction(action).map { " AND (\(column) OR action IS NULL AND \($0))" } ?? " AND \(column)"
        }
        if let from = filter.from { self.add("at >= ", .integer(from.microseconds)) }
        if let id = filter.objectID {
            let versioned = ["domain", "user", "trunk", "line"] + DomainEntry.Kind.allCases.map(\.rawValue)
            let kinds = versioned.map { "'\($0)'" }.joined(separator: ", ")
            self.sql += " AND object_kind IN (\(kinds))"
            self.add("object_id = ", .text(id))
        }
        if let until = filter.until { self.add("at < ", .integer(until.microseconds)) }
    }

    /// What was recorded before the actions had a column; `nil`: nothing of it was called so.
    private static func oldAction(_ action: ChangeFilter.Action) -> String? {
        switch action {
        case .create: "object_before IS NULL AND object_after IS NOT NULL"
        case .change: "object_before IS NOT NULL AND object_after IS NOT NULL"
        case .remove: "object_after IS NULL"
        case .signIn, .signOut, .activate, .deactivate: nil
        }
    }

    private mutating func add(_ condition: String, _ value: SQLValue) {
        self.values.append(value)
        self.sql += " AND \(condition)$\(self.values.count)"
    }

    /// Engines agree on the lower case of Latin letters only: of others it is found as it is written, and in lower case.
    private mutating func addPart(_ column: String, _ part: String) {
        self.values.append(.text(Self.pattern(part)))
        self.values.append(.text(Self.pattern(part.lowercased())))
        let (written, lower) = (self.values.count - 1, self.values.count)
        self.sql += " AND (\(column) LIKE $\(written) ESCAPE '!' OR LOWER(\(column)) LIKE $\(lower) ESCAPE '!')"
    }

    private static func pattern(_ text: String) -> String {
        let escaped = text.map { "!%_".contains($0) ? "!\($0)" : "\($0)" }.joined()
        return "%\(escaped)%"
    }
}
