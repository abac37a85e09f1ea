using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Steward.Observability.Logs;

namespace Steward.Observability.Tests.Logs;

public sealed class JsonLogFormatterTests
{
    private readonly JsonLogFormatter _formatter = new(new SettableTime());
    private readonly LoggerExternalScopeProvider _scopes = new();

    [Trait("Requirement", "C026")]
    [Trait("Requirement", "C027")]
    [Fact]
    public void A_line_has_timestamp_level_message_and_context()
    {
        using var scope = _scopes.Push(new Dictionary<string, object?> { ["RequestId"] = "req-1", ["client_id"] = "client-9", ["CodebookId"] = "cb" });
        var line = Line(LogLevel.Information, null, "Item {ItemId} took {LatencyMs}", "i1", 12.5);

        line.GetProperty("timestamp").GetString().ShouldBe("2026-03-01T12:30:45.123Z");
        line.GetProperty("level").GetString().ShouldBe("INFO");
        line.GetProperty("message").GetString().ShouldBe("Item i1 took 12.5");
        var context = line.GetProperty("context");
        context.GetProperty("request_id").GetString().ShouldBe("req-1");
        context.GetProperty("client_id").GetString().ShouldBe("client-9");
        context.GetProperty("codebook_id").GetString().ShouldBe("cb");
        context.GetProperty("item_id").GetString().ShouldBe("i1");
        context.GetProperty("latency_ms").GetDouble().ShouldBe(12.5);
        context.GetProperty("category").GetString().ShouldBe("Test");
    }

    [Trait("Requirement", "C025")]
    [Theory]
    [InlineData(LogLevel.Trace, "DEBUG")]
    [InlineData(LogLevel.Debug, "DEBUG")]
    [InlineData(LogLevel.Information, "INFO")]
    [InlineData(LogLevel.Warning, "WARN")]
    [InlineData(LogLevel.Error, "ERROR")]
    [InlineData(LogLevel.Critical, "ERROR")]
    public void There_are_four_levels(LogLevel level, string word) =>
        Line(level, null, "x").GetProperty("level").GetString().ShouldBe(word);

    [Fact]
    public void Request_and_client_are_present_even_where_there_is_none()
    {
        var context = Line(LogLevel.Information, null, "x").GetProperty("context");
        context.GetProperty("request_id").ValueKind.ShouldBe(JsonValueKind.Null);
        context.GetProperty("client_id").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Trait("Requirement", "C029")]
    [Theory]
    [InlineData("Password")]
    [InlineData("api_key")]
    [InlineData("ApiKey")]
    [InlineData("Authorization")]
    [InlineData("ClientSecret")]
    [InlineData("accessToken")]
    [InlineData("CommentText")]
    [InlineData("Prompt")]
    [InlineData("RequestBody")]
    public void A_value_whose_name_looks_secret_is_neither_in_the_message_nor_in_the_context(string name)
    {
        var text = Raw(LogLevel.Information, null, "got {" + name + "} after {Count:D3} {{x}}", "hunter2", 7);
        text.ShouldNotContain("hunter2");
        text.ShouldContain("got [redacted] after 007 {x}");
    }

    [Theory]
    [InlineData("KeyPrefix")]
    [InlineData("PromptVersion")]
    [InlineData("body_bytes")]
    [InlineData("InputTokens")]
    [InlineData("Context")]
    public void What_is_said_about_a_secret_is_shown(string name) =>
        Raw(LogLevel.Information, null, "got {" + name + "}", "visible").ShouldContain("got visible");

