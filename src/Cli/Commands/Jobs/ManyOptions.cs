using System.CommandLine;
using System.CommandLine.Parsing;
using Steward.Client;

namespace Steward.Cli.Commands.Jobs;

/// <summary>The options of commands that act on one job by its id, or on all that match.</summary>
internal static class ManyOptions
{
    public static readonly Argument<Guid?> Id = new("id")
    {
        Description = "One job, as 'jobs list' shows it; without it the options say which", Arity = ArgumentArity.ZeroOrOne, CustomParser = Parse,
    };

    public static readonly Option<string?> Reason = new("--reason") { Description = "Why, for whoever wonders later" };
    public static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Do not ask" };
    public static readonly Option<bool> Preview = new("--preview") { Description = "Say how many match, and do nothing" };

    private const string AllName = "--all";

    /// <summary>Adds them; a command line that names neither a job nor any condition nor says all is refused.</summary>
    public static void AddTo(Command command, string all)
    {
        var every = new Option<bool>(AllName) { Description = all };
        foreach (var option in (Option[])[every, Reason, Yes, Preview]) command.Add(option);
        JobWords.AddFilters(command);
        command.Validators.Add(given =>
        {
            // Absent options are there with their default: only what was written counts.
            var conditions = ((Option[])[every, JobWords.Status, .. JobWords.Filters]).Count(o => given.GetResult(o) is { Implicit: false });
            var one = given.GetResult(Id) is { Tokens.Count: > 0 };
            if (!one && conditions == 0) given.AddError($"Name a job, or say which by --error-type, --signature and the like, or {AllName}.");
            if (one && conditions > 0) given.AddError("Name one job or say which by options, not both.");
        });
    }

    public static bool IsOne(ParseResult line) => line.GetValue(Id) is not null;

    // The page builder's API names dead letters dlq-{job}.
    private static Guid? Parse(ArgumentResult given)
    {
        if (given.Tokens.Count == 0) return null;
        var text = given.Tokens[0].Value;
        if (Guid.TryParse(text.StartsWith("dlq-", StringComparison.Ordinal) ? text[4..] : text, out var id)) return id;
        given.AddError($"'{text}' is no id of a job.");
        return null;
    }

    public static JobSearch Search(ParseResult line) => JobWords.Search(line);
}
