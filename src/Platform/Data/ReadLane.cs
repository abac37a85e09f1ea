using System.Data.Common;
using System.Threading.Channels;
using Steward.Platform.Errors;

namespace Steward.Platform.Data;

/// <summary>
/// Rows that many callers look up by key at the same time, in one query for all of them: a burst of jobs keeps one connection busy instead of one each.
/// </summary>
/// <param name="storage">The database.</param>
/// <param name="read">Reads the rows of some keys; keys without a row are left out.</param>
public sealed class ReadLane<TKey, TRow>(Storage storage, Func<DbConnection, IReadOnlyList<TKey>, CancellationToken, Task<Dictionary<TKey, TRow>>> read) : IAsyncDisposable
    where TKey : notnull where TRow : class
{
    private const int MostKeys = 200;
    private const int Capacity = 20_000;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(2);
    private readonly Channel<(TKey Key, TaskCompletionSource<TRow?> Found)> _waiting = Channel.CreateBounded<(TKey, TaskCompletionSource<TRow?>)>(Capacity);
    private readonly Lock _starting = new();
    private Task? _loop;

    /// <summary>The row of a key, or null when there is none.</summary>
    /// <exception cref="ProblemException">503 when too many wait.</exception>
    public async Task<TRow?> ReadAsync(TKey key, CancellationToken ct)
    {
        EnsureStarted();
        var found = new TaskCompletionSource<TRow?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_waiting.Writer.TryWrite((key, found))) throw Problem.Overloaded("The read queue is full.").AsException();
        return await found.Task.WaitAsync(ct);
    }

    /// <summary>Answers what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        if (_loop is not null) await _loop;
    }

    private void EnsureStarted()
    {
        if (_loop is not null) return;
        lock (_starting)
        {
            using var apart = ExecutionContext.SuppressFlow();
            _loop ??= Task.Run(LoopAsync);
        }
    }

    private async Task LoopAsync()
    {
        var asked = new List<(TKey Key, TaskCompletionSource<TRow?> Found)>(MostKeys);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            await Task.Delay(Gather);
            asked.Clear();
            while (asked.Count < MostKeys && _waiting.Reader.TryRead(out var one)) asked.Add(one);
            try
            {
                var rows = await storage.ReadAsync(c => read(c, [.. asked.Select(a => a.Key).Distinct()], CancellationToken.None), CancellationToken.None);
                foreach (var (key, found) in asked) found.TrySetResult(rows.GetValueOrDefault(key));
            }
            catch (Exception error)
            {
                // Each caller decides for itself what a database that is away means.
                foreach (var (_, found) in asked) found.TrySetException(error);
            }
        }
    }
}
