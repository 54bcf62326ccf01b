import Kernel
import Model
import Routing
import Storage
import StorageSQLite

#if canImport(Glibc)
import Glibc
#endif

/// Loads the configuration of a database as the server does, and decides where calls go: what that costs in CPU time,
/// printed as JSON. `RoutingBench DATABASE [COUNT]`; see `Benchmarks/scale.py`.
@main
enum DecisionBench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 2 else {
            print("RoutingBench DATABASE [COUNT]")
            exit(64)
        }
        let count = arguments.count > 2 ? Int(arguments[2]) ?? 100_000 : 100_000
        let store = try await SQLiteStore.open(path: arguments[1])
        let before = Self.residentKibibytes
        let start = Self.time(CLOCK_MONOTONIC)
        var began = Self.time(CLOCK_PROCESS_CPUTIME_ID)
        let configuration = try await store.configuration.load()
        let loadSeconds = Double(Self.time(CLOCK_PROCESS_CPUTIME_ID) - began) / 1e9
        let waitSeconds = Double(Self.time(CLOCK_MONOTONIC) - start) / 1e9
        let kibibytes = Self.residentKibibytes - before
        let calls = Self.calls(configuration, count)
        let router = Router(configuration: configuration)
        var rings = 0
        began = Self.time(CLOCK_PROCESS_CPUTIME_ID)
        for facts in calls {
            if case .ring = router.decide(facts).target { rings += 1 }
        }
        let each = Double(Self.time(CLOCK_PROCESS_CPUTIME_ID) - began) / 1e3 / Double(count)
        let users = configuration.tenants.values.reduce(0) { $0 + $1.users.count }
        print(
            """
            {"domains": \(configuration.tenants.count), "users": \(users), "loadCPUSeconds": \(loadSeconds), \
            "loadSeconds": \(waitSeconds), "kibibytes": \(kibibytes), "decisions": \(count), "ringing": \(rings), \
            "microsecondsEach": \(each)}
            """
        )
    }

    /// Two of three call a colleague, one somebody outside; the same in every run.
    private static func calls(_ configuration: Configuration, _ count: Int) -> [CallFacts] {
        var generator = SeededGenerator(seed: 1)
        let tenants = configuration.tenants.values.filter { !$0.users.isEmpty && $0.domain.id != Domain.system }
            .sorted { $0.domain.id < $1.domain.id }
        return (0..<count).compactMap { number in
            let tenant = tenants[Int.random(in: 0..<tenants.count, using: &generator)]
            let users = tenant.users.values
            let caller = users[
                users.index(users.startIndex, offsetBy: Int.random(in: 0..<users.count, using: &generator))
            ]
            let colleague = 100 + Int.random(in: 0..<100, using: &generator)
            return CallFacts(
                origin: .user(caller.id),
                dialled: number % 3 == 0 ? "+7495\(1_000_000 + number % 8_999_999)" : "\(colleague)",
                at: Timestamp(seconds: 1_800_000_000),
                draw: UInt64(number)
            )
        }
    }

    private static func time(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// What the process has in memory now.
    private static var residentKibibytes: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var total = 0
        var resident = 0
        return withUnsafeMutablePointer(to: &total) { total in
            withUnsafeMutablePointer(to: &resident) { resident in
                withVaList([total, resident]) { vfscanf(file, "%ld %ld", $0) } == 2 ? resident.pointee * 4 : 0
            }
        }
    }
}
