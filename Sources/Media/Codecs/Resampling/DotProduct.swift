/// The sum of products of two runs of numbers: what resampling and pitch search spend their time in.
///
/// Written with SIMD because the compiler may not reorder a sum of floats by itself.
@inline(__always)
func dotProduct(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int) -> Float {
    let (leftBytes, rightBytes) = (UnsafeRawPointer(left), UnsafeRawPointer(right))
    let stride = 4 * MemoryLayout<Float>.stride
    // Four sums, so that one addition need not wait for the one before.
    var (first, second) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
    var (third, fourth) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
    var index = 0
    while index &+ 16 <= count {
        let offset = index &* MemoryLayout<Float>.stride
        first +=
            leftBytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self)
            * rightBytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self)
        second +=
            leftBytes.loadUnaligned(fromByteOffset: offset &+ stride, as: SIMD4<Float>.self)
            * rightBytes.loadUnaligned(fromByteOffset: offset &+ stride, as: SIMD4<Float>.self)
        third +=
            leftBytes.loadUnaligned(fromByteOffset: offset &+ 2 &* stride, as: SIMD4<Float>.self)
            * rightBytes.loadUnaligned(fromByteOffset: offset &+ 2 &* stride, as: SIMD4<Float>.self)
        fourth +=
            leftBytes.loadUnaligned(fromByteOffset: offset &+ 3 &* stride, as: SIMD4<Float>.self)
            * rightBytes.loadUnaligned(fromByteOffset: offset &+ 3 &* stride, as: SIMD4<Float>.self)
        index &+= 16
    }
    var sum = (first + second + third + fourth).sum()
    while index < count {
        sum += left[index] * right[index]
        index &+= 1
    }
    return sum
}

extension Int16 {
    /// The nearest sample to a number, clipped. Not `rounded()`, which is a function call on plain x86-64.
    @inline(__always)
    init(clipping number: Float) {
        let bounded = Swift.max(-32_768, Swift.min(32_767, number))
        self = Int16(truncatingIfNeeded: Int32(bounded + (bounded < 0 ? -0.5 : 0.5)))
    }
}
