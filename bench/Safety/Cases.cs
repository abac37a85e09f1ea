using global::Safety.Tests.Screening;
using Steward.Tests.Support;

namespace Steward.Bench.Safety;

/// <summary>A labelled text.</summary>
/// <param name="File">Which file it is from.</param>
/// <param name="Kind">Its kind there.</param>
/// <param name="Text">The text.</param>
/// <param name="Bad">Whether it is profane or hateful.</param>
internal sealed record Case(string File, string Kind, string Text, bool Bad);

/// <summary>The labelled texts beside the repository.</summary>
internal static class Cases
{
    public static IReadOnlyList<Case> Read() =>
    [
        .. Rows("innocent-words.csv").Select(row => new Case("innocent words", "", row[0], false)),
        .. Rows("innocent-phrases.csv").Select(row => new Case("innocent phrases", "", row[0], false)),
        .. Rows("profanity-cases.csv").Select(row => new Case("profanity cases", row[2], row[0], row[1] == "1")),
        .. Rows("hatecheck-en.csv").Select(row => new Case("HateCheck", row[0], row[2], row[3] == "hateful")),
    ];

    private static IReadOnlyList<string[]> Rows(string name)
    {
        var file = SharedData.Path($"safety/{name}");
        return file.Exists ? Csv.Rows(file.FullPath!) : throw new InvalidOperationException(file.SkipReason);
    }
}
