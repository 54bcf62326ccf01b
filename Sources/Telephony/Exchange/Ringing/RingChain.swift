/// The legs of a ring plan, step by step: what is left of it once registrations and trunks have been looked at.
package struct RingChain: Equatable, Sendable {
    /// One number: its phones, or its trunks one after another.
    package struct Branch: Equatable, Sendable {
        /// All of a stage ring at once; the next only when a stage failed in a way that another may mend (a dead trunk, not
        /// a busy callee). Neither the list nor a stage is empty.
        package var stages: [[Destination]]
        /// How long the number rings.
        package var ringTime: Duration

        package init(stages: [[Destination]], ringTime: Duration) {
            self.stages = stages
            self.ringTime = ringTime
        }
    }

    /// One after another; the branches of a step ring together. Neither the list nor a step is empty.
    package var steps: [[Branch]]
    /// The branches are numbers of one person, whose "no" ends the call to all of them (FWD-02). Otherwise they are
    /// several people.
    package var isOnePerson: Bool

    package init(steps: [[Branch]], isOnePerson: Bool = true) {
        self.steps = steps
        self.isOnePerson = isOnePerson
    }

    /// One number.
    package init(stages: [[Destination]], ringTime: Duration) {
        self.init(steps: [[Branch(stages: stages, ringTime: ringTime)]])
    }

    /// Everybody who may be rung, each changed.
    func changing(_ change: (inout Destination) -> Void) -> RingChain {
        var chain = self
        for step in chain.steps.indices {
            for branch in chain.steps[step].indices {
                for stage in chain.steps[step][branch].stages.indices {
                    for index in chain.steps[step][branch].stages[stage].indices {
                        change(&chain.steps[step][branch].stages[stage][index])
                    }
                }
            }
        }
        return chain
    }

    /// For whoever is sent here by a phone of one who is rung: a list of stages that ring one after another.
    var asStages: [[Destination]] {
        self.steps.flatMap { step in
            [step.flatMap { $0.stages.first ?? [] }] + step.flatMap { $0.stages.dropFirst() }
        }
    }
}
