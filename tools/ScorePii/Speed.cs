using System.Diagnostics;
using System.Text;
using Steward.Privacy.Detection;

namespace Steward.Tools.ScorePii;

/// <summary>How fast a text is read on one core.</summary>
internal static class Speed
{
    private const int Length = 1_000_000;
    private const int Rounds = 5;

    /// <summary>Texts that cost most, each repeated to a million characters.</summary>
    public static IReadOnlyList<(string Name, string Piece)> Hostile { get; } =
    [
        ("digits one by one", "1 "), ("digits in one piece", "1"), ("ten digits again and again", "0612345678 "), ("dotted digits", "1.1."), ("at signs", "a@"), ("greetings", "Hi "),
        ("names", "My name is A. "), ("streets", "Storgata 1 "), ("card numbers", "4539 7543 2319 4872 "), ("countries' codes", "+1("), ("halves of characters", "\uD83D1"), ("colons", "a:1:"),
    ];

    /// <summary>What most texts are like.</summary>
    public const string Prose = "We planted trees along the river all morning, then the children showed us how they had built the little bridge. Everyone went home tired and glad, and some want to come again in spring.";

    /// <summary>Milliseconds for a million characters, the best of some rounds.</summary>
    public static double Milliseconds(string piece)
    {
        var text = Repeat(piece);
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            PiiDetector.Find(text);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return best;
    }

    /// <summary>Megabytes of UTF-8 in a second.</summary>
    public static double MegabytesASecond(IEnumerable<string> texts)
    {
        var text = string.Join('\n', texts);
        return Encoding.UTF8.GetByteCount(Repeat(text + "\n")) / 1e6 / (Milliseconds(text + "\n") / 1000);
    }

    private static string Repeat(string piece) => string.Concat(Enumerable.Repeat(piece, Math.Max(1, Length / piece.Length)));
}
