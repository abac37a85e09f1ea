using System.Data.Common;
using System.Threading.Channels;
using Steward.Platform.Errors;

namespace Steward.Platform.Data;

/// <summary>
/// Group commit. Many callers hand in one item each and wait; what gathers while one transaction is being made durable goes into the next,
/// so a thousand writers cost a few dozen commits a second. An item that fails is retried alone: it never takes its neighbours with it.
/// </summary>
/// <param name="storage">The database.</param>
/// <param name="commit">Makes a batch durable, all or nothing; one result per item, in order. May be called again for a part of the batch.</param>
/// <param name="size">How many at once, how many may wait.</param>
public sealed class WriteLane<TItem, TResult>(
    Storage storage, Func<IReadOnlyList<TItem>, CancellationToken, Task<TResult[]>> commit, WriteLaneSize size) : IAsyncDisposable
{
    /// <summary>A lane that opens the transaction itself.</summary>
    /// <param name="storage">The database.</param>
    /// <param name="write">Writes a batch in the given transaction; one result per item, in order. May be called again for a part of the batch.</param>
    /// <param name="size">How many at once, how many may wait.</param>
    public WriteLane(Storage storage, Func<DbConnection, DbTransaction, IReadOnlyList<TItem>, CancellationToken, Task<TResult[]>> write, WriteLaneSize size)
        : this(storage, (batch, ct) => storage.WriteAsync((c, t) => write(c, t, batch, ct), ct), size)
    {
    }

    private const int Crowd = 4;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);
    private readonly Channel<Entry> _waiting = Channel.CreateBounded<Entry>(size.Capacity);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _starting = new();
    private readonly Patience[] _patience = [.. Enumerable.Range(0, storage.Kind == StorageKind.Sqlite ? 1 : size.Writers).Select(_ => new Patience())];
    private Task[]? _loops;

    /// <summary>Writes one item; returns when it is durable.</summary>
    /// <exception cref="ProblemException">503 when the lane is full or closing.</exception>
    public async Task<TResult> WriteAsync(TItem item, CancellationToken ct)
    {
        EnsureStarted();
        var entry = new Entry(item);
        if (!_waiting.Writer.TryWrite(entry)) throw Problem.Overloaded("The write queue is full.").AsException();
        // Counting takes the channel's lock: once for all.
        var waiting = _waiting.Reader.Count;
        foreach (var patience in _patience) patience.Tell(waiting);
        return await entry.Done.Task.WaitAsync(ct);
    }

    /// <summary>Finishes what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        if (_loops is not null) await Task.WhenAll(_loops);
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    private void EnsureStarted()
    {
        if (_loops is not null) return;
        lock (_starting)
        {
            // The loops serve everybody: they must not go on in the context (log scopes, request id) of whoever came first.
            using var apart = ExecutionContext.SuppressFlow();
            _loops ??= [.. _patience.Select(p => Task.Run(() => LoopAsync(p)))];
        }
    }

    private async Task LoopAsync(Patience patience)
    {
        var batch = new List<Entry>(size.MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < size.MaxBatch && _waiting.Reader.TryRead(out var entry)) batch.Add(entry);
            if (batch.Count > 0) await WriteBatchAsync(batch, again: false);
            // Under load a moment's patience makes one commit of several. Few come together by chance and do not wait, and a full batch is never waited for.
            if (batch.Count >= Crowd && size.Patient) await patience.WaitAsync(batch.Count, _waiting.Reader);
        }
    }

    private async Task WriteBatchAsync(List<Entry> batch, bool again)
    {
        try
        {
            var items = batch.ConvertAll(e => e.Item);
            var results = await commit(items, _stop.Token);
            for (var i = 0; i < batch.Count; i++) batch[i].Done.TrySetResult(results[i]);
        }
        catch (Exception error) when (!again && storage.IsTransient(error))
        {
            // A deadlock or a dropped connection is over in a moment; hundreds of callers need not hear of it.
            await Task.Delay(Breath);
            await WriteBatchAsync(batch, again: true);
        }
        catch (Exception error) when (batch.Count > 1 && !storage.IsTransient(error) && !storage.IsUnwritable(error))
        {
            foreach (var entry in batch) await WriteBatchAsync([entry], again: true);
        }
        catch (Exception error)
        {
            foreach (var entry in batch) entry.Done.TrySetException(error);
        }
    }

    /// <summary>Waits until as many items as the last batch had are there again, at most four milliseconds.</summary>
    private sealed class Patience
    {
        private static readonly TimeSpan AtMost = TimeSpan.FromMilliseconds(4);
        private int _wanted = int.MaxValue;
        private TaskCompletionSource _enough = new();

        public void Tell(int waiting)
        {
            if (waiting >= Volatile.Read(ref _wanted)) _enough.TrySetResult();
        }

        public async Task WaitAsync(int wanted, ChannelReader<Entry> waiting)
        {
            _enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _wanted, wanted);
            if (waiting.Count < wanted) await Task.WhenAny(_enough.Task, Task.Delay(AtMost));
            Volatile.Write(ref _wanted, int.MaxValue);
        }
    }

    private sealed class Entry(TItem item)
    {
        public TItem Item { get; } = item;
        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>How wide a <see cref="WriteLane{TItem,TResult}"/> is.</summary>
/// <param name="MaxBatch">Most items in one transaction.</param>
/// <param name="Capacity">Most items waiting; beyond it callers are refused at once.</param>
/// <param name="Writers">Transactions in flight on PostgreSQL; SQLite always has one.</param>
/// <param name="Patient">Waits a moment, under load, for as many as came together the last time.</param>
public sealed record WriteLaneSize(int MaxBatch = 500, int Capacity = 20_000, int Writers = 2, bool Patient = true);
