using System.Buffers;
using Steward.Safety.Screening.Rules;

namespace Steward.Safety.Screening;

/// <summary>
/// Judges texts by rules: profanity in plain and disguised form, spam patterns, personal data, toxic phrases. One instance serves all
/// threads. It touches neither disk nor network, takes time proportional to the length of the text, and throws for no string.
/// </summary>
public sealed class Screener
{
    private const string RulesOnly = "rules";

    // 256 characters suffice for most comments, and the stack is cleared each time; longer ones borrow a buffer.
    private const int OnStack = 256;

    private readonly RuleSet _rules;

    /// <summary>Screens by the shipped vocabularies.</summary>
    public Screener() => _rules = RuleSet.Shipped;

    private Screener(RuleSet rules) => _rules = rules;

    /// <summary>Screens by the shipped vocabularies and by one of one's own, which judges every text.</summary>
    /// <param name="vocabulary">Written as those in the folder Vocabulary.</param>
    /// <exception cref="FormatException">It is not written so; the message says where.</exception>
    public static Screener With(string vocabulary) => new(new RuleSet(Words.Vocabulary.Parse("own", vocabulary)));

    /// <summary>Screens one text.</summary>
    /// <param name="text">Any string.</param>
    /// <param name="locale">
    /// The language it is written in, such as <c>nb-NO</c>. Defaults to detection by script and frequent words.
    /// </param>
    /// <param name="thresholds">Where confidences begin to count. Defaults to <see cref="Thresholds.Default"/>.</param>
    /// <returns>The verdict; its spans refer to <paramref name="text"/>.</returns>
    public Verdict Screen(string text, string? locale = null, Thresholds? thresholds = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        char[]? rented = null;
        var lower = text.Length <= OnStack ? stackalloc char[OnStack] : rented = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            lower = lower[..text.Length];
            text.AsSpan().ToLowerInvariant(lower);
            return Screen(text, lower, Language.Of(locale), thresholds ?? Thresholds.Default);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    private Verdict Screen(string text, ReadOnlySpan<char> lower, string? asked, Thresholds thresholds)
    {
        var lexicon = asked is null ? _rules.Common : _rules.Of(asked);
        var findings = Findings.Of(lexicon, text, lower);
        var language = asked ?? Language.Of(text, findings.Markers);
        if (_rules.Of(language) is var joined && joined != lexicon)
        {
            findings = Findings.Of(joined, text, lower);
        }

        List<Flag> flags = [];
        Add(ProfanityRule.Check(findings.Profanity), thresholds, flags);
        Add(SpamRule.Check(text, findings.Lures), thresholds, flags);
        Add(PiiRule.Check(text), thresholds, flags);
        Add(ToxicityRule.Check(findings.Toxicity), thresholds, flags);
        return Verdict(flags, language, thresholds, ContentCategories.Of(findings));
    }

    private Verdict Verdict(List<Flag> flags, string language, Thresholds thresholds, IReadOnlyDictionary<string, double> categories)
    {
        // Personal data is a reason to redact, not to refuse.
        var safe = Combined(flags, withPii: false) < thresholds.Medium;
        string[] degraded = language == Language.Unknown ? ["language"] : [];
        // What is as good as certain is looked at by a person even where it holds nothing up.
        var review = !safe || flags.Exists(flag => flag.Confidence >= thresholds.High);
        return new Verdict(safe, Combined(flags, withPii: true), flags, review, language, RulesOnly, degraded, _rules.Version) { Categories = categories };
    }

    private static void Add(Flag? flag, Thresholds thresholds, List<Flag> flags)
    {
        if (flag is not null && flag.Confidence >= thresholds.Low)
        {
            flags.Add(flag);
        }
    }

    /// <summary>The highest flag's confidence plus a tenth of the sum of the others, at most .99; 0 without flags.</summary>
    internal static double Combined(IReadOnlyList<Flag> flags, bool withPii)
    {
        double highest = 0, sum = 0;
        for (var i = 0; i < flags.Count; i++)
        {
            var confidence = withPii || flags[i].Type != FlagType.Pii ? flags[i].Confidence : 0;
            highest = Math.Max(highest, confidence);
            sum += confidence;
        }

        return Math.Round(Math.Min(.99, highest + (.1 * (sum - highest))), 4);
    }
}
