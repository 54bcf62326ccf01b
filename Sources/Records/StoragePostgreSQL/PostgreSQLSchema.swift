/// The schema's text as PostgreSQL has to read it, so that it means what Storage says it means: numbers of 64 bits,
/// text compared by its bytes whatever language the database was made for.
enum PostgreSQLSchema {
    private static let types = ["INTEGER": "BIGINT", "BLOB": "BYTEA", "TEXT": #"TEXT COLLATE "C""#]

    /// - Parameter script: statements; what stands in quotes stays as it is.
    static func translated(_ script: String) -> String {
        var text = ""
        var word = ""
        var isQuoted = false
        func end() {
            text += Self.types[word] ?? word
            word = ""
        }
        for character in script {
            if !isQuoted, character.isLetter || character.isNumber || character == "_" {
                word.append(character)
                continue
            }
            end()
            if character == "'" { isQuoted.toggle() }
            text.append(character)
        }
        end()
        return text
    }
}
