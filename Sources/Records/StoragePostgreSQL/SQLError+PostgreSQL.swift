import Storage

extension SQLError {
    /// What the server refused.
    /// - Parameter state: five characters, of which two are the kind (PostgreSQL, appendix A).
    init(sqlState state: String, _ message: String) {
        let sentence = state.isEmpty ? message : "\(message) (\(state))"
        self.init(Self.code(state), sentence)
    }

    private static func code(_ state: String) -> Code {
        switch state {
        case "23505": return .notUnique
        case "53100": return .full
        case "53300": return .unreachable
        case "55P03", "40P01", "40001": return .locked
        case "25006": return .readOnly
        case "42501": return .forbidden
        case "57014": return .tooSlow
        case "3D000": return .notAdmitted
        default: break
        }
        switch state.prefix(2) {
        case "23": return .constraint
        case "08": return .lost
        case "57": return .unreachable
        case "28": return .notAdmitted
        case "58": return .inputOutput
        case "XX": return .damaged
        default: return .other
        }
    }
}
