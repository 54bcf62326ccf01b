import Kernel

extension Trunk {
    /// The most further sources a trunk names.
    package static let sourceLimit = 256

    /// - Throws: ``ModelError/Code/invalid`` with the first rule that does not hold.
    package func validate() throws(ModelError) {
        try self.route?.validate()
        try Validity.require(
            self.route == nil || !self.isMobileOperators,
            "A private route is not the mobile operator's trunk."
        )
        try Validity.requireIdentifier(self.id.text, of: "trunk")
        try Validity.require(
            Validity.isName(self.name),
            "A trunk's name has 1 to 64 of the characters a–z, 0–9, dot, underscore and hyphen."
        )
        try Validity.require(Validity.isHost(self.host), "A trunk's host is a host name or an IP address.")
        if let port = self.port {
            try Validity.require((1...65_535).contains(port), "A port is 1 to 65535.")
        }
        try self.account?.validate()
        try Validity.require(
            self.sources.count <= Self.sourceLimit,
            "A trunk has at most \(Self.sourceLimit) further sources."
        )
        for source in self.sources {
            try Validity.require(
                Validity.isNetwork(source),
                "A trunk's source is an IP address or a network such as 192.0.2.0/24."
            )
        }
        try Validity.require(
            (1...100_000).contains(self.channelLimit),
            "The channel limit of a trunk is 1 to 100000."
        )
        try Validity.require((0...1_000).contains(self.priority), "The priority of a trunk is 0 to 1000.")
        try Validity.require((1...1_000).contains(self.weight), "The weight of a trunk is 1 to 1000.")
        try Validity.require(
            (0...86_400).contains(self.probeSeconds),
            "The time between probes of a trunk is 0 to 86400 seconds; 0 means never."
        )
    }
}

extension Trunk.Account {
    func validate() throws(ModelError) {
        try Validity.require(
            (1...128).contains(self.username.utf8.count) && Validity.isPrintable(self.username),
            "A trunk's user name has 1 to 128 printable characters."
        )
        try Validity.require(
            (1...128).contains(self.password.utf8.count) && Validity.isPrintable(self.password),
            "A trunk's password has 1 to 128 printable characters."
        )
        try Validity.require(
            (60...86_400).contains(self.expiresSeconds),
            "A trunk's registration lasts 60 to 86400 seconds."
        )
    }
}
