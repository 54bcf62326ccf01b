/// Writes comma-separated values for the spreadsheets of this country: UTF-8 with its mark, `;`, lines that end in CRLF.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe in front: names come from people, and what they
/// type must never run on somebody else's computer (CSV injection). ``unescaped(_:)`` takes it off again.
package enum CSVWriter {
    package static func write(_ rows: [[String]]) -> [UInt8] {
        let lines = rows.map { $0.map { Self.cell($0) }.joined(separator: ";") + "\r\n" }
        return [0xef, 0xbb, 0xbf] + Array(lines.joined().utf8)
    }

    /// A cell of a file that was written here, as it was before.
    package static func unescaped(_ cell: String) -> String {
        guard cell.first == "'", let second = cell.unicodeScalars.dropFirst().first, Self.isDangerous(second) else {
            return cell
        }
        return String(cell.unicodeScalars.dropFirst())
    }

    private static func cell(_ text: String) -> String {
        let isSafe = text.unicodeScalars.first.map { !Self.isDangerous($0) } ?? true
        let escaped = isSafe ? text : "'" + text
        let needsQuotes = escaped.unicodeScalars.contains { ";,\t\"\r\n".unicodeScalars.contains($0) }
        return needsQuotes ? "\"" + escaped.replacing("\"", with: "\"\"") + "\"" : escaped
    }

    /// What a formula begins with; the last two are what some programs skip before one.
    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠": true
        default: false
        }
    }
}
