using System.Text.RegularExpressions;

namespace Steward.Pages.Generation.Writer;

/// <summary>Points that a sentence lists: "We offer bread, cakes and coffee".</summary>
internal static partial class Enumerations
{
    private const int LongestPoint = 90;

    /// <summary>The points; none where the sentence says more than them.</summary>
    public static IReadOnlyList<string> In(string sentence)
    {
        if (Offering().Match(sentence) is not { Success: true } match) return [];
        var points = Between().Split(match.Groups["list"].Value.Trim(' ', '.', ':', '!')).Select(p => p.Trim()).Where(p => p.Length > 0).ToList();
        return points.Count is >= 3 and <= 12 && points.TrueForAll(p => p.Length is > 1 and <= LongestPoint && p.Any(char.IsLetter)) ? [.. points.Select(Sentences.Title)] : [];
    }

    [GeneratedRegex(@"^(?:(?:[\p{L}'’]+\s+){0,4}?(?:offers?|sells?|provides?|includes?|features?|serves?|have|has|tilbyr|selger|har|serverer|gir|пропонує(?:мо)?|продає(?:мо)?|маємо|готуємо)\s*:?\s+|[^:.!?]{2,60}:\s+)(?<list>[^:;!?]+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Offering();

    [GeneratedRegex(@",\s*(?:(?:and|or|og|eller|та|і|й|або|및|그리고)\s+)?|\s+(?:and|og|та|і|및|그리고)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Between();
}
