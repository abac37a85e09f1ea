using Steward.Observability.Metrics;

namespace Steward.Observability.Tests.Metrics;

public sealed class MetricNamesTests
{
    [Theory]
    [InlineData("http.server.request.duration", "s", "Histogram", "http_server_request_duration_seconds")]
    [InlineData("http.server.active_requests", "{request}", "Gauge", "http_server_active_requests")]
    [InlineData("dotnet.gc.collections", "{collection}", "Counter", "dotnet_gc_collections_total")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", "Counter", "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("dotnet.process.memory.working_set", "By", "Gauge", "dotnet_process_memory_working_set_bytes")]
    [InlineData("db.client.connection.count", "{connection}", "Gauge", "db_client_connections")]
    [InlineData("dotnet.assembly.count", "{assembly}", "Gauge", "dotnet_assemblies")]
    [InlineData("steward.queue.wait.seconds", "s", "Histogram", "steward_queue_wait_seconds")]
    [InlineData("weird--name.9", null, "Gauge", "weird_name_9")]
    [InlineData("9lives", null, "Gauge", "_9lives")]
    public void Instrument_names_become_prometheus_names(string name, string? unit, string kind, string expected) =>
        MetricNames.Of(name, unit, Enum.Parse<MetricKind>(kind), isPlainGauge: false).ShouldBe(expected);

    [Trait("Requirement", "T057")]
    [Trait("Requirement", "T058")]
    [Trait("Requirement", "T059")]
    [Theory]
    [InlineData("q2q_requests_total", "{request}", "Counter")]
    [InlineData("q2q_cost_dollars", "USD", "Counter")]
    [InlineData("q2q_tokens_total", "{token}", "Counter")]
    [InlineData("ai_jobs_total", null, "Counter")]
    [InlineData("ai_jobs_validation_pass_rate", "%", "Gauge")]
    [InlineData("ai_queue_size", null, "Gauge")]
    public void Names_that_are_prometheus_names_stay_to_the_letter(string name, string? unit, string kind) =>
        MetricNames.Of(name, unit, Enum.Parse<MetricKind>(kind), isPlainGauge: true).ShouldBe(name);

    [Fact]
    public void A_gauge_without_dimension_is_a_ratio() =>
        MetricNames.Of("db.client.prepared", "1", MetricKind.Gauge, isPlainGauge: true).ShouldBe("db_client_prepared_ratio");
}
