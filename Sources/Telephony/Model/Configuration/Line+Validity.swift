import Kernel

extension Line {
    /// - Throws: ``ModelError/Code/invalid`` with the first rule that does not hold.
    package func validate() throws(ModelError) {
        try Validity.requireIdentifier(self.id.text, of: "line")
        try Validity.require(
            self.number.text.utf8.count { (0x30...0x39).contains($0) } >= 1,
            "A line's number has at least one digit."
        )
        try Validity.requireShownName(self.shownName, of: "line", length: 0...100)
        try Validity.require(self.rules.count <= LineRule.limit, "A line has at most \(LineRule.limit) rules.")
        for rule in self.rules { try rule.validate() }
        try self.filter.validate()
    }

    /// The number as it is compared with others: its digits, so that `+74951234567` and `74951234567` are one line.
    package var numberKey: String {
        let text = self.number.text
        return text.hasPrefix("+") ? String(text.dropFirst()) : text
    }
}
