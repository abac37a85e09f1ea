using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Jobs;

/// <summary>Says about jobs in words what their fields say in values, and reads what the commands on jobs have in common.</summary>
internal static class JobWords
{
    public static readonly string[] States = ["waiting", "delayed", "active", "parked", "completed", "failed", "cancelled"];

    public static readonly Argument<Guid> Id = new("id") { Description = "The job's id, as 'jobs list' shows it" };
    public static readonly Option<string?> Status = new("--status") { Description = "waiting, delayed, active, parked, completed, failed or cancelled; several with commas" };

    public static readonly Option<string?> Kind = new("--kind") { Description = "Only this kind of job" };
    public static readonly Option<string?> Queue = new("--queue") { Description = "Only this queue" };
    public static readonly Option<string?> Provider = new("--provider") { Description = "Only jobs that this AI provider was asked for last" };
    public static readonly Option<string?> Error = new("--error-type", "--error") { Description = "Only failures of this type: timeout, rate_limit, validation, auth …" };
    public static readonly Option<string?> Text = new("--search") { Description = "The job's id, or words of its arguments" };
    public static readonly Option<string?> Signature = new("--signature") { Description = "Only failures of this cause, as 'dlq stats' shows it" };
    public static readonly Option<bool> Csv = new("--csv") { Description = "Print comma-separated values" };

    public static readonly Option[] Filters = [Kind, Queue, Provider, Error, Text, Signature];

    public static void AddFilters(Command command)
    {
        foreach (var option in Filters) command.Add(option);
    }

    public static JobSearch Search(ParseResult line) => new()
    {
        Kind = line.GetValue(Kind), Queue = line.GetValue(Queue), Provider = line.GetValue(Provider), ErrorType = line.GetValue(Error),
        Text = line.GetValue(Text), Signature = line.GetValue(Signature),
    };

    public static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    public static string Usd(decimal? amount) => amount is { } usd ? "$" + usd.ToString("0.00####", CultureInfo.InvariantCulture) : "";

    public static string Number(double? value, string unit) => value is { } number ? number.ToString("0.#", CultureInfo.InvariantCulture) + unit : "";

    public static string Attempts(Job job) => job.MaxAttempts is { } most ? $"{job.Attempts}/{most}" : job.Attempts.ToString(CultureInfo.InvariantCulture);

    public static string StatusOf(Job job) => job switch
    {
        { Cancelling: true } => "cancelling",
        { Progress: { } progress } => $"{job.Status} {progress.Percent} %",
        _ => job.Status,
    };

    /// <summary>Prints rows under headings, as a table or as comma-separated values (RFC 4180).</summary>
    public static void Rows(bool csv, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (!csv)
        {
            Output.Table(headings, rows);
            return;
        }

        foreach (var row in rows.Prepend(headings)) Console.Out.WriteLine(string.Join(',', row.Select(Cell)));
    }

    // A leading = + - @ is a formula to a spreadsheet.
    private static string Cell(string text)
    {
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0])) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}
