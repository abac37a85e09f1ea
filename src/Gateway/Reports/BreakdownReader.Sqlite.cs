namespace Steward.Gateway.Reports;

internal sealed partial class BreakdownReader
{
    private static string SqliteKeyOf(string side) => side switch
    {
        "product" => "substr(task, 1, instr(task || '.', '.') - 1)",
        "day" => "substr(at, 1, 10)",
        _ => "substr(at, 1, 7)",
    };
}
