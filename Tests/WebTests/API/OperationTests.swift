import HTTPTypes
import Kernel
import Metrics
import Model
import Testing

@testable import Web

@Suite("Health and metrics")
struct OperationTests {
    @Test("health is 200 or 503, with details for administrators only")
    func health() async throws {
        let failing = FakeHealth(answer: [HealthCheck("storage", isHealthy: false, detail: "disk full on /data")])
        let world = try await TestWorld(health: failing)
        let stranger = try await world.ask(.get, "/health")
        #expect(stranger.status == .serviceUnavailable)
        #expect(stranger.json["status"]?.text == "failing")
        #expect(!stranger.text.contains("/data"))
        #expect(HealthBody.schema.breach(in: stranger.json) == nil)
        #expect(try await world.ask(.get, "/health", as: .acmeAdministrator).text.contains("/data") == false)
        #expect(try await world.ask(.get, "/health", as: .system).text.contains("disk full on /data"))
        #expect(try await TestWorld().ask(.get, "/health").status == .ok)
    }

    @Test("metrics are for this machine, or for those with the token")
    func metricsAccess() async throws {
        var settings = WebSettings()
        settings.metricsToken = "scrape-me"
        let world = try await TestWorld(settings: settings)
        #expect(try await world.ask(.get, "/metrics").status == .unauthorized)
        #expect(
            try await world.ask(.get, "/metrics", headers: [.authorization: "Bearer wrong"]).status == .unauthorized
        )
        #expect(try await world.ask(.post, "/metrics").status == .methodNotAllowed)
        world.register(.acmeUser)
        let answer = try await world.ask(.get, "/metrics", headers: [.authorization: "Bearer scrape-me"])
        #expect(answer.status == .ok)
        #expect(answer.text.contains("\nregistrations 1\n"))
        #expect(answer.text.contains("# TYPE sip_messages_received_total counter\n"))
        #expect(answer.text.contains("\nsip_messages_received_total{message=\"invite\",transport=\"udp\"} 7\n"))
        #expect(answer.text.contains("\nmedia_streams 2\n"))
        let page = MetricsPage(registry: world.metrics, live: world.web.live, source: FixedCounts(), token: nil)
        #expect(page.isAllowed(ClientAddress("127.0.0.1"), authorization: nil))
        #expect(!page.isAllowed(ClientAddress("127.0.0.1", throughProxy: true), authorization: nil))
        #expect(!page.isAllowed(ClientAddress("192.0.2.1"), authorization: "Bearer "))
    }

    @Test("the text format 0.0.4")
    func exposition() {
        let registry = PrometheusRegistry()
        Counter(label: "sip.requests", dimensions: [("method", "IN\"VITE\n")], factory: registry).increment(by: 2)
        Meter(label: "load", factory: registry).set(0.5)
        Gauge(label: "9lives", factory: registry).record(9)
        let timer = Timer(label: "request", factory: registry)
        for milliseconds in [1, 3, 20_000] { timer.recordMilliseconds(milliseconds) }
        let text = registry.text()
        for line in [
            #"# TYPE sip_requests_total counter"#, #"sip_requests_total{method="IN\"VITE\n"} 2"#, "# TYPE load gauge",
            "load 0.5", "_9lives 9", "# TYPE request_seconds histogram", #"request_seconds_bucket{le="0.001"} 1"#,
            #"request_seconds_bucket{le="0.005"} 2"#, #"request_seconds_bucket{le="+Inf"} 3"#,
            "request_seconds_sum 20.004", "request_seconds_count 3", "metrics_dropped_series_total 0",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test("L3 series are bounded, and what does not fit is counted")
    func bounded() {
        let registry = PrometheusRegistry()
        for index in 0..<PrometheusRegistry.seriesLimit + 5 {
            Counter(label: "c", dimensions: [("n", "\(index)")], factory: registry).increment()
        }
        #expect(registry.text().contains("metrics_dropped_series_total 5\n"))
    }

    @Test("requests are counted by operation and class of status, whatever strangers ask for")
    func requests() async throws {
        let world = try await TestWorld()
        for path in ["/me", "/users/x", "/nothing", "/nothing-else", "/openapi.json"] {
            _ = try await world.ask(.get, path)
        }
        let text = world.metrics.text()
        #expect(text.contains(#"http_requests_seconds_count{operation="getProfile",status="4xx"} 1"#))
        #expect(text.contains(#"http_requests_seconds_count{operation="none",status="4xx"} 2"#))
        #expect(text.contains(#"http_requests_seconds_count{operation="getDocument",status="2xx"} 1"#))
    }
}
