import Foundation
import Testing

/// One test message of RFC 4475, from the archive of its appendix A.
///
/// Line ends are CRLF; octets that no source file can hold stand as the RFC itself marks them up: `<hex>07</hex>`.
struct TortureMessage: Sendable, CustomTestStringConvertible {
    let section: String
    let name: String
    let title: String
    let bytes: [UInt8]

    init(_ section: String, _ name: String, _ title: String, _ text: String) {
        self.section = section
        self.name = name
        self.title = title
        self.bytes = Fixture.bytes(text)
    }

    var testDescription: String { "§\(self.section) \(self.name): \(self.title)" }

    static let all =
        TortureValidMessages.all + TortureLaterValidMessages.all + TortureInvalidMessages.all
        + TortureLaterInvalidMessages.all + TortureOtherMessages.all

    static func named(_ name: String) throws -> TortureMessage {
        try #require(self.all.first { $0.name == name })
    }
}

/// Octets written as text.
enum Fixture {
    /// Makes CRLF of line ends and octets of `<hex>` marks.
    static func bytes(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        for (index, piece) in text.components(separatedBy: "<hex>").enumerated() {
            let parts = piece.components(separatedBy: "</hex>")
            var rest = parts[0]
            if index > 0 {
                let digits = Array(parts[0].utf8)
                for start in stride(from: 0, to: digits.count, by: 2) {
                    output.append(UInt8(String(decoding: digits[start..<start + 2], as: UTF8.self), radix: 16) ?? 0)
                }
                rest = parts.count > 1 ? parts[1] : ""
            }
            output.append(contentsOf: rest.replacingOccurrences(of: "\n", with: "\r\n").utf8)
        }
        return output
    }
}
