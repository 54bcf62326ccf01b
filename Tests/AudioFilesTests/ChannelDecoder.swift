import CMPG123

/// Both channels of an mp3 file, for tests of their separation.
func decodeChannels(_ bytes: [UInt8]) throws -> [[Int16]] {
    let handle = mpg123_new(nil, nil)
    defer { mpg123_delete(handle) }
    mpg123_param2(handle, Int32(MPG123_ADD_FLAGS.rawValue), Int(MPG123_QUIET.rawValue), 0)
    mpg123_open_feed(handle)
    mpg123_feed(handle, bytes, bytes.count)
    var channels: [[Int16]] = [[], []]
    var samples = [Int16](repeating: 0, count: 8_192)
    var turns = 0
    while turns < 100_000 {
        turns += 1
        var done = 0
        let code = mpg123_read(handle, &samples, samples.count * 2, &done)
        for index in 0..<done / 2 { channels[index % 2].append(samples[index]) }
        if done == 0, code != MPG123_NEW_FORMAT.rawValue { break }
    }
    return channels
}
