/// Pieces of sound and silence that are heard one after another as if they were one: what the server says (MED-02).
///
/// Immutable and shared: the phrases in it are the same memory for every listener, and silence takes none. A media
/// thread reads it by place, without looking for it, copying or allocating.
package final class PromptQueue: Sendable {
    package enum Piece: Hashable, Sendable {
        case clip(AudioClip)
        case silence(Duration)

        var sampleCount: Int {
            switch self {
            case .clip(let clip): clip.samples.count
            case .silence(let duration): AudioClip.sampleCount(of: duration)
            }
        }
    }

    /// A place in the queue. Valid for the queue that made it.
    package struct Place: Hashable, Sendable {
        /// Samples from the beginning.
        package fileprivate(set) var sample = 0
        /// The piece that is played there; the count of pieces at the end.
        fileprivate var piece = 0

        package var time: Duration {
            .microseconds(Int64(self.sample) * 1_000_000 / Int64(AudioClip.sampleRate))
        }
    }

    package let pieces: [Piece]
    /// Where each piece ends, in samples from the beginning.
    private let ends: [Int]

    /// Pieces without any sound are left out.
    package init(_ pieces: [Piece]) {
        self.pieces = pieces.filter { $0.sampleCount > 0 }
        var end = 0
        self.ends = self.pieces.map { piece in
            end += piece.sampleCount
            return end
        }
    }

    package convenience init(_ clip: AudioClip) {
        self.init([.clip(clip)])
    }

    /// All samples.
    package var sampleCount: Int { self.ends.last ?? 0 }

    package var duration: Duration { Place(sample: self.sampleCount).time }

    package static let beginning = Place()

    /// The place that is `time` after the beginning; what lies outside is the beginning or the end.
    package func place(at time: Duration) -> Place {
        self.place(atSample: AudioClip.sampleCount(of: time))
    }

    /// The place that is `time` later than `place`, earlier when it is negative.
    package func place(_ time: Duration, after place: Place) -> Place {
        let distance = AudioClip.sampleCount(of: time < .zero ? .zero - time : time)
        return self.place(atSample: place.sample + (time < .zero ? -distance : distance))
    }

    private func place(atSample sample: Int) -> Place {
        let sample = min(max(0, sample), self.sampleCount)
        return Place(sample: sample, piece: self.ends.firstIndex { $0 > sample } ?? self.ends.count)
    }

    package func isOver(at place: Place) -> Bool { place.sample >= self.sampleCount }

    /// Reads on from a place, and fills up with silence behind the end.
    ///
    /// - Parameter repeats: begins again instead of ending.
    /// - Returns: whether the end was reached; never when it repeats, unless the queue is empty.
    package func read(
        from place: inout Place,
        repeats: Bool = false,
        into sound: UnsafeMutableBufferPointer<Int16>
    ) -> Bool {
        var filled = 0
        while filled < sound.count, !self.pieces.isEmpty {
            if place.piece >= self.pieces.count {
                guard repeats else { break }
                place = Place()
            }
            let end = self.ends[place.piece]
            let count = min(sound.count - filled, end - place.sample)
            let part = UnsafeMutableBufferPointer(rebasing: sound[filled..<filled + count])
            switch self.pieces[place.piece] {
            case .silence:
                part.update(repeating: 0)
            case .clip(let clip):
                let start = place.sample - (end - clip.samples.count)
                clip.samples.withUnsafeBufferPointer { samples in
                    _ = part.update(from: UnsafeBufferPointer(rebasing: samples[start..<start + count]))
                }
            }
            filled += count
            place.sample += count
            if place.sample == end { place.piece += 1 }
        }
        UnsafeMutableBufferPointer(rebasing: sound[filled...]).update(repeating: 0)
        if repeats, !self.pieces.isEmpty { return false }
        return place.piece >= self.pieces.count
    }
}
