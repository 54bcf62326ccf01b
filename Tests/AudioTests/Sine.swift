#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Sine by radians, so that no test file needs the C library.
func sine(_ radians: Double) -> Double { sin(radians) }
