import Glibc

/// The name servers that the machine is set up with.
enum NameServers {
    /// Read by the resolver of the C library too.
    private static let path = "/etc/resolv.conf"

    /// Those of /etc/resolv.conf, at most three as there; the local host when it names none. Reads a file of some lines.
    static func ofThisMachine() -> [TransportAddress] {
        guard let file = fopen(Self.path, "r") else { return Self.parse("") }
        defer { fclose(file) }
        var text = [UInt8](repeating: 0, count: 16_384)
        let count = fread(&text, 1, text.count, file)
        return Self.parse(String(decoding: text.prefix(count), as: UTF8.self))
    }

    static func parse(_ text: String) -> [TransportAddress] {
        var servers: [TransportAddress] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 2, words[0] == "nameserver", let address = IPAddress(words[1]) else { continue }
            servers.append(TransportAddress(address, port: 53))
        }
        return servers.isEmpty ? [TransportAddress(.v4(127, 0, 0, 1), port: 53)] : Array(servers.prefix(3))
    }
}
