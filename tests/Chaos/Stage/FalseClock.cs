namespace Chaos.Stage;

/// <summary>A clock for a process that says hours more or less than the machine's, and may be put forward or back while it runs.</summary>
internal sealed class FalseClock : IDisposable
{
    private static readonly EnumerationOptions Near = new() { RecurseSubdirectories = true, MaxRecursionDepth = 3 };

    private static readonly string? Library = Directory.Exists("/usr/lib") ? Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", Near).FirstOrDefault() : null;

    private readonly string _file = Path.GetTempFileName();

    public FalseClock(int hours) => Set(hours);

    public static bool Available => Library is not null;

    public static string WhyNotAvailable => "libfaketime is not installed (apt-get install faketime).";

    /// <summary>
    /// What the process is started with; one at a time, since waits with a time limit keep a processor busy under the library. Time that passes is measured by the machine, as on one whose clock was put wrong.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["LD_PRELOAD"] = Library, ["FAKETIME_TIMESTAMP_FILE"] = _file, ["FAKETIME_CACHE_DURATION"] = "1", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };

    /// <summary>The process sees it within a second.</summary>
    public void Set(int hours)
    {
        // Moved into place whole: the process may read at any moment.
        var next = _file + ".next";
        File.WriteAllText(next, $"{hours:+0;-0;+0}h\n");
        File.Move(next, _file, overwrite: true);
    }

    public void Dispose() => File.Delete(_file);
}
