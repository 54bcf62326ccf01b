import Kernel
import Testing

/// A table of inputs with everything a machine must answer to each.
struct TransactionScript<Machine: StateMachine & Sendable>: Sendable, CustomTestStringConvertible
where Machine.Input: Sendable, Machine.Effect: Sendable & Equatable {
    struct Step: Sendable {
        let input: Machine.Input
        let effects: [Machine.Effect]

        init(_ input: Machine.Input, _ effects: Machine.Effect...) {
            self.input = input
            self.effects = effects
        }
    }

    let testDescription: String
    let machine: Machine
    let steps: [Step]

    init(_ description: String, _ machine: Machine, _ steps: Step...) {
        self.testDescription = description
        self.machine = machine
        self.steps = steps
    }

    func run() {
        var machine = self.machine
        for (index, step) in self.steps.enumerated() {
            #expect(machine.handle(step.input, at: .start) == step.effects, "step \(index): \(step.input)")
        }
    }
}
