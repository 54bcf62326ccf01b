import Kernel

/// FWD-02 second by second: numbers ring from the lowest priority on, equal ones together, each for its time.
struct SlowRinging {
    /// What somebody at a number does, a second after it began to ring and before the next.
    enum Habit {
        case answers(Int)
        case isBusy(Int)
        /// 603: no, at all phones.
        case refusesEverywhere(Int)
        case isDead(Int)
        case isSilent
    }

    struct Number {
        var name: String
        var seconds: Int
        var habit: Habit
    }

    /// Numbers of one person by priority; those of a step ring together.
    var steps: [[Number]]

    /// Who rings from which second to which, and how it ends.
    func story() -> [String] {
        var story: [String] = []
        var clock = 0
        for (index, step) in self.steps.enumerated() {
            var ringing = step
            var wasBusy = false
            story += step.map { "\(clock) \($0.name) rings" }
            var second = 0
            while !ringing.isEmpty {
                for number in ringing {
                    switch number.habit {
                    case .answers(let after) where after == second:
                        return story + ["\(clock) \(number.name) answers"]
                    case .refusesEverywhere(let after) where after == second:
                        return story + ["\(clock) nobody"]
                    case .isBusy(let after) where after == second:
                        wasBusy = true
                        ringing.removeAll { $0.name == number.name }
                    case .isDead(let after) where after == second:
                        ringing.removeAll { $0.name == number.name }
                    default: break
                    }
                }
                if ringing.isEmpty { break }
                clock += 1
                second += 1
                ringing.removeAll { $0.seconds == second }
            }
            if index == 0, wasBusy { return story + ["\(clock) nobody"] }
        }
        return story + ["\(clock) nobody"]
    }

    static func random(using random: inout SeededGenerator) -> SlowRinging {
        var serial = 0
        return SlowRinging(
            steps: (0..<Int.random(in: 1...4, using: &random)).map { _ in
                (0..<Int.random(in: 1...3, using: &random)).map { _ in
                    serial += 1
                    let after = Int.random(in: 0...8, using: &random)
                    let habit: Habit =
                        switch Int.random(in: 0..<10, using: &random) {
                        case 0: .answers(after)
                        case 1, 2: .isBusy(after)
                        case 3: .refusesEverywhere(after)
                        case 4, 5: .isDead(after)
                        default: .isSilent
                        }
                    return Number(
                        name: "n\(serial)",
                        seconds: Int.random(in: 5...12, using: &random),
                        habit: habit
                    )
                }
            }
        )
    }
}
