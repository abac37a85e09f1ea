using System.CommandLine;
using Steward.Client;

namespace Steward.Cli.Commands;

/// <summary>The options of every list: how much of it, and from where.</summary>
internal static class PageOptions
{
    public static readonly Option<int> Limit = Checked(new Option<int>("--limit") { Description = "Rows of a page, 1 to 200", DefaultValueFactory = _ => 50 });

    public static readonly Option<string?> Cursor = new("--cursor") { Description = "Goes on where an earlier page ended" };

    /// <summary>Says how to see the rest, if there is more.</summary>
    public static void RemarkNext<T>(Page<T> page)
    {
        if (page.Next is not null) Output.Remark($"More: --cursor {page.Next}");
    }

    private static Option<int> Checked(Option<int> limit)
    {
        limit.Validators.Add(given =>
        {
            if (given.Tokens.Count == 1 && (!int.TryParse(given.Tokens[0].Value, out var rows) || rows is < 1 or > 200)) given.AddError("--limit is a number from 1 to 200.");
        });
        return limit;
    }
}
