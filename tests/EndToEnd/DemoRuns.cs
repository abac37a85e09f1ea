using System.Text.Json;

namespace EndToEnd;

/// <summary>The main job as a newcomer meets it: <c>steward demo --once --json</c>, the real program in its own process.</summary>
public sealed class DemoRuns : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("steward-demo-").FullName;

    [Fact, Trait("Speed", "Slow")]
    public async Task Sample_feedback_is_received_screened_classified_scored_and_previewed()
    {
        var report = await RunAsync();
        var lines = File.ReadLines(Path.Combine(RepoRoot.Find(), "samples", "feedback.jsonl")).Count(l => l.Length > 0);
        Number(report, "received").ShouldBe(lines);
        Number(report, "held").ShouldBeGreaterThan(10);
        Number(report, "failed").ShouldBe(0);
        (Number(report, "held") + Number(report, "classified")).ShouldBe(lines);
        report.GetProperty("provider").GetString().ShouldBe("builtin");
        report.GetProperty("costUsd").GetDecimal().ShouldBe(0);
        report.GetProperty("scores").EnumerateObject().ShouldContain(s => s.Name == "jobReadiness" && s.Value.GetDouble() > 0);
        report.GetProperty("evidence").GetRawText().Length.ShouldBeGreaterThan(20);
        report.GetProperty("delivery").GetRawText().ShouldContain("activeParticipants");
        report.GetProperty("page").GetProperty("provider").GetString().ShouldBe("builtin");
        report.GetProperty("page").GetProperty("title").GetString().ShouldBe("Open Door");
        var comments = report.GetProperty("comments");
        Number(comments, "told").ShouldBe(24);
        comments.GetProperty("decisions").EnumerateObject().Sum(d => d.Value.GetInt32()).ShouldBe(24);
        foreach (var decision in (string[])["approve", "hide", "delete", "escalate"]) comments.GetProperty("decisions").GetProperty(decision).GetInt32().ShouldBeGreaterThan(0, decision);
        Number(comments, "outOfSight").ShouldBeGreaterThanOrEqualTo(3);
        Number(comments, "waiting").ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Second_run_on_the_same_folder_doubles_nothing()
    {
        var file = Path.Combine(_data, "two.jsonl");
        await File.WriteAllTextAsync(file,
            """
            {"id":"1","text":"I feel much more confident after the workshop.","userId":"p1","locale":"en"}
            {"id":"2","text":"We updated my CV and practised interviews.","userId":"p2","locale":"en"}
            """, TestContext.Current.CancellationToken);
        var first = await RunAsync("--input", file);
        var second = await RunAsync("--input", file);
        Number(second, "classified").ShouldBe(Number(first, "classified"));
        second.GetProperty("comments").GetRawText().ShouldBe(first.GetProperty("comments").GetRawText());
        second.GetProperty("scores").GetProperty("totalParticipants").GetDouble().ShouldBe(first.GetProperty("scores").GetProperty("totalParticipants").GetDouble());
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Bad_rows_are_reported_with_line_and_reason_and_stop_nothing()
    {
        var file = Path.Combine(_data, "bad.jsonl");
        await File.WriteAllTextAsync(file,
            "{\"text\":\"A good line about new friends here.\"}\nnot json\n{\"id\":\"3\"}\n{\"text\":\"" + new string('x', 10_001) + "\"}\n{\"text\":\"Another good line.\"}\n",
            TestContext.Current.CancellationToken);
        var (report, errors) = await RunWithErrorsAsync("--input", file);
        Number(report, "received").ShouldBe(2);
        foreach (var line in (string[])["2", "3", "4"]) errors.ShouldContain($"line {line}");
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Csv_columns_are_named_or_counted_and_cells_may_span_lines()
    {
        var file = Path.Combine(_data, "survey.csv");
        await File.WriteAllTextAsync(file, "id,best,worst\n1,\"I feel confident,\nand I have friends now\",\n2,I updated my CV,\"a quote that\n3,Fine again,Too long\n", TestContext.Current.CancellationToken);
        var (report, errors) = await RunWithErrorsAsync("--input", file, "--text-column", "best", "--text-column", "2");
        // The first row's text, the third row's two; the second row's quote never closes.
        Number(report, "received").ShouldBe(3);
        Number(report, "rejectedCount").ShouldBe(1);
        errors.ShouldContain("line 4: a quote is not closed");
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Nothing_that_can_be_sent_is_exit_code_1()
    {
        var file = Path.Combine(_data, "none.jsonl");
        await File.WriteAllTextAsync(file, "not json\n", TestContext.Current.CancellationToken);
        await using var demo = ServerProcess.Start(["demo", "--once", "--input", file, "--data", Path.Combine(_data, "data"), .. Programs.FreePorts]);
        (await demo.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(1);
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Report_for_people_says_who_classified_what_it_cost_and_quotes_a_text()
    {
        var file = Path.Combine(_data, "one.jsonl");
        await File.WriteAllTextAsync(file, "{\"text\":\"I applied for three jobs and practised interviews, and I feel confident.\"}\n", TestContext.Current.CancellationToken);
        await using var demo = ServerProcess.Start(["demo", "--once", "--input", file, "--data", Path.Combine(_data, "data"), .. Programs.FreePorts]);
        (await demo.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(0);
        var said = string.Join('\n', demo.Output.Where(l => !l.IsError).Select(l => l.Text));
        foreach (var part in (string[])["received", "by builtin 1 (0 tokens, $0.00); model rules", "SROI", "job readiness", "“", "Comments of a simulated forum", "for a person", "to benevity", "volunteer_hours", "Open next", "/v1/metrics/"])
            said.ShouldContain(part);
    }

    [Theory, Trait("Speed", "Slow")]
    [InlineData("csr/q2q_feedback_en.jsonl")]
    [InlineData("csr/q2q_feedback_uk.jsonl")]
    public async Task Real_feedback_is_classified(string file)
    {
        var shared = SharedData.Path(file);
        if (!shared.Exists) Assert.Skip(shared.SkipReason!);
        var report = await RunAsync("--input", shared.FullPath!);
        Number(report, "received").ShouldBe(File.ReadLines(shared.FullPath!).Count(l => l.Length > 0));
        Number(report, "failed").ShouldBe(0);
        Number(report, "classified").ShouldBeGreaterThan(15);
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Free_text_columns_of_a_real_survey_are_classified()
    {
        var shared = SharedData.Path("csr/carpentries_longterm_survey.csv");
        if (!shared.Exists) Assert.Skip(shared.SkipReason!);
        var report = await RunAsync(["--input", shared.FullPath!, .. SurveyColumns.SelectMany(c => (string[])["--text-column", c])]);
        Number(report, "received").ShouldBeGreaterThan(50);
        Number(report, "failed").ShouldBe(0);
        (Number(report, "held") + Number(report, "classified")).ShouldBe(Number(report, "received"));
    }

    [Fact, Trait("Speed", "Slow"), Trait("Requirement", "T011")]
    public async Task Demo_goes_on_serving_and_delivers_to_its_partner_simulator()
    {
        var file = Path.Combine(_data, "one.jsonl");
        await File.WriteAllTextAsync(file, "{\"text\":\"I practised interviews and feel confident.\"}\n", TestContext.Current.CancellationToken);
        await using var demo = ServerProcess.Start(["demo", "--input", file, "--data", Path.Combine(_data, "data"), .. Programs.FreePorts]);
        var line = await demo.WaitForLineAsync(l => l.Contains("/impact-in/schedules", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
        var at = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Trim());
        using var client = new HttpClient { BaseAddress = at };
        var run = await client.PostAsync("/impact-in/schedules/schedule-123/run-now", null, TestContext.Current.CancellationToken);
        var location = run.Headers.Location!;
        var delivered = await TestServer.EventuallyAsync(
            () => client.GetStringAsync(location, TestContext.Current.CancellationToken), body => body.Contains("\"delivered\"", StringComparison.Ordinal));
        delivered.ShouldContain("benevity");
        demo.Terminate();
        (await demo.WaitForExitAsync(TimeSpan.FromSeconds(40))).ShouldBe(0);
    }

    private static readonly string[] SurveyColumns = ["Column33", "Column38", "Column52", "Column58"];

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private async Task<JsonElement> RunAsync(params string[] more) => (await RunWithErrorsAsync(more)).Report;

    private async Task<(JsonElement Report, string Errors)> RunWithErrorsAsync(params string[] more)
    {
        await using var demo = ServerProcess.Start(["demo", "--once", "--json", "--data", Path.Combine(_data, "data"), .. Programs.FreePorts, .. more]);
        (await demo.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(0, string.Join('\n', demo.Output.Select(l => l.Text)));
        var output = string.Join('\n', demo.Output.Where(l => !l.IsError).Select(l => l.Text));
        return (JsonDocument.Parse(output).RootElement.Clone(), string.Join('\n', demo.Output.Where(l => l.IsError).Select(l => l.Text)));
    }

    private static int Number(JsonElement report, string name) => report.GetProperty(name).GetInt32();
}
