namespace Steward.Gateway.Reports;

internal sealed partial class UsageReader
{
    // SQLite has no grouping sets: the ledger is read once, into small groups, and those are summed three ways.
    private static string SqliteSums(UsageFilter filter) =>
        $"""
        WITH entries AS (SELECT substr(at, 1, 10) AS day, {Entries} FROM gateway_ledger WHERE {Where(filter, "IN @Providers")}),
        parts AS MATERIALIZED (
          SELECT provider, model, person, day, sum(job) AS jobs, sum(prompt) AS prompt, sum(completion) AS completion, sum(cost) AS cost
          FROM entries GROUP BY provider, model, person, day)
        {SqliteSum("model", "provider", "model", "provider, model")} UNION ALL {SqliteSum("user", "''", "person", "person")} UNION ALL {SqliteSum("day", "''", "day", "day")}
        """;

    private static string SqliteSum(string part, string provider, string name, string by) =>
        $"""
        SELECT '{part}' AS Part, {provider} AS Provider, {name} AS Name, sum(jobs) AS Jobs, sum(prompt) AS Prompt, sum(completion) AS Completion, sum(cost) AS CostPico
        FROM parts GROUP BY {by}
        """;
}
