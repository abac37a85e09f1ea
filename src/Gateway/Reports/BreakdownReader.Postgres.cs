namespace Steward.Gateway.Reports;

internal sealed partial class BreakdownReader
{
    private static string PostgresKeyOf(string side) => side switch
    {
        "product" => "split_part(task, '.', 1)",
        "day" => "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
        _ => "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM')",
    };
}
