using System.Collections.Concurrent;
using System.Diagnostics;
using Steward.Platform.Tracing;

namespace Flows.Gateway;

/// <summary>The spans of AI work: what they are called, which stands in which, and what they must not say.</summary>
public sealed class Traces : IDisposable
{
    private const string Text = "I feel confident when I speak, says Ingeborg.";
    private static readonly string Good = Q2QAnswer.Confident("I feel confident").Json();
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public Traces()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Spans.Source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Theory, OnBothDatabases, Trait("Requirement", "P056")]
    public async Task Request_and_job_each_have_a_span_that_holds_their_calls_and_checks(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply(Good);
        // The caller's trace goes on; the framework's own span between is not there to be missed.
        const string Sent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        await company.PostAsync(Steward.Platform.Http.Service.Q2Q, "/v1/q2q/classify", new { text = Text, companyId = company.Id }, System.Net.HttpStatusCode.OK, ("traceparent", Sent));
        // Refused once, then as asked for.
        world.Provider.Enqueue(Behaviour.Reply("{}"), Behaviour.Reply(Good));
        await company.FeedbackAsync(Text);
        await company.UntilTextsAsync("classified", 1);

        var request = await FirstAsync("ai.proxy.request", company);
        (request.TraceId.ToString(), request.ParentSpanId.ToString(), request.GetTagItem("provider"), request.GetTagItem("task")).ShouldBe((Sent[3..35], Sent[36..52], "openai", "q2q.classify"));
        Within(request).ShouldBe(["ai.llm.call", "ai.validation"]);
        var job = await FirstAsync("ai.worker.process", company);
        (job.ParentSpanId, job.GetTagItem("outcome"), job.GetTagItem("kind"), job.Status).ShouldBe((default, "completed", "impact.classify-feedback", ActivityStatusCode.Unset));
        Within(job).ShouldBe(["ai.llm.call", "ai.validation", "ai.llm.call", "ai.validation"]);
        _ended.Where(a => a.ParentSpanId == job.SpanId && a.OperationName == "ai.validation").Select(a => a.GetTagItem("valid")).ShouldBe([false, true]);
        _ended.First(a => a.ParentSpanId == job.SpanId && a.OperationName == "ai.llm.call").GetTagItem("prompt_tokens").ShouldBeOfType<long>().ShouldBeGreaterThan(0);
        foreach (var said in _ended.SelectMany(a => a.TagObjects).Select(t => t.Value?.ToString() ?? "")) said.ShouldNotContain("Ingeborg");
    }

    [Fact, Trait("Requirement", "P056")]
    public async Task What_failed_says_why_in_a_word()
    {
        await using var world = await World.StartAsync(Database.Sqlite, ["Gateway:Route:0=openai"]);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Status(401);
        await company.ClassifyAsync(Text, System.Net.HttpStatusCode.ServiceUnavailable);
        var request = await FirstAsync("ai.proxy.request", company);
        (request.Status, request.GetTagItem("error.type")).ShouldBe((ActivityStatusCode.Error, "ai_unavailable"));
        var call = _ended.Single(a => a.ParentSpanId == request.SpanId);
        (call.OperationName, call.Status, call.GetTagItem("error.type"), call.Kind).ShouldBe(("ai.llm.call", ActivityStatusCode.Error, "auth", ActivityKind.Client));
    }

    // A span ends after its answer is out.
    private Task<Activity> FirstAsync(string name, Company company) =>
        TestServer.EventuallyAsync(() => Task.FromResult(_ended.FirstOrDefault(a => a.OperationName == name && company.Id.Equals(a.GetTagItem("client_id")))!), a => a is not null);

    private IEnumerable<string> Within(Activity span) => _ended.Where(a => a.ParentSpanId == span.SpanId).OrderBy(a => a.StartTimeUtc).Select(a => a.OperationName);
}
