import Kernel
import Model

/// How a value is one text in a file.
struct FileForm<Value> {
    let write: (Value) -> String
    /// `nil`: the text is none of these.
    let read: (String) -> Value?
    /// What would be right, behind "This must be".
    let expected: String
    /// Written without quotes: a number, a boolean.
    var isWord = false
}

extension FileForm where Value == String {
    static var text: FileForm { FileForm(write: { $0 }, read: { $0 }, expected: "a text") }
}

extension FileForm where Value == Int {
    static var number: FileForm {
        FileForm(write: { String($0) }, read: { Int($0) }, expected: "a whole number", isWord: true)
    }
}

extension FileForm where Value == Bool {
    static var flag: FileForm {
        FileForm(
            write: { $0 ? "true" : "false" },
            read: { ["true": true, "false": false][$0] },
            expected: "true or false",
            isWord: true
        )
    }
}

extension FileForm where Value == DialString {
    static var dialled: FileForm {
        FileForm(write: \.text, read: { DialString($0) }, expected: "a number of at most 64 digits, * and #")
    }
}

extension FileForm where Value == Timestamp {
    static var time: FileForm {
        FileForm(write: \.description, read: { Timestamp($0) }, expected: "a time such as 2026-11-21T06:10:49Z")
    }
}

extension FileForm where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    static var choice: FileForm {
        let all = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return FileForm(write: \.rawValue, read: { Value(rawValue: $0) }, expected: "one of \(all)")
    }
}
