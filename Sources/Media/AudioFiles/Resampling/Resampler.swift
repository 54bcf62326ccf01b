/// Takes sound from any rate to any other, piece by piece, without delay: the first sample of both is the same moment.
///
/// A polyphase filter with one set of taps for each place that an output sample can have between two input samples. For
/// files and prompts; its memory is bounded (`ResamplingFilter`), its time grows with the sound.
struct Resampler {
    private let filter: ResamplingFilter?
    /// Input that still matters, from `taps / 2 − 1` samples before the next output sample.
    private var input: [Float] = []
    /// Where in `input` the taps of the next output sample begin.
    private var position = 0
    private var phase = 0
    private var takenCount = 0
    private var givenCount = 0

    /// - Parameters: both in hertz, above 0. Equal ones leave the sound as it is.
    init(from sourceRate: Int, to targetRate: Int) {
        guard sourceRate != targetRate else {
            self.filter = nil
            return
        }
        let filter = ResamplingFilter(from: sourceRate, to: targetRate)
        self.filter = filter
        self.input = [Float](repeating: 0, count: filter.tapCount / 2 - 1)
    }

    /// Takes samples of ±32 768 and appends what they yield, rounded and clipped.
    mutating func append(_ sound: UnsafeBufferPointer<Float>, to output: inout [Int16]) {
        guard let filter else {
            output.append(contentsOf: sound.lazy.map(Self.rounded))
            return
        }
        self.takenCount += sound.count
        self.input.append(contentsOf: sound)
        self.convert(filter, .max, &output)
    }

    /// The end of the sound: as much output as input was there, in time.
    mutating func finish(to output: inout [Int16]) {
        guard let filter else { return }
        let total = (self.takenCount * filter.phaseCount + filter.stride - 1) / filter.stride
        self.input.append(contentsOf: repeatElement(0, count: filter.tapCount + filter.stride / filter.phaseCount))
        self.convert(filter, total, &output)
        self = Resampler(resetting: filter)
    }

    private init(resetting filter: ResamplingFilter) {
        self.filter = filter
        self.input = [Float](repeating: 0, count: filter.tapCount / 2 - 1)
    }

    private mutating func convert(_ filter: ResamplingFilter, _ limit: Int, _ output: inout [Int16]) {
        let end = self.input.count - filter.tapCount
        self.input.withUnsafeBufferPointer { input in
            guard let samples = input.baseAddress else { return }
            while self.position <= end, self.givenCount < limit {
                output.append(Self.rounded(filter.apply(self.phase, to: samples + self.position)))
                self.givenCount += 1
                self.phase += filter.stride
                self.position += self.phase / filter.phaseCount
                self.phase %= filter.phaseCount
            }
        }
        let used = min(self.position, self.input.count)
        self.input.removeFirst(used)
        self.position -= used
    }

    private static func rounded(_ sample: Float) -> Int16 {
        Int16(max(-32_768, min(32_767, sample.rounded())))
    }
}
