import Kernel

extension Domain {
    /// - Throws: ``ModelError/Code/invalid`` with the first rule that does not hold.
    package func validate() throws(ModelError) {
        try Validity.require(
            self.pool == nil ? Domain.isValid(name: self.id.text) : self.id.isValidPool,
            "A domain is a lower-case host name of 1 to 253 letters, digits, hyphens and dots."
        )
        try Validity.requireShownName(self.shownName, of: "domain", length: 1...100)
        try Validity.require(
            (1...100_000).contains(self.callLimit),
            "The call limit of a domain is 1 to 100000."
        )
        try self.limits.validate()
        try Validity.require(
            self.noticeEmail.map { User.isAddress($0) } ?? true,
            "An e-mail address has the form name@host and at most 254 characters."
        )
        try self.codes.validate()
        try self.calling.sounds.validate()
        try Validity.require(
            (1...64).contains(self.timeZone.utf8.count) && self.timeZone.utf8.allSatisfy { (0x2b...0x7a).contains($0) },
            "A time zone is named as in Europe/Moscow."
        )
        try self.calendar.validate()
        try self.menus.validate()
        try self.toll.validate()
        try self.pool?.validate()
        try Validity.require(
            self.membership == nil || !self.id.isReserved,
            "Neither a pool nor the domain of the administrators is in a pool."
        )
    }
}