    [Trait("Requirement", "C029")]
    [Theory]
    [InlineData("used ck_live_1234abcd5678efgh", "used ck_live_1234...")]
    [InlineData("used ck_test_9876ABCD_more-of-it.", "used ck_test_9876....")]
    [InlineData("kept ck_live_1234...", "kept ck_live_1234...")]
    [InlineData("Authorization: Bearer abcdefghijklmnop", "Authorization: Bearer [redacted]")]
    [InlineData("Host=db;Password=hunter2;Port=1", "Host=db;Password=[redacted];Port=1")]
    [InlineData("{\"password\": \"hunter2\"}", "{\"password\": \"[redacted]\"}")]
    [InlineData("https://me:hunter2@host/x", "https://[redacted]@host/x")]
    [InlineData("sk-ant-api03-abcdefghijklmnop", "sk-ant-...")]
    [InlineData("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "jwt [redacted]")]
    [InlineData("spent 120 input_tokens: 5, tokens=7", "spent 120 input_tokens: 5, tokens=7")]
    public void Credentials_are_cut_wherever_they_stand(string said, string kept)
    {
        var line = Line(LogLevel.Information, null, "{Note}", said);
        line.GetProperty("message").GetString().ShouldBe(kept);
        line.GetProperty("context").GetProperty("note").GetString().ShouldBe(kept);
    }

    [Fact]
    public void One_entry_is_one_line_whatever_it_contains()
    {
        var text = Raw(LogLevel.Error, new InvalidOperationException("a\nb"), "user said {Note}", "x\r\n{\"level\":\"INFO\"}\u2028\u0085\u001b[2J \ud800 end");
        text.ShouldEndWith("\n");
        text[..^1].ShouldNotContain("\n");
        text.ShouldNotContain("\r");
        text.ShouldNotContain("\u2028");
        text.ShouldNotContain("\u001b");
        JsonDocument.Parse(text).RootElement.GetProperty("level").GetString().ShouldBe("ERROR");
    }

    [Fact]
    public void An_exception_shows_type_and_message_and_its_stack_only_at_error()
    {
        var thrown = Should.Throw<IOException>(new Action(Fail));
        var error = Line(LogLevel.Error, thrown, "failed").GetProperty("exception");
        error.GetProperty("type").GetString().ShouldBe("System.IO.IOException");
        error.GetProperty("message").GetString().ShouldBe("outer <- System.TimeoutException: inner token=[redacted]");
        error.GetProperty("stack").GetString()!.ShouldContain(nameof(Fail));
        Line(LogLevel.Warning, thrown, "failed").GetProperty("exception").TryGetProperty("stack", out _).ShouldBeFalse();
    }

    [Trait("Requirement", "C029")]
    [Fact]
    public void The_message_of_an_exception_that_may_quote_a_text_is_withheld_and_the_stack_says_where_it_was()
    {
        var thrown = Should.Throw<FormatException>(() => { throw new FormatException("Anna wrote: I am lonely", new IOException("disk")); });
        var text = Raw(LogLevel.Warning, thrown, "failed");
        text.ShouldNotContain("Anna");
        text.ShouldContain("(withheld: it may quote a text) <- System.IO.IOException: disk");
        text.ShouldContain(nameof(The_message_of_an_exception_that_may_quote_a_text_is_withheld_and_the_stack_says_where_it_was));
    }

    [Fact]
    public void The_inner_scope_wins_over_the_outer_and_the_entry_over_both()
    {
        using var outer = _scopes.Push(new Dictionary<string, object?> { ["stage"] = "outer", ["job"] = "outer", ["deep"] = "outer" });
        using var inner = _scopes.Push(new Dictionary<string, object?> { ["stage"] = "inner", ["job"] = "inner" });
        var context = Line(LogLevel.Information, null, "{Stage}", "own").GetProperty("context");
        context.GetProperty("stage").GetString().ShouldBe("own");
        context.GetProperty("job").GetString().ShouldBe("inner");
        context.GetProperty("deep").GetString().ShouldBe("outer");
    }

    [Fact]
    public void Long_text_and_many_fields_are_cut()
    {
        using var scope = _scopes.Push(Enumerable.Range(0, 500).ToDictionary(i => $"f{i}", i => (object?)i));
        var line = Line(LogLevel.Information, null, "{Note}", new string('x', 100_000));
        line.GetProperty("message").GetString()!.Length.ShouldBe(LogMessage.Max + 1);
        line.GetProperty("context").GetProperty("note").GetString()!.Length.ShouldBe(LogContext.MaxValue + 1);
        line.GetProperty("context").EnumerateObject().Count().ShouldBe(LogContext.MaxFields);
    }

    [Fact]
    public void A_value_that_cannot_say_what_it_is_does_not_lose_the_line() =>
        Line(LogLevel.Information, null, "ok", new KeyValuePair<string, object?>("odd", new Mute())).GetProperty("context")
            .GetProperty("odd").GetString().ShouldBe("(Mute: NotSupportedException)");

    [Fact]
    public void The_text_form_is_short_and_spells_out_control_characters()
    {
        var writer = new StringWriter();
        new TextLogFormatter(new SettableTime()).Write(Entry(LogLevel.Warning, null, "user {Password} said {Note}", "hunter2", "a\n\u001b[2Jb"), _scopes, writer);
        writer.ToString().ShouldBe("12:30:45 WARN  user [redacted] said a\\n\\u001b[2Jb\n");
    }

    private static void Fail() => throw new IOException("outer", new TimeoutException("inner token=abc"));

    private JsonElement Line(LogLevel level, Exception? exception, string template, params object[] values) =>
        JsonDocument.Parse(Raw(level, exception, template, values)).RootElement;

    private string Raw(LogLevel level, Exception? exception, string template, params object[] values)
    {
        var writer = new StringWriter();
        if (values is [KeyValuePair<string, object?> pair])
        {
            KeyValuePair<string, object?>[] state = [pair];
            _formatter.Write(new LogEntry<KeyValuePair<string, object?>[]>(level, "Test", default, state, exception, (_, _) => template), _scopes, writer);
        }
        else
        {
            _formatter.Write(Entry(level, exception, template, values), _scopes, writer);
        }

        return writer.ToString();
    }

    // Through the framework's own logger, so that the state is what the framework makes of a template.
    private static LogEntry<IReadOnlyList<KeyValuePair<string, object?>>> Entry(LogLevel level, Exception? exception, string template, params object[] values)
    {
        var catcher = new Catcher();
#pragma warning disable CA2254 // The template is the test's subject.
        catcher.Log(level, exception, template, values);
#pragma warning restore CA2254
        return new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(level, "Test", default, catcher.State!, exception, (_, _) => catcher.Text!);
    }

    private sealed class Mute
    {
        public override string ToString() => throw new NotSupportedException();
    }

    private sealed class Catcher : ILogger
    {
        public IReadOnlyList<KeyValuePair<string, object?>>? State { get; private set; }

        public string? Text { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            (State, Text) = ((IReadOnlyList<KeyValuePair<string, object?>>)state!, formatter(state, exception));
    }
}
