import Kernel
import Model

/// What a sheet of new users would make in a domain: which rows are ready, and what is wrong with the others (USR-04, the
/// source's rules in §7.3). Decided from the configuration alone; nothing is stored.
struct UserImport {
    /// Rows of one file: each password takes some 50 ms of a core.
    static let rowLimit = 1_000

    typealias Problem = RowProblem
    typealias Found = FoundProblem<UserSheet.Column>

    struct Row: Equatable, Sendable {
        /// As the spreadsheet shows it.
        var number: Int
        var login: String
        var password: String
        var shownName: String
        /// What was written, or what is given.
        var `extension`: String?
        var groups: [String]
        var callerID: DialString?
        /// As it is written, whether it is one of the domain's or not.
        var writtenCallerID: String?
        var email: String?
        var problems: [Found]

        var isReady: Bool { !self.problems.contains { $0.problem.isFatal } }
    }

    private(set) var rows: [Row] = []
    /// Groups that ready rows name and the domain has not.
    private(set) var newGroups: [String] = []

    var ready: [Row] { self.rows.filter(\.isReady) }

    init(_ sheet: [Sheet<UserSheet.Column>.Row], into domain: DomainID, of configuration: Configuration) {
        let groups = GroupNames(of: domain, in: configuration)
        var rows = sheet.map { Self.row($0.number, $0.cells, domain, configuration, groups) }
        Self.mark(.login, rows.map { $0.login.isEmpty ? nil : $0.login }, &rows)
        Self.mark(.extension, rows.map(\.extension), &rows)
        var free = FreeExtensions(of: domain, in: configuration)
        // What is written is nobody else's, wherever it stands.
        for row in rows { if let written = row.extension { free.take(written) } }
        var room = groups.room
        for index in rows.indices where rows[index].isReady {
            for name in rows[index].groups {
                let key = name.lowercased()
                room[key] = (room[key] ?? CallGroup.memberLimit) - 1
                if room[key] ?? 0 < 0 { rows[index].problems.append(Found(column: .groups, problem: .full)) }
            }
            guard rows[index].extension == nil, rows[index].isReady else { continue }
            rows[index].extension = free.draw()
            if rows[index].extension == nil { rows[index].problems.append(Found(column: .extension, problem: .full)) }
        }
        var places = configuration.roomForUsers(in: domain)
        for index in rows.indices where rows[index].isReady {
            if places == 0 { rows[index].problems.append(Found(column: .login, problem: .full)) } else { places -= 1 }
        }
        self.rows = rows
        var known = Set(groups.room.keys)
        for name in self.ready.flatMap(\.groups) where known.insert(name.lowercased()).inserted {
            self.newGroups.append(name)
        }
    }

    // MARK: - One row

    private static func row(
        _ number: Int,
        _ cells: [UserSheet.Column: String],
        _ domain: DomainID,
        _ configuration: Configuration,
        _ groups: GroupNames
    ) -> Row {
        var problems: [Found] = []
        func find(_ column: UserSheet.Column, _ problem: Problem?) {
            if let problem { problems.append(Found(column: column, problem: problem)) }
        }
        let tenant = configuration.tenants[domain]
        let (login, password) = (cells[.login] ?? "", cells[.password] ?? "")
        let shownName = cells[.shownName] ?? ""
        find(.login, Self.problem(ofLogin: login) ?? (tenant?.user(login: login) == nil ? nil : .taken))
        find(.password, Self.problem(ofPassword: password))
        find(.shownName, shownName.isEmpty ? .required : RowProblem.ofLine(shownName))
        if let dialled = cells[.extension] {
            let isTaken = !FreeExtensions.isFree(dialled, in: domain, of: configuration)
            find(.extension, RowProblem.fits(dialled, Common.extension) ? isTaken ? .taken : nil : .badForm)
        }
        let named = (cells[.groups] ?? "").split(separator: ",")
            .map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
        find(.groups, named.isEmpty ? .required : named.lazy.compactMap { RowProblem.ofLine($0) }.first)
        if let email = cells[.email] { find(.email, RowProblem.fits(email, Common.email) ? nil : .badForm) }
        let callerID = cells[.callerID].flatMap { Self.callerID($0, of: domain, in: configuration) }
        find(.callerID, cells[.callerID] != nil && callerID == nil ? .unknownNumber : nil)
        return Row(
            number: number,
            login: login,
            password: password,
            shownName: shownName,
            extension: cells[.extension],
            groups: groups.spelled(named),
            callerID: callerID,
            writtenCallerID: cells[.callerID],
            email: cells[.email],
            problems: problems
        )
    }

    /// At least one letter, lower-case Latin.
    private static func problem(ofLogin login: String) -> Problem? {
        if login.isEmpty { return .required }
        if login.utf8.count > 64 { return .tooLong }
        let hasLetter = login.utf8.contains { (0x61...0x7a).contains($0) }
        return hasLetter && RowProblem.fits(login, Common.login) ? nil : .badForm
    }

    /// 8 characters of three of the four kinds: lower-case, upper-case, digits, others.
    private static func problem(ofPassword password: String) -> Problem? {
        if password.isEmpty { return .required }
        guard password.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else { return .badForm }
        if password.utf8.count < 8 { return .tooShort }
        if password.utf8.count > 128 { return .tooLong }
        let kinds = Set(
            password.utf8.map { byte in
                switch byte {
                case 0x61...0x7a: 0
                case 0x41...0x5a: 1
                case 0x30...0x39: 2
                default: 3
                }
            }
        )
        return kinds.count >= 3 ? nil : .tooWeak
    }

    /// A number of the domain, written as people write it: 10 digits, or with 8 or +7 in front.
    private static func callerID(_ text: String, of domain: DomainID, in configuration: Configuration) -> DialString? {
        DialString(text).flatMap { configuration.outgoingLine($0, of: domain)?.number }
    }

    private static func mark(_ column: UserSheet.Column, _ values: [String?], _ rows: inout [Row]) {
        for index in RowProblem.repeated(values) {
            rows[index].problems.append(Found(column: column, problem: .repeated))
        }
    }
}
