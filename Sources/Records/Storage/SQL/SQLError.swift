package import Model

/// Why a statement failed, in terms that every engine has.
package struct SQLError: Error, Equatable, CustomStringConvertible {
    /// Closed: each is a sentence of its own to the operator.
    package enum Code: Sendable, CaseIterable {
        /// The disk, the quota or the permitted size of the database is full.
        case full
        /// Somebody else kept the database locked for longer than we wait.
        case locked
        case readOnly
        /// The file is no database, or is damaged.
        case damaged
        /// The file cannot be opened.
        case cannotOpen
        /// The server does not answer, or takes nobody.
        case unreachable
        /// The server knows neither user nor database, or refuses the password.
        case notAdmitted
        /// The server's user lacks rights.
        case forbidden
        /// The connection broke in the middle of a transaction.
        case lost
        /// The server took longer than we wait.
        case tooSlow
        /// The server is older than Martlet can use.
        case tooOld
        case inputOutput
        /// A key that must be unique is there already.
        case notUnique
        /// A rule of the schema was broken.
        case constraint
        /// Written by a newer version of Martlet.
        case tooNew
        case other
    }

    package let code: Code
    /// What the engine said.
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { self.detail }
}

extension ModelError {
    /// What a failing store means to an operator, and what to do about it.
    package init(_ error: SQLError) {
        let sentence =
            switch error.code {
            case .full:
                "The disk of the database is full: free some space. Nothing that is stored is lost."
            case .locked:
                "Another process keeps the database locked: end it (a backup, a second server or an open SQL shell)."
            case .readOnly:
                "The database cannot be written: let Martlet's user write the data directory and its files."
            case .damaged:
                "The database file is damaged or is no database: restore a backup, or move it away to start anew."
            case .cannotOpen:
                "The database cannot be opened: check that the data directory exists and Martlet's user may use it."
            case .unreachable:
                "The database server cannot be reached: check that it runs, and host and port in the setting database."
            case .notAdmitted:
                "The database server refuses Martlet: check user, password and name in the setting database."
            case .forbidden:
                "The database's user may not do that: make it the owner of the database."
            case .lost:
                "The connection to the database broke: look whether the last change was stored before you repeat it."
            case .tooSlow:
                "The database takes too long: look at the load of its server."
            case .tooOld:
                "The database server is too old: Martlet needs PostgreSQL 13 or newer."
            case .inputOutput:
                "Reading or writing the database failed: check its disk."
            case .notUnique:
                "The store has such an entry already."
            case .constraint:
                "The store refused an entry that breaks its rules."
            case .tooNew:
                "The data was written by a newer version of Martlet: start that version, or restore an older backup."
            case .other:
                "The database failed."
            }
        self.init(.storeFailed, sentence, cause: error)
    }
}

extension SQLDatabase {
    /// As ``read(_:)``, with errors that the product's edges know.
    func reading<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        do { return try await self.read(body) } catch let error as SQLError { throw ModelError(error) }
    }

    /// As ``write(_:)``, with errors that the product's edges know.
    func writing<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        do { return try await self.write(body) } catch let error as SQLError { throw ModelError(error) }
    }
}
