/// What is wrong with a domain's file, and where.
package struct FileProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// For instance `users.3.extension`, counted from 1; empty: the file.
    package var path: String
    /// From 1; `nil` where no line is to blame.
    package var line: Int?
    /// One sentence.
    package var message: String

    init(_ message: String, path: String = "", line: Int? = nil) {
        self.path = path
        self.line = line.flatMap { $0 > 0 ? $0 : nil }
        self.message = message
    }

    package var description: String {
        let place = [self.line.map { "line \($0)" }, self.path.isEmpty ? nil : self.path].compactMap { $0 }
        return place.isEmpty ? self.message : "\(place.joined(separator: ", ")): \(self.message)"
    }
}

/// Collects problems: somebody who mends a file wants to hear of all of them.
final class FileProblems {
    /// Of a file that is wrong in every line the first are enough.
    static let limit = 100

    private(set) var all: [FileProblem] = []

    func add(_ message: String, at path: String, line: Int) {
        guard self.all.count < Self.limit else { return }
        self.all.append(FileProblem(message, path: path, line: line))
    }
}
