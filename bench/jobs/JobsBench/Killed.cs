using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Steward.Bench.Foundation;
using Steward.Jobs;
using Steward.Jobs.Queue;

namespace Steward.Bench.Jobs;

/// <summary>A worker whose jobs take a while and which may be killed at any time. What it starts and ends is in a file before it goes on.</summary>
internal static class Killed
{
    /// <summary>Puts the numbered jobs in the queue.</summary>
    public static async Task<object> FillAsync(Options options)
    {
        await using var host = BenchHost.Build(options.Database, ["web"], null, services => services.AddSingleton(new WorkBody((_, _) => Task.CompletedTask)).AddJob<Work, WorkHandler>());
        await host.StartAsync(CancellationToken.None);
        var jobs = options.Number("jobs");
        await host.Services.GetRequiredService<JobWriter>().EnqueueManyAsync(Guid.Empty, [.. Enumerable.Range(0, jobs).Select(n => new Work(n, 0))], CancellationToken.None);
        await host.StopAsync(CancellationToken.None);
        return new { jobs };
    }

    /// <summary>Works until the queue is empty.</summary>
    public static async Task<object> WorkAsync(Options options)
    {
        // Unbuffered and appended: what was written is in the file even if the process is gone the moment after.
        await using var journal = new FileStream(options.Text("journal"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var duration = TimeSpan.FromMilliseconds(options.Number("duration"));
        void Note(string what, int number)
        {
            var line = System.Text.Encoding.ASCII.GetBytes($"{what} {number} {(DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds:0.000}\n");
            lock (journal) journal.Write(line);
        }

        await using var host = BenchHost.Build(options.Database, ["worker", "scheduler"], options.Slots, services => services.AddSingleton(new WorkBody(async (work, ct) =>
        {
            Note("s", work.Number);
            await Task.Delay(duration, ct);
            Note("e", work.Number);
        })).AddJob<Work, WorkHandler>());
        await host.StartAsync(CancellationToken.None);
        Output.Ready();
        var storage = host.Services.GetRequiredService<Platform.Data.Storage>();
        while (await storage.ReadAsync(c => c.ExecuteScalarAsync<int?>("SELECT 1 FROM jobs_queue LIMIT 1"), CancellationToken.None) is not null) await Task.Delay(50);
        await host.StopAsync(CancellationToken.None);
        return new { left = 0 };
    }
}
