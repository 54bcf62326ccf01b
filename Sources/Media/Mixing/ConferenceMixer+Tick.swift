/// One tick: frames in, sums, frames out.
extension ConferenceMixer {
    /// Takes a member's sound for the tick to come.
    ///
    /// - Returns: `false`, and nothing is taken, when the member has left, gave a frame already, or the frame has not
    ///   the length of its rate.
    @discardableResult
    package mutating func give(_ samples: UnsafeBufferPointer<Int16>, from slot: MemberSlot) -> Bool {
        guard let index = self.index(of: slot), !self.members[index].hasFrame else { return false }
        let rate = self.members[index].rate
        let count = rate.frameLength
        guard samples.count == count, let source = samples.baseAddress else { return false }
        let frame = self.frame(index, rate)
        let (start, end) = (self.members[index].gain, self.members[index].targetGain)
        FrameArithmetic.scale(source, from: start, to: end, into: frame, count)
        self.members[index].gain = end
        self.members[index].wasSounding = self.members[index].isSounding
        self.members[index].isSounding = start != 0 || end != 0
        if !self.members[index].hadFrame {
            let last = self.members[index].lastSample
            FrameArithmetic.bridge(frame, from: last, FrameArithmetic.bridgeLength(rate))
        }
        self.members[index].talk.hear(FrameArithmetic.meanSquare(source, count))
        if self.members[index].isMuted { self.members[index].talk.silence() }
        self.members[index].hasFrame = true
        return true
    }

    /// Makes the sums of the tick. Members that gave no frame are silent in it.
    package mutating func mix() {
        self.talking = 0
        var listening = ByRate(narrow: false, wide: false)
        for index in 0..<self.placeCount {
            if self.members[index].stage == .faded { self.vacate(index) }
            guard self.members[index].stage != .vacant else { continue }
            self.closeFrame(index)
            guard self.members[index].stage == .present else { continue }
            listening[self.members[index].rate] = true
            if self.members[index].talk.isTalking { self.talking |= 1 << UInt64(index) }
        }
        for rate in MixingRate.allCases where listening[rate] { self.sumUp(rate) }
        self.listened = listening
    }

    /// What a member hears in this tick: one frame at its rate into the caller's memory.
    ///
    /// - Returns: whether there is anything to hear; if not, the frame holds zeros. Also `false` when the member has
    ///   left or the memory is too short, which leaves the memory as it was.
    package mutating func take(_ slot: MemberSlot, into samples: UnsafeMutableBufferPointer<Int16>) -> Bool {
        guard let index = self.index(of: slot) else { return false }
        let rate = self.members[index].rate
        let count = rate.frameLength
        guard samples.count >= count, let output = samples.baseAddress else { return false }
        let active = self.active[rate]
        let (heard, wanted) = (self.members[index].heard & active, self.members[index].wanted & active)
        self.members[index].heard = self.members[index].wanted
        guard heard | wanted != 0 else {
            // The limiter comes back to rest in silence as well.
            if !self.members[index].limiter.isIdle {
                self.mixed.update(repeating: 0, count: count)
                self.members[index].limiter.limit(self.mixed, count, into: output)
            }
            output.update(repeating: 0, count: count)
            return false
        }
        self.mixed(of: heard & wanted, rate, count)
        self.fade(wanted & ~heard, rising: true, rate, count)
        self.fade(heard & ~wanted, rising: false, rate, count)
        self.members[index].limiter.limit(self.mixed, count, into: output)
        return true
    }

    /// Ends what a place gives in this tick, and keeps where it stands.
    private mutating func closeFrame(_ index: Int) {
        let rate = self.members[index].rate
        let frame = self.frame(index, rate)
        if self.members[index].hasFrame {
            self.members[index].lastSample = frame[rate.frameLength - 1]
        } else {
            let last = self.members[index].lastSample
            self.members[index].wasSounding = self.members[index].isSounding
            self.members[index].isSounding = last != 0
            self.members[index].lastSample = 0
            self.members[index].gain = self.members[index].targetGain
            self.members[index].talk.hear(0)
            frame.update(repeating: 0, count: rate.frameLength)
            if last != 0 { FrameArithmetic.bridge(frame, from: last, FrameArithmetic.bridgeLength(rate)) }
            if self.members[index].stage == .leaving { self.members[index].stage = .faded }
        }
        self.members[index].hadFrame = self.members[index].hasFrame
        self.members[index].hasFrame = false
    }

    /// The sum of all frames at one rate; those of the other rate are converted first.
    private mutating func sumUp(_ rate: MixingRate) {
        let (sum, count) = (self.sum(rate), rate.frameLength)
        sum.update(repeating: 0, count: count)
        var active: UInt64 = 0
        for index in 0..<self.placeCount where self.members[index].stage != .vacant {
            var isActive = self.members[index].isSounding
            if self.members[index].rate != rate {
                // The filter still holds the end of the last frame.
                isActive = isActive || self.members[index].wasSounding
                if !self.listened[rate] {
                    self.history(index).update(repeating: 0, count: RateConverter.historyLength)
                }
                if isActive { self.convert(index, to: rate) }
            }
            guard isActive else { continue }
            active |= 1 << UInt64(index)
            FrameArithmetic.add(self.frame(index, rate), to: sum, count)
        }
        self.active[rate] = active
    }

    private func convert(_ index: Int, to rate: MixingRate) {
        let (source, target) = (self.frame(index, rate.other), self.frame(index, rate))
        switch rate {
        case .narrowband: self.converter.lower(source, into: target, history: self.history(index))
        case .wideband: self.converter.raise(source, into: target, history: self.history(index))
        }
    }

    /// One listener's sum: of all without some, or of some, whichever is shorter.
    private func mixed(of speakers: UInt64, _ rate: MixingRate, _ count: Int) {
        let others = self.active[rate] & ~speakers
        if speakers.nonzeroBitCount < others.nonzeroBitCount {
            self.mixed.update(repeating: 0, count: count)
            self.forEach(speakers) { FrameArithmetic.add(self.frame($0, rate), to: self.mixed, count) }
        } else {
            self.mixed.update(from: self.sum(rate), count: count)
            self.forEach(others) { FrameArithmetic.subtract(self.frame($0, rate), from: self.mixed, count) }
        }
    }

    private func fade(_ speakers: UInt64, rising: Bool, _ rate: MixingRate, _ count: Int) {
        self.forEach(speakers) {
            FrameArithmetic.add(self.frame($0, rate), rising: rising, to: self.mixed, count)
        }
    }

    @inline(__always)
    private func forEach(_ places: UInt64, _ body: (Int) -> Void) {
        var left = places
        while left != 0 {
            body(left.trailingZeroBitCount)
            left &= left - 1
        }
    }
}
