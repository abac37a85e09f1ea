using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Steward.Platform.Data;
using Steward.Platform.Loops;

namespace Steward.Jobs.Workers;

/// <summary>
/// Wake-ups between processes over LISTEN/NOTIFY, outside any transaction. Single ones go out at once; the faster they come, the more share one,
/// within a few milliseconds, since each takes a lock that all commits share. The listening connection is asked for a sign of life, so a half-open one is noticed.
/// </summary>
internal sealed class JobNotices(Storage storage, JobSignals signals, WorkLoops loops, TimeProvider time, ILogger<JobNotices> log) : BackgroundService
{
    private const string Channel = "steward_jobs";
    private const int GatherMs = 5;
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);
    private const string CallOff = "off:", Watched = "watch:", Happened = "news:";
    private readonly ConcurrentDictionary<string, bool> _dirty = new();
    private readonly Pulse _any = new();
    private readonly string _self = Guid.NewGuid().ToString("N")[..8];
    private NpgsqlConnection? _listening;
    private long _told;
    private int _marks, _gathered;

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (storage.Kind != StorageKind.Postgres) return Task.CompletedTask;
        signals.Woken += Mark;
        signals.CallingOff += id => Mark(CallOff + id);
        signals.Watches.Began += id => Mark(Watched + id);
        signals.Watches.HappenedHere += id => Mark(Happened + id);
        return Task.WhenAll(
            loops.Add(new WorkLoop("job-notices-out", TimeSpan.Zero, TellAsync, time, log)).RunAsync(stoppingToken),
            loops.Add(new WorkLoop("job-notices-in", TimeSpan.Zero, ListenAsync, time, log)).RunAsync(stoppingToken));
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _any.Dispose();
        _listening?.Dispose();
    }

    // A queue that has something to claim, or a job that was called off, is watched or has news for those who watch it.
    private void Mark(string news)
    {
        Interlocked.Increment(ref _marks);
        if (_dirty.TryAdd(news, true)) _any.Give();
    }

    private async Task<bool> TellAsync(CancellationToken ct)
    {
        if (!await _any.WaitAsync(SignOfLife, ct)) return true;
        // As many milliseconds as there was news for the last one: 200 a second go out one by one, 10,000 in 200 groups.
        var early = TimeSpan.FromMilliseconds(Math.Min(GatherMs, _gathered)) - time.GetElapsedTime(_told);
        if (early > TimeSpan.Zero) await Task.Delay(early, time, ct);
        (_told, _gathered) = (time.GetTimestamp(), Interlocked.Exchange(ref _marks, 0));
        var news = _dirty.Keys.ToArray();
        foreach (var one in news) _dirty.TryRemove(one, out _);
        if (news.Length == 0) return true;
        await using var connection = (NpgsqlConnection)await storage.OpenAsync(ct);
        await using var command = new NpgsqlCommand("SELECT pg_notify(@channel, @self || ' ' || one) FROM unnest(@news) AS one", connection);
        command.Parameters.AddWithValue("channel", Channel);
        command.Parameters.AddWithValue("self", _self);
        command.Parameters.AddWithValue("news", news);
        await command.ExecuteNonQueryAsync(ct);
        return true;
    }

    private void Hear(string news)
    {
        if (IdAfter(CallOff, news) is { } calledOff) signals.HeardCallOff(calledOff);
        else if (IdAfter(Watched, news) is { } watched) signals.Watches.WatchedElsewhere(watched);
        else if (IdAfter(Happened, news) is { } happened) signals.Watches.HappenedElsewhere(happened);
        else signals.Raise(news);
    }

    private static Guid? IdAfter(string prefix, string news) =>
        news.StartsWith(prefix, StringComparison.Ordinal) && Guid.TryParse(news.AsSpan(prefix.Length), out var id) ? id : null;

    // One wait is one pass, so that a listener which hangs shows in health.
    private async Task<bool> ListenAsync(CancellationToken ct)
    {
        var connection = _listening ??= await StartListeningAsync(ct);
        try
        {
            if (await connection.WaitAsync(SignOfLife, ct)) return true;
            await using var alive = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = 5 };
            await alive.ExecuteScalarAsync(ct);
            return true;
        }
        catch
        {
            _listening = null;
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<NpgsqlConnection> StartListeningAsync(CancellationToken ct)
    {
        var connection = (NpgsqlConnection)await storage.OpenAsync(ct);
        try
        {
            connection.Notification += (_, notice) =>
            {
                var parts = notice.Payload.Split(' ', 2);
                if (parts.Length == 2 && parts[0] != _self) Hear(parts[1]);
            };
            await using var listen = new NpgsqlCommand($"LISTEN {Channel}", connection);
            await listen.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
