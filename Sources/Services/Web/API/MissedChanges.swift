import Kernel
import Model

/// What of the configuration has a version and a history.
protocol VersionedObject {
    var version: Int { get }
    /// Its id in the history of changes.
    var historyID: String { get }
}

extension User: VersionedObject { var historyID: String { self.id.text } }
extension Domain: VersionedObject { var historyID: String { self.id.text } }
extension Trunk: VersionedObject { var historyID: String { self.id.text } }
extension Line: VersionedObject { var historyID: String { self.id.text } }
extension DomainEntry: VersionedObject { var historyID: String { self.id.text } }

/// What a writer who came too late has not seen: two administrators edit the same thing, and the later one is told what
/// the earlier one did.
struct MissedChanges: Equatable {
    var objectID: String
    /// The version in the writer's hands; `nil`: no number.
    var seen: Int?

    /// So many are told, the newest first.
    static let most = 20

    /// As the history of changes shows them; none to those who may not read it.
    func told(to caller: Caller?, from configuration: any LiveConfiguration) async -> [JSONValue] {
        guard let caller, let seen, caller.role == .systemAdministrator || caller.role == .domainAdministrator
        else { return [] }
        var filter = ChangeFilter(of: caller.role == .systemAdministrator ? nil : caller.user.domain)
        filter.objectID = self.objectID
        // What cannot be read now is no reason for another answer.
        let changes = (try? await configuration.history(filter, before: .max, limit: Self.most)) ?? []
        let present = configuration.current
        return changes.filter { ($0.after.objectVersion ?? 0) > seen }
            .map { ChangeBody.json($0, for: caller, in: present) }
    }
}
