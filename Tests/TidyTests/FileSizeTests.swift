import Testing

@Suite("Size of files and folders")
struct FileSizeTests {
    static let lineLimit = 400
    static let filesPerFolder = 14
    /// Files over the limit, each with the reason why it is not cut.
    static let longFiles: [String: String] = [:]

    static let folders = ["Sources", "Tests", "Fuzz/Sources"]

    /// Files of one folder, whatever their number, are what `files` says; more than the limit is a breach.
    static func crowded(_ files: [String]) -> [String] {
        Dictionary(grouping: files) { $0.split(separator: "/").dropLast().joined(separator: "/") }
            .filter { $0.value.count > Self.filesPerFolder }
            .map { "\($0.key) holds \($0.value.count) files" }
            .sorted()
    }

    static func isTooLong(_ lineCount: Int) -> Bool { lineCount > Self.lineLimit }

    @Test("N3 a file has at most 400 lines", arguments: Self.folders)
    func length(folder: String) throws {
        let files = Repository.files(under: folder)
        #expect(!files.isEmpty, "no Swift in \(folder)")
        for file in files {
            let count = try Repository.lines(of: file).count
            if Self.longFiles[file] == nil {
                #expect(!Self.isTooLong(count), "\(file) has \(count) lines")
            } else {
                #expect(Self.isTooLong(count), "\(file) need not be listed any more")
            }
        }
    }

    @Test("a folder of the sources holds at most 14 files")
    func crowding() {
        let files = Repository.files(under: "Sources")
        #expect(!files.isEmpty)
        for folder in Self.crowded(files) { Issue.record("\(folder)") }
    }

    @Test("both limits bite")
    func bites() {
        #expect(Self.isTooLong(401) && !Self.isTooLong(400))
        let files = (1...15).map { "Sources/A/\($0).swift" }
        #expect(Self.crowded(files) == ["Sources/A holds 15 files"])
        #expect(Self.crowded(Array(files.dropLast())).isEmpty)
    }
}
