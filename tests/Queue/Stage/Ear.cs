using Npgsql;

namespace Queue.Stage;

/// <summary>Hears what processes tell each other over PostgreSQL.</summary>
internal sealed class Ear : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private int _heard;

    private Ear(NpgsqlConnection connection)
    {
        _connection = connection;
        _connection.Notification += (_, _) => Interlocked.Increment(ref _heard);
    }

    public static async Task<Ear> OpenAsync(TestServer server)
    {
        var ear = new Ear(new NpgsqlConnection(server.Connection));
        await ear._connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var listen = new NpgsqlCommand("LISTEN steward_jobs", ear._connection);
        await listen.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return ear;
    }

    /// <summary>How many notifications so far; they arrive with answers.</summary>
    public async Task<int> HeardAsync()
    {
        await using var ask = new NpgsqlCommand("SELECT 1", _connection);
        await ask.ExecuteScalarAsync();
        return Volatile.Read(ref _heard);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}

/// <summary>A clock whose waits of a few milliseconds never end.</summary>
internal sealed class WithoutMilliseconds : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime <= TimeSpan.FromMilliseconds(5) ? Timeout.InfiniteTimeSpan : dueTime, period);
}
