using System.Diagnostics;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Steward.Bench.Queues;
using Steward.Platform.Data;
using Steward.Server;
using Steward.Server.Verbs;
using Steward.Tests.Support;

// 50,000 jobs that do nothing, added in bulk and drained by one worker process; from the first that ran until the last end was durable.
//   dotnet run -c Release --project bench/Queues -- pg|sqlite SLOTS ROUNDS
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not ["pg" or "sqlite", _, _] || !int.TryParse(args[1], out var slots) || !int.TryParse(args[2], out var rounds))
{
    Console.Error.WriteLine("Queues pg|sqlite SLOTS ROUNDS");
    return 2;
}

await using var postgres = args[0] == "pg" ? await PrivatePostgres.StartAsync(new PrivatePostgresOptions { Durable = true }) : null;
for (var round = 0; round < rounds; round++)
{
    var folder = Directory.CreateTempSubdirectory("steward-bench-").FullName;
    string[] settings = postgres is not null ? [$"Database:Postgres={await postgres.CreateDatabaseAsync()}"] : [$"Database:Sqlite={Path.Combine(folder, "steward.db")}"];
    await DatabaseVerb.RunAsync(folder, settings, scope => Migrations.UpAsync(scope.GetRequiredService<AppDb>(), TextWriter.Null, CancellationToken.None));
    await using var queue = new Queue(folder, settings);
    var writer = await queue.ProducerAsync();
    const int Jobs = 50_000;
    var at = Stopwatch.GetTimestamp();
    foreach (var chunk in Enumerable.Range(0, Jobs).Select(n => new BenchJob(n)).Chunk(5000)) await writer.EnqueueManyAsync(Guid.Empty, chunk, CancellationToken.None);
    Console.WriteLine($"bulk enqueue {Jobs / Stopwatch.GetElapsedTime(at).TotalSeconds:0}/s");
    var wal = await WalAsync(settings);
    var host = await queue.WorkerAsync(slots);
    var storage = host.Services.GetRequiredService<Storage>();
    while (queue.Ran.Count < Jobs) await Task.Delay(5);
    while (await storage.ReadAsync(c => c.ExecuteScalarAsync<long>("SELECT count(*) FROM (SELECT 1 FROM jobs_queue LIMIT 1) one"), CancellationToken.None) > 0) await Task.Delay(10);
    Console.WriteLine($"drain {slots} slots {Jobs / Stopwatch.GetElapsedTime(queue.Ran.First).TotalSeconds:0}/s, ran {queue.Ran.Count}, WAL per job {(await WalAsync(settings) - wal) / Jobs} bytes");
}

return 0;

static async Task<long> WalAsync(string[] settings)
{
    if (!settings[0].StartsWith("Database:Postgres=")) return 0;
    await using var c = new Npgsql.NpgsqlConnection(settings[0]["Database:Postgres=".Length..]);
    return (long)await c.ExecuteScalarAsync<decimal>("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
}
