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
        /// The file or the server cannot be reached.
        case cannotOpen
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
                "The disk of the data directory is full: free some space. Nothing that is stored is lost."
            case .locked:
                "Another process keeps the database locked: end it (a backup, a second server or an open SQL shell)."
            case .readOnly:
                "The database cannot be written: let Martlet's user write the data directory and its files."
            case .damaged:
                "The database file is damaged or is no database: restore a backup, or move it away to start anew."
            case .cannotOpen:
                "The database cannot be opened: check that the data directory exists and Martlet's user may use it."
            case .inputOutput:
                "Reading or writing the database failed: check the disk of the data directory."
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
