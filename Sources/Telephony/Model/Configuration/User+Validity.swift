import Kernel

extension User {
    /// - Throws: ``ModelError/Code/invalid`` with the first rule that does not hold.
    package func validate() throws(ModelError) {
        try Validity.requireIdentifier(self.id.text, of: "user")
        try Validity.require(
            Validity.isName(self.login),
            "A login has 1 to 64 of the characters a–z, 0–9, dot, underscore and hyphen."
        )
        if let dialled = self.extension {
            try Validity.require(Validity.isDigits(dialled, 1...5), "An extension has 1 to 5 digits.")
        }
        try Validity.requireShownName(self.shownName, of: "user", length: 0...100)
        try Validity.requireShownName(self.position, of: "position", length: 0...100)
        if let email = self.email {
            try Validity.require(
                Self.isAddress(email),
                "An e-mail address has the form name@host and at most 254 characters."
            )
        }
        try self.forwarding.validate()
        try self.voicemail.validate()
        try self.calling.sounds.validate()
        try self.credentials.validate()
        try self.administration?.validate()
        try Validity.require(
            self.role.isOfPool == self.domain.isPool && (!self.domain.isPool || self.extension == nil),
            "Administrators of a pool are in its own domain, have no extension, and nobody else is there."
        )
    }

    package static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return text.utf8.count <= 254 && parts.count == 2 && (1...64).contains(parts[0].utf8.count)
            && !parts[1].isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f }
    }
}

extension User.Credentials {
    func validate() throws(ModelError) {
        try Validity.require(
            self.passwordHash.utf8.count <= 512 && self.passwordHash.utf8.allSatisfy { (0x21...0x7e).contains($0) },
            "A password hash has at most 512 printable characters."
        )
        try Validity.require(
            Validity.isHexadecimal(self.digestMD5, length: 32),
            "The MD5 digest of a password has 32 lower-case hexadecimal digits."
        )
        try Validity.require(
            Validity.isHexadecimal(self.digestSHA256, length: 64),
            "The SHA-256 digest of a password has 64 lower-case hexadecimal digits."
        )
    }
}
