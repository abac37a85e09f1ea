using System.Text;
using Steward.Safety.Screening;

namespace Steward.Bench.Safety;

/// <summary>The report on what screening finds and what it holds.</summary>
internal static class QualityReport
{
    public static bool IsFlagged(Verdict verdict) => verdict.Flags.Any(flag => flag.Type is FlagType.Profanity or FlagType.Toxicity);

    public static string Write(IReadOnlyList<Case> cases, IReadOnlyList<Verdict> verdicts)
    {
        var rows = cases.Zip(verdicts).ToList();
        var text = new StringBuilder();
        text.Append($"""
            # Screening against labelled texts

            Written by `bench/Safety --quality`; the rules are `{verdicts[0].RulesVersion}`, without any model. A text is flagged when profanity or toxicity is named,
            and held when it is not safe. Halves are parted by the first bit of the text's SHA-256: rows of the first half were looked at while rules were
            written, those of the second were only counted, so the second is the better guess at other texts. An earlier version of the English vocabulary was
            written with all profanity cases at hand; there both halves are an upper bound. HateCheck fills the same sentences with several groups, so its halves
            share most sentences. Figures of {DateTime.UtcNow:yyyy-MM-dd}.

            | texts | half | texts | flagged | held |
            |---|---|---|---|---|

            """);
        foreach (var file in rows.GroupBy(row => (row.First.File, row.First.Bad)))
        {
            foreach (var half in file.GroupBy(row => Halves.IsSeen(row.First.Text)).OrderByDescending(half => half.Key))
            {
                text.Append($"| {file.Key.File}{(file.Key.Bad ? ", bad" : ", innocent")} | {(half.Key ? "first" : "second")} | {half.Count()} | {Share(half, IsFlagged)} | {Share(half, v => !v.Safe)} |\n");
            }
        }

        Kinds(text, "Profanity cases by kind", rows.Where(row => row.First.File == "profanity cases"));
        text.Append("""

            Mild and suggestive words are flagged at .35, only in texts of up to four words or in disguise, and never held; words of medicine and hygiene, drugs, politics and history are not
            on the list. What is missed needs a reader or is not coarse by itself: rhymes, new compounds, innuendo, misspelled clinical words, slogans.

            """);
        Kinds(text, "HateCheck by functionality", rows.Where(row => row.First.File == "HateCheck"));
        text.Append("\nHateful texts are found by phrase, group and pronoun; implied contempt and irony need a model. Swear words that hit no group are held as profanity, as the guides ask.\n");
        return text.ToString();
    }

    private static void Kinds(StringBuilder text, string title, IEnumerable<(Case First, Verdict Second)> rows)
    {
        text.Append($"\n## {title}\n\n| kind | bad | texts | flagged | held | held, second half |\n|---|---|---|---|---|---|\n");
        foreach (var kind in rows.GroupBy(row => (row.First.Bad, row.First.Kind)).OrderByDescending(kind => kind.Key.Bad).ThenBy(kind => kind.Key.Kind, StringComparer.Ordinal))
        {
            var second = kind.Where(row => !Halves.IsSeen(row.First.Text));
            text.Append($"| {kind.Key.Kind} | {(kind.Key.Bad ? "yes" : "no")} | {kind.Count()} | {Share(kind, IsFlagged)} | {Share(kind, v => !v.Safe)} | {Share(second, v => !v.Safe)} |\n");
        }
    }

    private static string Share(IEnumerable<(Case First, Verdict Second)> rows, Func<Verdict, bool> holds)
    {
        var (all, count) = (0, 0);
        foreach (var (_, verdict) in rows) (all, count) = (all + 1, count + (holds(verdict) ? 1 : 0));
        return all == 0 ? "–" : $"{100.0 * count / all:0.0} %";
    }
}
