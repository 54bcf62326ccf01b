@testable import Mixing

/// The mixer once more, slow and plain: every listener adds up every pair sample by sample. One rate, no limiter.
struct ReferenceMixer {
    struct Member {
        var speaksTo: Set<Int>?
        var gain: Float = 1
        var lastGain: Float = 1
        var last: Int32 = 0
        var hadFrame = false
        var isGone = false
    }

    let rate: MixingRate
    var members: [Int: Member] = [:]
    /// Pairs of listener and speaker that were heard in the listener's last frame.
    private var heard: Set<[Int]> = []

    init(rate: MixingRate) {
        self.rate = rate
    }

    /// - Returns: what each member hears.
    mutating func tick(_ frames: [Int: [Int16]]) -> [Int: [Int32]] {
        let count = self.rate.frameLength
        var given: [Int: [Int32]] = [:]
        for (name, member) in self.members {
            given[name] = self.contribution(of: name, member, frames[name], count)
        }
        var result: [Int: [Int32]] = [:]
        var hearing: Set<[Int]> = []
        for (listener, state) in self.members where !state.isGone {
            var sum = [Int32](repeating: 0, count: count)
            for (speaker, frame) in given where speaker != listener {
                let isWanted = self.members[speaker]?.speaksTo?.contains(listener) ?? true
                if isWanted { hearing.insert([listener, speaker]) }
                switch (self.heard.contains([listener, speaker]), isWanted) {
                case (false, false): break
                case (true, true): for index in sum.indices { sum[index] += frame[index] }
                case (let wasHeard, _):
                    for index in sum.indices {
                        let risen = Float(index + 1) * (1 / Float(count))
                        sum[index] += Int32((Float(frame[index]) * (wasHeard ? 1 - risen : risen)).rounded())
                    }
                }
            }
            result[listener] = sum
        }
        self.heard = hearing
        self.members = self.members.filter { !$0.value.isGone }
        return result
    }

    private mutating func contribution(of name: Int, _ member: Member, _ frame: [Int16]?, _ count: Int) -> [Int32] {
        let step = (member.gain - member.lastGain) / Float(count)
        var samples = (0..<count).map { index -> Int32 in
            guard let frame else { return 0 }
            return Int32((Float(frame[index]) * (member.lastGain + step * Float(index + 1))).rounded())
        }
        if member.hadFrame != (frame != nil) {
            let (gap, length) = (member.last - samples[0], count / 4)
            for index in 0..<length { samples[index] += gap * Int32(length - index) / Int32(length) }
        }
        self.members[name]?.lastGain = member.gain
        self.members[name]?.hadFrame = frame != nil
        self.members[name]?.last = frame == nil ? 0 : samples[count - 1]
        return samples
    }
}
