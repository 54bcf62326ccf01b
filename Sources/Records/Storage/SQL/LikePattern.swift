/// Patterns of LIKE, for a column in lower case: `LOWER(column) LIKE $1 ESCAPE '\'`.
///
/// Lower case is that of ASCII, which is all that the engines agree about.
enum LikePattern {
    /// Finds what contains the text.
    static func containing(_ text: some StringProtocol) -> String {
        var pattern = "%"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%", "_", "\\":
                pattern.append("\\")
                pattern.unicodeScalars.append(scalar)
            case "A"..."Z": pattern.append(String(scalar).lowercased())
            default: pattern.unicodeScalars.append(scalar)
            }
        }
        return pattern + "%"
    }
}
