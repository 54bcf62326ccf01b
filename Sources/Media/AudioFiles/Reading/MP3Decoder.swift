import CMPG123

/// libmpg123's decoder: MPEG audio in, one channel of ±32 768 out at the rate of the file.
///
/// Owns the handle and the memory it decodes into.
struct MP3Decoder: ~Copyable {
    enum Output {
        /// The samples that follow have this rate, in hertz.
        case rate(Int)
        /// Valid until the next call.
        case sound(UnsafeBufferPointer<Float>)
    }

    /// 26 frames of the largest kind.
    private static let sampleCapacity = 30_000

    private let handle: OpaquePointer
    private let samples: UnsafeMutablePointer<Float>

    init() throws(AudioFileError) {
        guard let handle = mpg123_new(nil, nil) else {
            throw AudioFileError(.decoderFailed, "libmpg123 gives no handle")
        }
        let flags = [MPG123_QUIET, MPG123_FORCE_FLOAT, MPG123_MONO_MIX, MPG123_SKIP_ID3V2]
            .reduce(0) { $0 | Int($1.rawValue) }
        // Resynchronises over any distance: how much of a file is noise was judged before.
        guard mpg123_param2(handle, Int32(MPG123_ADD_FLAGS.rawValue), flags, 0) == MPG123_OK.rawValue,
            mpg123_param2(handle, Int32(MPG123_RESYNC_LIMIT.rawValue), -1, 0) == MPG123_OK.rawValue,
            mpg123_open_feed(handle) == MPG123_OK.rawValue
        else {
            mpg123_delete(handle)
            throw AudioFileError(.decoderFailed, "libmpg123 does not begin")
        }
        self.handle = handle
        self.samples = .allocate(capacity: Self.sampleCapacity)
    }

    deinit {
        mpg123_delete(self.handle)
        self.samples.deallocate()
    }

    /// The next bytes; they are copied. All sound of the last ones was taken before.
    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>) throws(AudioFileError) {
        guard mpg123_feed(self.handle, bytes.baseAddress, bytes.count) == MPG123_OK.rawValue else {
            throw AudioFileError(.decoderFailed, "libmpg123 takes no bytes")
        }
    }

    /// What the bytes fed so far yield next; `nil` when more are needed.
    mutating func next() throws(AudioFileError) -> Output? {
        var decoded = 0
        let size = MemoryLayout<Float>.size
        let code = mpg123_read(self.handle, self.samples, Self.sampleCapacity * size, &decoded)
        let count = decoded / size
        if count > 0 {
            for index in 0..<count { self.samples[index] *= 32_768 }
            return .sound(UnsafeBufferPointer(start: self.samples, count: count))
        }
        switch code {
        case MPG123_NEW_FORMAT.rawValue:
            var (rate, channels, encoding) = (0, Int32(0), Int32(0))
            guard mpg123_getformat(self.handle, &rate, &channels, &encoding) == MPG123_OK.rawValue,
                channels == 1, encoding == Int32(MPG123_ENC_FLOAT_32.rawValue)
            else { throw AudioFileError(.decoderFailed, "libmpg123 gives sound in another form") }
            return .rate(rate)
        case MPG123_NEED_MORE.rawValue, MPG123_DONE.rawValue, MPG123_OK.rawValue: return nil
        default:
            let reason = mpg123_plain_strerror(mpg123_errcode(self.handle)).map { String(cString: $0) }
            throw AudioFileError(.damaged, reason ?? "libmpg123 gives up")
        }
    }
}
