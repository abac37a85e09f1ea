using System.Text.Json;

namespace EndToEnd;

/// <summary>Screening and the check of new terms from the command line, without a server.</summary>
public sealed class ScreenCommand : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("steward-screen-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact, Trait("Requirement", "T018"), Trait("Requirement", "T152")]
    public async Task Lines_are_answered_in_order_and_what_cannot_be_read_is_named_by_its_line()
    {
        var file = await WriteAsync("texts.jsonl", """
            {"id":"a","text":"Thank you for the session."}
            {"id":"b","text":"This is a test message with damn profanity"}
            {"id":"c","text":"Write to ola@example.org"}

            """);
        var (code, output) = await RunAsync("screen", "--file", file);
        code.ShouldBe(0);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JsonElement>(l)).ToList();
        lines.Select(l => (l.GetProperty("id").GetString(), l.GetProperty("flags").GetArrayLength(), l.GetProperty("pii").GetArrayLength())).ShouldBe([("a", 0, 0), ("b", 1, 0), ("c", 1, 1)]);
        lines[1].GetProperty("flags")[0].GetProperty("type").GetString().ShouldBe("profanity");

        (code, output) = await RunAsync("screen", "--file", await WriteAsync("broken.jsonl", "{\"id\":\"a\"}\n"));
        code.ShouldBe(1);
        JsonSerializer.Deserialize<JsonElement>(output).GetProperty("line").GetInt32().ShouldBe(1);
        (await RunAsync("screen", "--file", Path.Combine(_folder, "nowhere.jsonl"))).Code.ShouldNotBe(0);
    }

    [Fact]
    public async Task New_terms_are_tried_on_innocent_words_before_they_count()
    {
        var terms = await WriteAsync("mine.txt", "[terms]\nfrobnicat*\tprofanity\t2\nzzyzx\tprofanity\t2\n");
        var (code, output) = await RunAsync("screen", "terms", "check", terms, "--words", await WriteAsync("words.txt", "frobnication\nsomething else\n"), "--json");
        code.ShouldBe(1);
        JsonSerializer.Deserialize<JsonElement>(output).GetProperty("terms").EnumerateArray().Select(t => (t.GetProperty("term").GetString(), t.GetProperty("hits").GetInt32() > 0))
            .ShouldBe([("frobnicat*", true), ("zzyzx", false)], ignoreOrder: true);
        (await RunAsync("screen", "terms", "check", await WriteAsync("fine.txt", "[terms]\nzzyzx\tprofanity\t2\n"))).Code.ShouldBe(0);
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using var process = ServerProcess.Start(arguments);
        var code = await process.WaitForExitAsync();
        return (code, string.Join('\n', process.Output.Where(l => !l.IsError).Select(l => l.Text)));
    }
}
