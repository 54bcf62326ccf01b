extension ChangeFilter {
    /// What was done (ACT-01, ACT-03).
    package enum Action: String, CaseIterable, Sendable {
        case create, change, remove
        case signIn = "sign-in"
        case signOut = "sign-out"
        /// Somebody or something that was there is on again: an unblocked user, a line, one of its rules, a route.
        case activate
        case deactivate

        /// By what is there before and after alone, as it was called before there were others.
        package init(plainly before: ConfigurationChange?, _ after: ConfigurationChange) {
            if after.isRemoval { self = .remove } else { self = before == nil ? .create : .change }
        }

        /// What a change is called when it is recorded.
        package init(from before: ConfigurationChange?, to after: ConfigurationChange) {
            switch (before, after) {
            case (nil, .putNote(let note)) where note.kind == .session: self = .signIn
            case (_, .removeNote(let note)) where note.kind == .session: self = .signOut
            default:
                switch before.flatMap({ $0.isSwitched(to: after) }) {
                case true?: self = .activate
                case false?: self = .deactivate
                case nil: self = Action(plainly: before, after)
                }
            }
        }
    }
}

extension ConfigurationChange {
    /// Whether it is on after the change and was off before, or the other way round; `nil` when neither.
    ///
    /// What decides about the whole object counts whatever else was changed with it. A switch of a part counts only when
    /// nothing else was changed: a rule that was rewritten was not switched on.
    fileprivate func isSwitched(to after: ConfigurationChange) -> Bool? {
        switch (self, after) {
        case (.putDomain(let former), .putDomain(let present)):
            return Self.turn(!former.isBlocked, !present.isBlocked) ?? Self.turn(former, present, \.switches, \.version)
        case (.putUser(let former), .putUser(let present)):
            return Self.turn(!former.isBlocked, !present.isBlocked) ?? Self.turn(former, present, \.switches, \.version)
        case (.putLine(let former), .putLine(let present)):
            return Self.turn(former.isActive, present.isActive) ?? Self.turn(former, present, \.switches, \.version)
        case (.putTrunk(let former), .putTrunk(let present)):
            return Self.turn(former.isActive, present.isActive)
        case (.putEntry(let former), .putEntry(let present)):
            guard case .reminder(let earlier) = former.content, case .reminder(let later) = present.content else {
                return nil
            }
            return Self.turn(earlier.isActive, later.isActive)
        case (.putNote(let former), .putNote(let present)):
            guard let wasOn = former.isActive, let isOn = present.isActive else { return nil }
            return Self.turn(wasOn, isOn)
        default: return nil
        }
    }

    private static func turn(_ wasOn: Bool, _ isOn: Bool) -> Bool? { wasOn == isOn ? nil : isOn }

    /// Of the switches of parts: when they all went one way, and nothing else was changed.
    private static func turn<Object: Equatable>(
        _ former: Object,
        _ present: Object,
        _ switches: WritableKeyPath<Object, [Bool]>,
        _ version: WritableKeyPath<Object, Int>
    ) -> Bool? {
        let (earlier, later) = (former[keyPath: switches], present[keyPath: switches])
        guard earlier.count == later.count else { return nil }
        var former = former
        former[keyPath: switches] = later
        former[keyPath: version] = present[keyPath: version]
        let turned = Set(zip(earlier, later).compactMap { Self.turn($0, $1) })
        return former == present && turned.count == 1 ? turned.first : nil
    }
}

extension HistoryNote {
    /// Of a provider of sign-ins; `nil` of what is neither on nor off.
    fileprivate var isActive: Bool? { self.fields.first { $0.name == "isActive" }.flatMap { Bool($0.value) } }
}

extension Domain {
    /// The brake.
    fileprivate var switches: [Bool] {
        get { [self.toll.isOn] }
        set { self.toll.isOn = newValue[0] }
    }
}

extension User {
    /// The mailbox, one's own phones, and each number that calls are forwarded to.
    fileprivate var switches: [Bool] {
        get { [self.voicemail.isOn, self.forwarding.own.isActive] + self.forwarding.others.map(\.terms.isActive) }
        set {
            self.voicemail.isOn = newValue[0]
            self.forwarding.own.isActive = newValue[1]
            for index in self.forwarding.others.indices {
                self.forwarding.others[index].terms.isActive = newValue[index + 2]
            }
        }
    }
}

extension Line {
    /// Of its rules.
    fileprivate var switches: [Bool] {
        get { self.rules.map(\.isActive) }
        set {
            for index in self.rules.indices { self.rules[index].isActive = newValue[index] }
        }
    }
}
