package import Model

/// Whom a call rings, in which order, and how long (FWD-02). Decided once, when the call comes.
package struct RingPlan: Equatable, Sendable {
    package enum Callee: Equatable, Sendable {
        case user(User)
        case group(EntryID, CallGroup)
    }

    package enum Reach: Equatable, Sendable {
        /// All registered phones of the user.
        case phones(User)
        /// Out by these trunks, tried in order.
        case outside([TrunkID], number: DialString, callerID: DialString?)
        /// The user's mobile phone with FMC, by the operator's trunks (FWD-04).
        case mobile(User, [TrunkID], number: DialString)
    }

    /// One number that rings.
    package struct Branch: Equatable, Sendable {
        package var reach: Reach
        /// How long it rings.
        package var seconds: Int

        package init(_ reach: Reach, seconds: Int) {
            self.reach = reach
            self.seconds = seconds
        }
    }

    package var callee: Callee
    /// One after another; the branches of a step ring together. Neither the list nor a step is empty.
    package var steps: [[Branch]]

    package init(_ callee: Callee, steps: [[Branch]]) {
        self.callee = callee
        self.steps = steps
    }

    /// Where who reaches nobody leaves a message.
    package var mailbox: RouteTarget.Mailbox? {
        switch self.callee {
        case .user(let user): user.voicemail.isOn ? .user(user.id) : nil
        case .group(let id, let group): group.voicemail.isOn ? .group(id) : nil
        }
    }

    package var user: User? {
        if case .user(let user) = self.callee { return user }
        return nil
    }
}
