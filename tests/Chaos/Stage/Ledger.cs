using System.Globalization;
using System.Text;

namespace Chaos.Stage;

/// <summary>One execution: which job, under which lease, and what the process took for the time.</summary>
internal sealed record Execution(Guid Job, long Lease, DateTimeOffset At, string Writer);

/// <summary>
/// A process's own record of the executions it began: a file, each line in it before the handler does anything, so that neither a kill nor a lost
/// database can make an execution unseen.
/// </summary>
internal sealed class Ledger(string file) : IDisposable
{
    private readonly FileStream _file = new(file, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly Lock _lock = new();

    public void Begin(Guid job, long lease, DateTimeOffset at)
    {
        var line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{job} {lease} {at:O}\n"));
        lock (_lock) _file.Write(line);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>All lines of all processes; one that its process was killed over does not end and does not count.</summary>
    public static IReadOnlyList<Execution> Read(string folder) => [.. Directory.GetFiles(folder).SelectMany(ReadOne)];

    private static IEnumerable<Execution> ReadOne(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = reader.ReadToEnd();
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            yield return new Execution(Guid.Parse(words[0]), long.Parse(words[1], CultureInfo.InvariantCulture),
                DateTimeOffset.Parse(words[2], CultureInfo.InvariantCulture), Path.GetFileName(file));
        }
    }
}
