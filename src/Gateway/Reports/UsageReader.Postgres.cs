namespace Steward.Gateway.Reports;

internal sealed partial class UsageReader
{
    private static string PostgresSums(UsageFilter filter) =>
        $"""
        SELECT CASE WHEN grouping(day) = 0 THEN 'day' WHEN grouping(person) = 0 THEN 'user' ELSE 'model' END AS Part,
               coalesce(provider, '') AS Provider, coalesce(to_char(day, 'YYYY-MM-DD'), person, model) AS Name, CAST(sum(job) AS bigint) AS Jobs,
               CAST(sum(prompt) AS bigint) AS Prompt, CAST(sum(completion) AS bigint) AS Completion, CAST(sum(cost) AS bigint) AS CostPico
        FROM (SELECT CAST(at AT TIME ZONE 'UTC' AS date) AS day, {Entries} FROM gateway_ledger WHERE {Where(filter, "= ANY(@Providers)")}) entries
        GROUP BY GROUPING SETS ((provider, model), (person), (day))
        """;
}
