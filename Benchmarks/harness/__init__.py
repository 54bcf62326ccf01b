"""What the benchmarks stand on: a server of their own, sipp, a small phone, and the C programs of Benchmarks/Relay."""
