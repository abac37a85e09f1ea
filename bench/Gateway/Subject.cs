using Steward.Tests.Support;

namespace Steward.Bench.Gateway;

/// <summary>What is measured: an address that speaks OpenAI's chat format, with the headers it wants and the processes behind it.</summary>
internal sealed class Subject(Uri address, params (string Name, string Value)[] headers) : IAsyncDisposable
{
    /// <summary>Without <c>/v1</c>.</summary>
    public Uri Address => address;

    public IReadOnlyList<(string Name, string Value)> Headers => headers;

    /// <summary>The gateway; none where the upstream is called directly.</summary>
    public ServerProcess? Process { get; init; }

    /// <summary>The first process of a database server behind it.</summary>
    public int? DatabaseServer { get; init; }

    /// <summary>How many rows its ledger has; null when it keeps none.</summary>
    public Func<Task<long>>? LedgerRows { get; init; }

    /// <summary>What goes when it has ended.</summary>
    public IAsyncDisposable? Data { get; init; }

    /// <summary>Seconds of processor time of the gateway and of its database server so far.</summary>
    public (double Gateway, double Database) ProcessorSeconds() =>
        (Process is null ? 0 : ProcessTimes.Of(Process.Id), DatabaseServer is { } first ? ProcessTimes.OfFamily(first) : 0);

    /// <summary>Kills it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Process is not null) await Process.DisposeAsync();
        if (Data is not null) await Data.DisposeAsync();
    }
}
