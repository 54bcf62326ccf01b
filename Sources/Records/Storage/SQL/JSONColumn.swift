#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Values that are only ever read whole lie in one column as JSON, and may grow without a migration.
enum JSONColumn {
    static func write(_ value: some Encodable) throws(SQLError) -> SQLValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return .utf8(Array(try encoder.encode(value)))
        } catch {
            throw SQLError(.other, "a value cannot be written: \(error)")
        }
    }

    /// `nil` for nothing and for what this version cannot read: then it is as if it had never been chosen.
    static func read<Value: Decodable>(_ json: String?) -> Value? {
        json.flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
    }
}
