using Steward.Privacy.Detection;

namespace Steward.Safety.Screening.Rules;

/// <summary>Personal data: .4 and .15 for each find, .9 at most. Names, which rules only guess, count as one find together.</summary>
internal static class PiiRule
{
    private const string Reason = "Personal data detected in text";
    private const int MostSpans = 1000;
    private const int MostFound = 100;

    public static Flag? Check(string text)
    {
        var spans = PiiDetector.Find(text);
        if (spans.Count == 0)
        {
            return null;
        }

        var counts = spans.CountBy(span => span.Type).OrderBy(pair => pair.Key).ToDictionary(pair => pair.Key.Name(), pair => pair.Value, StringComparer.Ordinal);
        var details = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["count"] = spans.Count,
            ["types"] = counts.Keys.ToArray(),
            ["counts"] = counts,
            ["found"] = spans.Take(MostFound).Select(span => new FoundPii(span.Type.Name(), span.Start, span.End, span.Confidence, span.Validated)).ToArray(),
        };
        var names = counts.GetValueOrDefault(PiiType.Name.Name());
        var confidence = Math.Min(.9, Math.Round(.4 + (.15 * (spans.Count - names + Math.Min(names, 1))), 2));
        var places = spans.Take(MostSpans).Select(span => new Span(span.Start, span.Length));
        return new Flag(FlagType.Pii, Reason, confidence, details, [.. places], Evasive: false);
    }
}

/// <summary>One find in a verdict; never the text itself.</summary>
internal sealed record FoundPii(string Type, int Start, int End, double Score, bool Validated);
