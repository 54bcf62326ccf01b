package import Kernel
package import Model

/// What a file would make in an installation: decided from the configuration alone, nothing is stored. All of it is made,
/// or nothing.
package struct DomainImport: Sendable {
    package struct Wish: Equatable, Sendable {
        /// `nil`: as the file says.
        package var name: String?
        /// Without numbers and private routes, of which there is one in an installation: for a copy beside the original.
        package var withoutLines: Bool

        package init(name: String? = nil, withoutLines: Bool = false) {
            self.name = name
            self.withoutLines = withoutLines
        }
    }

    /// Users with a new password, without the command line: each takes some 50 ms of a core.
    package static let passwordLimit = 1_000

    package private(set) var contents: DomainContents
    /// Private routes whose password the file has not: they are off until somebody enters it.
    package private(set) var routesWithoutPassword: [String] = []

    /// - Throws: everything that is wrong, with its lines.
    package init(
        _ file: [UInt8],
        as wish: Wish,
        into configuration: Configuration,
        at now: Timestamp,
        tokens: inout TokenSource
    ) throws(DomainFileError) {
        let providers = Dictionary(configuration.publicTrunks.map { ($0.name, $0.id) }) { first, _ in first }
        let checks = ImportChecks(configuration, withoutLines: wish.withoutLines)
        var contents = try DomainFile.read(
            file,
            name: wish.name,
            checks: checks,
            trunks: providers,
            at: now,
            tokens: &tokens
        )
        // Digest secrets hold the domain's name: under another one nobody could register.
        if checks.isRenamed {
            for index in contents.users.indices { contents.users[index].credentials = User.Credentials() }
        }
        if wish.withoutLines { contents.leaveOutLines() }
        for index in contents.routes.indices {
            self.routesWithoutPassword += contents.routes[index].switchOffWithoutPassword(&tokens)
        }
        self.contents = contents
    }

    /// Who has to get a password before the domain is made.
    package var usersWithoutPassword: [User] { self.contents.users.filter { $0.credentials.passwordHash.isEmpty } }

    /// In the order in which each thing may name those before it.
    /// - Parameter credentials: of ``usersWithoutPassword``.
    package func changes(_ credentials: [UserID: User.Credentials]) -> [ConfigurationChange] {
        let users = self.contents.users.map { user in
            var user = user
            if let made = credentials[user.id] { user.credentials = made }
            return ConfigurationChange.putUser(user)
        }
        return [.putDomain(self.contents.domain)] + users + self.contents.entries.map { .putEntry($0) }
            + self.contents.lines.map { .putLine($0) } + self.contents.routes.map { .putTrunk($0) }
    }

    /// How many things of each kind there are, by the names of the file's lists.
    package static func counts(_ contents: DomainContents) -> [(name: String, count: Int)] {
        func entries(_ kind: DomainEntry.Kind) -> Int { contents.entries.count { $0.kind == kind } }
        return [
            ("users", contents.users.count), ("groups", entries(.group)), ("pickupGroups", entries(.pickupGroup)),
            ("scenarios", entries(.scenario)), ("lines", contents.lines.count),
            ("privateRoutes", contents.routes.count), ("contacts", entries(.contact)),
            ("contactGroups", entries(.contactGroup)), ("reminders", entries(.reminder)),
            ("prompts", contents.prompts.count),
        ]
    }

    /// 12 letters and digits, without those that look like others.
    package static func newPassword(_ tokens: inout TokenSource) -> String {
        let letters = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ")
        let digits = Array("23456789")
        let kinds = [letters, letters, letters, digits]
        let text = (0..<3).flatMap { _ in
            kinds.map { $0[Int(tokens.number(below: UInt64($0.count)))] }
        }
        return String(text)
    }
}

extension DomainContents {
    /// Numbers that the domain has not are shown nowhere, and mobile phones stay joined with the original.
    fileprivate mutating func leaveOutLines() {
        self.lines = []
        self.routes = []
        self.domain.callerID = nil
        for index in self.users.indices {
            self.users[index].callerID = nil
            for place in self.users[index].forwarding.others.indices {
                self.users[index].forwarding.others[place].fmc = nil
            }
        }
    }
}

extension Trunk {
    /// - Returns: its name, when the file has no password of its account.
    fileprivate mutating func switchOffWithoutPassword(_ tokens: inout TokenSource) -> [String] {
        guard var account = self.account, account.password.isEmpty else { return [] }
        account.password = tokens.token(words: 2)
        self.authentication = self.acceptsByAddress ? .both(account) : .registration(account)
        self.isActive = false
        return [self.name]
    }
}
