package import Audio

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Mixes a conference, or a talk with its supervisor: everybody gets the sum of those it is to hear, without itself
/// (CAL-06, CAL-09).
///
/// A tick every 20 ms is: ``give(_:from:)`` for each member that has a frame, ``mix()`` once, ``take(_:into:)`` for
/// each member that wants one. The sum is made once and each listener's own sound taken away from it, so a tick costs
/// the same per member whatever their number; members at 8 and 16 kHz hear each other, each at its own rate.
///
/// Nothing clicks: whoever comes, goes, falls silent or is heard by somebody new fades over one frame, gains change
/// evenly over one, and a sound that breaks off is led to zero in 5 ms. Nothing is allocated by a tick. Owned by one
/// media thread; it has no lock.
package struct ConferenceMixer: ~Copyable {
    /// The most members of one mixer.
    package static let largestCapacity = 48
    /// The highest gain of a member, as a factor: +12 dB.
    package static let highestGain = 4.0

    /// A member may come in the tick in which another one goes, whose place fades.
    private static func placeCount(_ capacity: Int) -> Int { min(2 * capacity, UInt64.bitWidth) }

    /// Members at most, 2 to ``largestCapacity``.
    package let capacity: Int
    /// Members at present, without those that fade.
    package private(set) var memberCount = 0

    let placeCount: Int
    let members: UnsafeMutablePointer<MemberState>
    /// For each place what it adds to the talk at 8 and at 16 kHz, and its history of conversion.
    private let frames: UnsafeMutablePointer<Int32>
    private let histories: UnsafeMutablePointer<Float>
    /// The sums of all at both rates, and one listener's.
    private let sums: UnsafeMutablePointer<Int32>
    let mixed: UnsafeMutablePointer<Int32>
    let converter = RateConverter()
    /// Places whose frame at a rate holds sound in this tick.
    var active = ByRate<UInt64>(narrow: 0, wide: 0)
    /// Rates at which somebody listened in the last tick.
    var listened = ByRate(narrow: false, wide: false)
    var talking: UInt64 = 0

    private static let (narrow, wide) = (MixingRate.narrowband.frameLength, MixingRate.wideband.frameLength)

    /// - Parameter capacity: members at most, 2 to ``largestCapacity``; a mixer takes 4.5 KB for each.
    package init(capacity: Int) {
        precondition((2...Self.largestCapacity).contains(capacity), "a mixer has 2 to 48 members")
        self.capacity = capacity
        self.placeCount = Self.placeCount(capacity)
        self.members = .allocate(capacity: self.placeCount)
        self.members.initialize(repeating: MemberState(), count: self.placeCount)
        self.frames = .allocate(capacity: self.placeCount * (Self.narrow + Self.wide))
        self.frames.initialize(repeating: 0, count: self.placeCount * (Self.narrow + Self.wide))
        self.histories = .allocate(capacity: self.placeCount * RateConverter.historyLength)
        self.histories.initialize(repeating: 0, count: self.placeCount * RateConverter.historyLength)
        self.sums = .allocate(capacity: Self.narrow + Self.wide)
        self.sums.initialize(repeating: 0, count: Self.narrow + Self.wide)
        self.mixed = .allocate(capacity: Self.wide)
        self.mixed.initialize(repeating: 0, count: Self.wide)
    }

    deinit {
        self.members.deallocate()
        self.frames.deallocate()
        self.histories.deallocate()
        self.sums.deallocate()
        self.mixed.deallocate()
    }

    // MARK: - Members

    /// Lets a member in; it and the others fade in for each other.
    ///
    /// - Returns: `nil` when there are ``capacity`` members, or all places still fade.
    package mutating func add(_ rate: MixingRate, _ hearing: Hearing = .participant) -> MemberSlot? {
        guard self.memberCount < self.capacity,
            let index = (0..<self.placeCount).first(where: { self.members[$0].stage == .vacant })
        else { return nil }
        var member = MemberState()
        member.generation = self.members[index].generation &+ 1
        member.stage = .present
        member.rate = rate
        self.members[index] = member
        (self.histories + index * RateConverter.historyLength).update(repeating: 0, count: RateConverter.historyLength)
        self.memberCount += 1
        let slot = MemberSlot(index: UInt8(index), generation: member.generation)
        self.setHearing(of: slot, hearing)
        return slot
    }

    /// Lets a member go; what was last heard of it fades in the next tick.
    package mutating func remove(_ slot: MemberSlot) {
        guard let index = self.index(of: slot) else { return }
        self.members[index].stage = .leaving
        self.members[index].hasFrame = false
        self.memberCount -= 1
    }

    /// Who hears the member and whom it hears. Stale slots in it select nobody.
    package mutating func setHearing(of slot: MemberSlot, _ hearing: Hearing) {
        guard let index = self.index(of: slot) else { return }
        let speaksTo = ResolvedSelection(hearing.speaksTo) { self.index(of: $0) != nil }
        let listensTo = ResolvedSelection(hearing.listensTo) { self.index(of: $0) != nil }
        self.members[index].speaksTo = speaksTo
        self.members[index].listensTo = listensTo
        self.updateWanted()
    }

    /// A muted member is not heard and does not count as talking; it hears as before.
    package mutating func setMuted(_ isMuted: Bool, of slot: MemberSlot) {
        guard let index = self.index(of: slot) else { return }
        self.members[index].isMuted = isMuted
        if isMuted { self.members[index].talk.silence() }
    }

    /// How loud the others hear a member.
    ///
    /// - Parameter gain: a factor, 0 to ``highestGain``; what lies outside is taken as the nearest. 1 leaves the sound
    ///   as it is.
    package mutating func setGain(_ gain: Double, of slot: MemberSlot) {
        guard let index = self.index(of: slot) else { return }
        self.members[index].requestedGain = Float(gain.isNaN ? 1 : min(max(gain, 0), Self.highestGain))
    }

    /// The sampling rate of a member; `nil` when it has left.
    package func rate(of slot: MemberSlot) -> MixingRate? {
        self.index(of: slot).map { self.members[$0].rate }
    }

    // MARK: - Who talks

    /// Who talked in the last tick, with 400 ms of hang-over; muted members do not.
    package var talkers: MemberSet { MemberSet(bits: self.talking) }

    /// The level of a member's last frame, before its gain; silence when it gave none.
    package func level(of slot: MemberSlot) -> SoundLevel {
        guard let index = self.index(of: slot) else { return .silence }
        let meanSquare = Double(self.members[index].talk.meanSquare)
        guard meanSquare > 0 else { return .silence }
        return SoundLevel(dBm0: 20 * log10((2 * meanSquare).squareRoot() / SoundLevel(dBm0: 0).peak))
    }

    // MARK: - Places

    func index(of slot: MemberSlot) -> Int? {
        let index = Int(slot.index)
        guard index < self.placeCount, self.members[index].generation == slot.generation,
            self.members[index].stage == .present
        else { return nil }
        return index
    }

    func frame(_ index: Int, _ rate: MixingRate) -> UnsafeMutablePointer<Int32> {
        self.frames + index * (Self.narrow + Self.wide) + (rate == .narrowband ? 0 : Self.narrow)
    }

    func history(_ index: Int) -> UnsafeMutablePointer<Float> {
        self.histories + index * RateConverter.historyLength
    }

    func sum(_ rate: MixingRate) -> UnsafeMutablePointer<Int32> {
        self.sums + (rate == .narrowband ? 0 : Self.narrow)
    }

    /// Makes a place free for the next member; nobody keeps a rule about it.
    mutating func vacate(_ index: Int) {
        self.members[index].stage = .vacant
        for other in 0..<self.placeCount {
            self.members[other].speaksTo.forget(index)
            self.members[other].listensTo.forget(index)
            self.members[other].heard &= ~(1 << UInt64(index))
        }
        self.updateWanted()
    }

    /// Works the rules of all members out into who hears whom. At most 64 × 64 questions, on changes only.
    private mutating func updateWanted() {
        for listener in 0..<self.placeCount where self.members[listener].stage == .present {
            var wanted: UInt64 = 0
            for speaker in 0..<self.placeCount where speaker != listener && self.members[speaker].stage != .vacant {
                let isHeard =
                    self.members[speaker].speaksTo.contains(listener)
                    && self.members[listener].listensTo.contains(speaker)
                if isHeard { wanted |= 1 << UInt64(speaker) }
            }
            self.members[listener].wanted = wanted
        }
    }
}
