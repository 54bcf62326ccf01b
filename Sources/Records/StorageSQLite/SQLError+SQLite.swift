import GRDB
import GRDBSQLite
import Storage

extension SQLError {
    /// What GRDB threw.
    init(_ error: any Error) {
        switch error {
        case let error as SQLError:
            self = error
        case let error as DatabaseError:
            self.init(Self.code(error.extendedResultCode.rawValue), error.message ?? "\(error)")
        default:
            self.init(.other, "\(error)")
        }
    }

    /// What a step or a binding answered.
    init(_ code: CInt, of statement: OpaquePointer) {
        let connection = sqlite3_db_handle(statement)
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? "no message"
        self.init(Self.code(sqlite3_extended_errcode(connection)), message)
    }

    private static func code(_ extended: CInt) -> Code {
        switch extended {
        case ResultCode.SQLITE_CONSTRAINT_UNIQUE.rawValue, ResultCode.SQLITE_CONSTRAINT_PRIMARYKEY.rawValue,
            ResultCode.SQLITE_CONSTRAINT_ROWID.rawValue:
            return .notUnique
        default:
            break
        }
        // The lower byte is the kind, the rest says more.
        switch extended & 0xff {
        case SQLITE_FULL: return .full
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: return .locked
        case SQLITE_READONLY, SQLITE_PERM: return .readOnly
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT: return .damaged
        case SQLITE_CANTOPEN, SQLITE_AUTH: return .cannotOpen
        case SQLITE_IOERR: return .inputOutput
        case SQLITE_CONSTRAINT: return .constraint
        default: return .other
        }
    }
}
