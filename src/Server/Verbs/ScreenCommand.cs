using System.CommandLine;
using System.Text.Json;
using Steward.Safety.Screening;
using Steward.Safety.Screening.Bulk;

namespace Steward.Server.Verbs;

/// <summary><c>steward screen</c>: screens texts and checks terms without a server or a database.</summary>
internal static class ScreenCommand
{
    private const int Wrong = 1;
    private const int LargestVocabulary = 1 << 20;

    public static Command Create()
    {
        var file = new Option<string?>("--file") { Description = "JSON lines with id and text; - reads standard input" };
        var terms = new Option<string?>("--terms") { Description = "A vocabulary of your own that judges beside the shipped ones" };
        var screen = new Command("screen", "Screen texts without a server") { file, terms, Terms() };
        screen.SetAction((parsed, ct) => RunAsync(parsed.GetValue(file) ?? throw new StartException("Name the file with --file; - reads standard input."), parsed.GetValue(terms), ct));
        return screen;
    }

    private static Command Terms()
    {
        var vocabulary = new Argument<string>("file") { Description = "The vocabulary to check" };
        var words = new Option<string?>("--words") { Description = "Lines that no term should hit: a word list, or texts of your own" };
        var json = ServerOptions.Json();
        var check = new Command("check", "Show what new terms would hit that nobody meant; exit code 1 if anything") { vocabulary, words, json };
        check.SetAction(parsed => Check(parsed.GetValue(vocabulary)!, parsed.GetValue(words), parsed.GetValue(json)));
        return new Command("terms", "Vocabularies of your own") { check };
    }

    private static async Task<int> RunAsync(string file, string? terms, CancellationToken ct)
    {
        var screener = terms is null ? new Screener() : Written(terms, Screener.With);
        await using var input = file == "-" ? Console.OpenStandardInput() : Open(file);
        await using var output = Console.OpenStandardOutput();
        return await new LineScreener(screener).RunAsync(input, output, ct) == 0 ? 0 : Wrong;
    }

    private static int Check(string file, string? words, bool json)
    {
        using var lines = words is null ? null : new StreamReader(Open(words));
        var all = Written(file, vocabulary => TermCheck.Run(vocabulary, lines is null ? [] : Lines(lines)));
        foreach (var term in json ? [] : all)
        {
            Console.WriteLine($"{term.Hits,6}  {term.Term}  ({term.Category}, {term.Severity})  {string.Join(" | ", term.Examples)}");
        }

        if (json) Console.WriteLine(JsonSerializer.Serialize(new { terms = all }, JsonSerializerOptions.Web));
        return all.Any(term => term.Hits > 0) ? Wrong : 0;
    }

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static T Written<T>(string file, Func<string, T> use)
    {
        using var stream = Open(file);
        if (stream.Length > LargestVocabulary) throw new StartException($"'{file}' is larger than {LargestVocabulary} bytes.");
        using var reader = new StreamReader(stream);
        try
        {
            return use(reader.ReadToEnd());
        }
        catch (FormatException error)
        {
            throw new StartException($"'{file}' is no vocabulary: {error.Message}");
        }
    }

    private static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"'{file}' cannot be read: {error.Message}");
        }
    }
}
