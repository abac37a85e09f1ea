using Steward.Privacy.Detection;

namespace Steward.Safety.Screening.Rules;

/// <summary>Personal data: .4 and .15 for each find, .9 at most.</summary>
internal static class PiiRule
{
    private const string Reason = "Personal data detected in text";
    private const int MostSpans = 1000;

    public static Flag? Check(string text)
    {
        var spans = PiiDetector.Find(text);
        if (spans.Count == 0)
        {
            return null;
        }

        var details = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["count"] = spans.Count,
            ["types"] = spans.Select(span => span.Type).Distinct().Order().Select(Name).ToArray(),
        };
        var confidence = Math.Min(.9, Math.Round(.4 + (.15 * spans.Count), 2));
        var places = spans.Take(MostSpans).Select(span => new Span(span.Start, span.Length));
        return new Flag(FlagType.Pii, Reason, confidence, details, [.. places], Evasive: false);
    }

    private static string Name(PiiType type) => type switch
    {
        PiiType.Email => "email",
        PiiType.Phone => "phone",
        PiiType.Card => "card",
        PiiType.Ssn => "ssn",
        PiiType.Iban => "iban",
        _ => "ip_address",
    };
}
