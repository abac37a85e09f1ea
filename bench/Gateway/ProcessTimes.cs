using System.Globalization;

namespace Steward.Bench.Gateway;

/// <summary>Processor time of processes of this machine, user and system together, as Linux counts it: in hundredths of a second.</summary>
internal static class ProcessTimes
{
    private const double TicksPerSecond = 100;

    // Behind the name, which may contain anything, in brackets.
    private const int Parent = 1, User = 11, System = 12, ChildrenUser = 13, ChildrenSystem = 14;

    /// <summary>Seconds of one process.</summary>
    public static double Of(int process) => Sum(Fields(process), User, System);

    /// <summary>Seconds of a process and of its children, those that have ended included: PostgreSQL is one process per connection.</summary>
    public static double OfFamily(int process)
    {
        var living = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, CultureInfo.InvariantCulture, out _))
            .Select(n => TryFields(int.Parse(n!, CultureInfo.InvariantCulture))).OfType<string[]>().Where(f => f[Parent] == process.ToString(CultureInfo.InvariantCulture));
        return Sum(Fields(process), User, System, ChildrenUser, ChildrenSystem) + living.Sum(f => Sum(f, User, System));
    }

    private static double Sum(string[] fields, params int[] which) => which.Sum(w => long.Parse(fields[w], CultureInfo.InvariantCulture)) / TicksPerSecond;

    private static string[] Fields(int process) => TryFields(process) ?? throw new InvalidOperationException($"Process {process} has ended.");

    private static string[]? TryFields(int process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return null;
        }
    }
}
