using System.Collections.Frozen;

namespace Steward.Impact.Formulas;

/// <summary>A participant's contacts in the period; counts are 0 or more.</summary>
internal sealed record SocialContacts(int Matches, int Events, int Checkins);

/// <summary>A participant's way to work; counts are 0 or more.</summary>
internal sealed record JobProgress(bool Employed, int CompletedCourses, int CoursesInProgress);

/// <summary>An integration score.</summary>
/// <param name="Score">0 to 100, 2 decimals.</param>
/// <param name="Level">low below 34, medium below 67, else high.</param>
internal sealed record IntegrationScore(double Score, string Level);

/// <summary>Integration score, 0 to 100: 100 × (.4 × language + .3 × social + .3 × job), each part from 0 to 1.</summary>
internal static class Integration
{
    private static readonly FrozenDictionary<string, double> Cefr = new Dictionary<string, double>
    {
        ["A1"] = .17,
        ["A2"] = .33,
        ["B1"] = .50,
        ["B2"] = .67,
        ["C1"] = .83,
        ["C2"] = 1,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The language part of a CEFR level: A1 .17, A2 .33, B1 .50, B2 .67, C1 .83, C2 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no CEFR level.</exception>
    public static double Language(string cefrLevel)
    {
        FormulaInput.Require(Cefr.ContainsKey(cefrLevel), nameof(cefrLevel), "one of A1, A2, B1, B2, C1, C2");
        return Cefr[cefrLevel];
    }

    /// <summary>The social part: .4 for any match + .3 × min(events ÷ 5, 1) + .3 × min(check-ins ÷ 10, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative; <c>ParamName</c> names it.</exception>
    public static double Social(SocialContacts contacts)
    {
        FormulaInput.Require(contacts.Matches >= 0, nameof(contacts.Matches), "0 or more");
        FormulaInput.Require(contacts.Events >= 0, nameof(contacts.Events), "0 or more");
        FormulaInput.Require(contacts.Checkins >= 0, nameof(contacts.Checkins), "0 or more");
        return (contacts.Matches > 0 ? .4 : 0) + Math.Min(contacts.Events / 5d, 1) * .3 + Math.Min(contacts.Checkins / 10d, 1) * .3;
    }

    /// <summary>The job part: 1 if employed, else min(.15 × completed courses, .6) + min(.1 × courses in progress, .4).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative; <c>ParamName</c> names it.</exception>
    public static double Job(JobProgress progress)
    {
        FormulaInput.Require(progress.CompletedCourses >= 0, nameof(progress.CompletedCourses), "0 or more");
        FormulaInput.Require(progress.CoursesInProgress >= 0, nameof(progress.CoursesInProgress), "0 or more");
        return progress.Employed ? 1 : Math.Min(progress.CompletedCourses * .15, .6) + Math.Min(progress.CoursesInProgress * .1, .4);
    }

    /// <summary>The score of three parts, each 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A part is not from 0 to 1; <c>ParamName</c> names it.</exception>
    public static IntegrationScore Score(double language, double social, double job)
    {
        FormulaInput.RequireShare(language, nameof(language));
        FormulaInput.RequireShare(social, nameof(social));
        FormulaInput.RequireShare(job, nameof(job));
        var score = Math.Round(100 * (.4 * language + .3 * social + .3 * job), 2, MidpointRounding.AwayFromZero);
        return new IntegrationScore(score, Level(score));
    }

    private static string Level(double score) => score switch
    {
        < 34 => "low",
        < 67 => "medium",
        _ => "high",
    };
}
