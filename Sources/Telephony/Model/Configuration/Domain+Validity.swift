import Kernel

extension Domain {
    /// - Throws: ``ModelError/Code/invalid`` with the first rule that does not hold.
    package func validate() throws(ModelError) {
        try Validity.require(
            Domain.isValid(name: self.id.text),
            "A domain is a lower-case host name of 1 to 253 letters, digits, hyphens and dots."
        )
        try Validity.requireShownName(self.shownName, of: "domain", length: 1...100)
        try Validity.require(
            (1...100_000).contains(self.callLimit),
            "The call limit of a domain is 1 to 100000."
        )
    }
}
