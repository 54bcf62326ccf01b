import CLame

/// libmp3lame's encoder at a constant bit rate, so that a player can seek by division.
///
/// Two channels stay two: joint stereo would mix what one party said into the other's channel. Owns the handle.
struct MP3Encoder: ~Copyable {
    /// Bytes that lame may give for `count` samples, by its documentation.
    private static func capacity(_ count: Int) -> Int { count + count / 4 + 7_200 }
    /// lame's 0 (best) to 9: what it calls good and fast.
    private static let quality: Int32 = 5

    private let handle: OpaquePointer

    init(_ format: RecordingFormat, kilobitsPerSecond: Int) throws(RecordingError) {
        guard let handle = lame_init() else { throw RecordingError(.encoderFailed, "libmp3lame gives no handle") }
        // Nothing is to be said on standard error.
        lame_set_errorf(handle, nil)
        lame_set_msgf(handle, nil)
        lame_set_debugf(handle, nil)
        lame_set_in_samplerate(handle, Int32(format.rate.rawValue))
        lame_set_out_samplerate(handle, Int32(format.rate.rawValue))
        lame_set_num_channels(handle, Int32(format.channels.rawValue))
        lame_set_mode(handle, format.channels == .two ? STEREO : MONO)
        lame_set_VBR(handle, vbr_off)
        lame_set_brate(handle, Int32(kilobitsPerSecond))
        lame_set_quality(handle, Self.quality)
        lame_set_bWriteVbrTag(handle, 1)
        lame_set_write_id3tag_automatic(handle, 0)
        guard lame_init_params(handle) >= 0 else {
            lame_close(handle)
            throw RecordingError(.encoderFailed, "libmp3lame refuses \(kilobitsPerSecond) kbit/s")
        }
        self.handle = handle
    }

    deinit {
        lame_close(self.handle)
    }

    /// Encodes the next samples and appends what is ready, which may be nothing. Both channels have the same length; a
    /// recording of one channel gives `left` twice.
    mutating func encode(
        left: UnsafeBufferPointer<Int16>,
        right: UnsafeBufferPointer<Int16>,
        into output: inout [UInt8]
    ) throws(RecordingError) {
        let count = min(left.count, right.count)
        try Self.append(Self.capacity(count), to: &output) { bytes in
            lame_encode_buffer(
                self.handle,
                left.baseAddress,
                right.baseAddress,
                Int32(count),
                bytes.baseAddress,
                Int32(bytes.count)
            )
        }
    }

    /// Appends the last frames. Nothing can be encoded after this.
    mutating func finish(into output: inout [UInt8]) throws(RecordingError) {
        try Self.append(Self.capacity(0), to: &output) { bytes in
            lame_encode_flush(self.handle, bytes.baseAddress, Int32(bytes.count))
        }
    }

    /// The first frame of the file once more, with its length and the samples to leave out at both ends; to be written
    /// over it after ``finish(into:)``. Empty when there is none.
    mutating func informationFrame() -> [UInt8] {
        let length = lame_get_lametag_frame(self.handle, nil, 0)
        return [UInt8](unsafeUninitializedCapacity: length) { bytes, count in
            count = min(lame_get_lametag_frame(self.handle, bytes.baseAddress, bytes.count), length)
        }
    }

    private static func append(
        _ capacity: Int,
        to output: inout [UInt8],
        _ encode: (UnsafeMutableBufferPointer<UInt8>) -> Int32
    ) throws(RecordingError) {
        var result: Int32 = 0
        output += [UInt8](unsafeUninitializedCapacity: capacity) { bytes, count in
            result = encode(bytes)
            count = Int(max(0, result))
        }
        guard result >= 0 else { throw RecordingError(.encoderFailed, "libmp3lame gives \(result)") }
    }
}
