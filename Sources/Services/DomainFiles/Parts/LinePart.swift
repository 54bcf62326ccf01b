import Kernel
import Model
import Patterns

/// Numbers of the domain, and the ways to its office.
extension FilePart {
    func walk(_ line: inout Line) {
        self.required("number", &line.number, .dialled)
        let trunks = self.names.trunks
        // A trunk that is no provider's is none of the file's.
        if !self.isReading, let trunk = line.trunk, trunks.key(trunk) == nil { line.trunk = nil }
        self.optional(
            "trunk",
            &line.trunk,
            FileForm(
                write: { trunks.key($0) ?? "" },
                read: { trunks.id($0) },
                expected: "the name of a trunk of this installation; leave it out for any"
            )
        )
        self.value("shownName", &line.shownName, usual: "", .text)
        self.value("isActive", &line.isActive, usual: true, .flag)
        self.value("isAdditional", &line.isAdditional, usual: false, .flag)
        self.parts("rules", &line.rules, blank: LineRule(to: .end)) { rule, part in
            part.value("isActive", &rule.isActive, usual: true, .flag)
            part.schedule("schedule", &rule.schedule)
            part.texts("callers", &rule.prefixes, .text)
            part.target("to", &rule.target)
        }
        self.part("filter", &line.filter, usual: .off) { filter, part in
            var (kind, numbers) = (filter.kind, filter.numbers)
            part.required("kind", &kind, .choice)
            part.texts("numbers", &numbers, .dialled)
            filter = CallerFilter(kind, numbers)
        }
        let read = line
        self.check { () throws(ModelError) in try read.validate() }
    }

    /// How the office is reached, and what goes there.
    func walk(route trunk: inout Trunk, withSecrets: Bool) {
        let usual = Trunk(id: trunk.id, name: "", host: "")
        self.required("name", &trunk.name, .text)
        self.required("host", &trunk.host, .text)
        self.optional("port", &trunk.port, .number)
        self.value("transport", &trunk.transport, usual: usual.transport, .choice)
        self.authentication(&trunk.authentication, withSecrets: withSecrets)
        self.texts("sources", &trunk.sources, .text)
        self.value("probeSeconds", &trunk.probeSeconds, usual: usual.probeSeconds, .number)
        self.value("isActive", &trunk.isActive, usual: true, .flag)
        var route = trunk.route ?? PrivateRoute(domain: Domain.system, shownName: "")
        self.walk(&route, usual: PrivateRoute(domain: route.domain, shownName: trunk.name))
        trunk.route = route
        let read = trunk
        // Without its password it is made all the same: switched off, until somebody enters it.
        guard read.account?.password.isEmpty != true else { return }
        self.check { () throws(ModelError) in try read.validate() }
    }

    private func walk(_ route: inout PrivateRoute, usual: PrivateRoute) {
        self.value("shownName", &route.shownName, usual: usual.shownName, .text)
        self.value("order", &route.order, usual: usual.order, .number)
        // An empty text: nobody's dialling goes there.
        var called = route.called ?? ""
        self.value("called", &called, usual: PrivateRoute.usualExpression, .text)
        route.called = called.isEmpty ? nil : called
        if self.isReading, let expression = route.called { self.check(expression: expression) }
        if !self.isReading, let group = route.group, self.names.groups.key(group) == nil { route.group = nil }
        self.optional("group", &route.group, self.group)
        self.value("showsExtension", &route.showsExtension, usual: usual.showsExtension, .flag)
        self.value("strip", &route.strip, usual: usual.strip, .number)
        self.value("transit", &route.transit, usual: usual.transit, .choice)
        self.texts("outgoingNumbers", &route.outgoingNumbers, .dialled)
        self.value("permitsFrom", &route.permitsFrom, usual: usual.permitsFrom, .flag)
        self.value("identity", &route.identity, usual: usual.identity, .choice)
        self.value("diversion", &route.diversion, usual: usual.diversion, .choice)
        self.value("channelsIn", &route.channelsIn, usual: usual.channelsIn, .number)
        self.value("channelsOut", &route.channelsOut, usual: usual.channelsOut, .number)
    }

    private func check(expression: String) {
        do {
            _ = try Pattern(expression)
        } catch {
            let message = "This is no expression, from character \(error.offset + 1) on: \(error.detail)."
            self.problem(message, at: self.path("called"), line: self.line(of: "called"))
        }
    }

    /// `account` registers; `acceptsByAddress` says whether calls come from the addresses without one.
    private func authentication(_ authentication: inout Trunk.Authentication, withSecrets: Bool) {
        var account: Trunk.Account
        var acceptsByAddress: Bool
        switch authentication {
        case .address: (account, acceptsByAddress) = (Self.noAccount, true)
        case .registration(let present): (account, acceptsByAddress) = (present, false)
        case .both(let present): (account, acceptsByAddress) = (present, true)
        }
        if !self.isReading, !withSecrets { account.password = "" }
        self.part("account", &account, usual: Self.noAccount) { account, part in
            part.required("username", &account.username, .text)
            part.value("expiresSeconds", &account.expiresSeconds, usual: 600, .number)
            part.value("password", &account.password, usual: "", .text)
        }
        self.value("acceptsByAddress", &acceptsByAddress, usual: true, .flag)
        if account == Self.noAccount {
            authentication = .address
        } else {
            authentication = acceptsByAddress ? .both(account) : .registration(account)
        }
    }

    private static let noAccount = Trunk.Account(username: "", password: "")
}
