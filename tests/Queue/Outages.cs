using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Queue.Stage;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Http;
using Steward.Server;
using Steward.Server.Verbs;
using Steward.Storage.Postgres;

namespace Queue;

/// <summary>A database that goes away, falls silent or is locked, and what the worker and its health make of it.</summary>
[Collection("Processes")]
public sealed class Outages
{
    /// <summary>Brings a database to the program's schema.</summary>
    internal static async Task<string> MigrateAsync(string connection)
    {
        var data = Directory.CreateTempSubdirectory("steward-migrate-").FullName;
        (await DatabaseVerb.RunAsync(data, [$"Database:Postgres={connection}"],
            async scope => await Migrations.UpAsync(scope.GetRequiredService<AppDb>(), TextWriter.Null, CancellationToken.None))).ShouldBe(0);
        Directory.Delete(data, recursive: true);
        return connection;
    }

    [Fact, Trait("MustNot", "3.6.5"), Trait("Speed", "Slow")]
    public async Task Jobs_that_run_while_the_database_restarts_end_once_and_the_worker_goes_on_by_itself()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { Durable = false });
        await using var server = await QueueServers.StartAsync(Database.Postgres, new TestServerOptions { ConnectionOf = await MigrateAsync(await postgres.CreateDatabaseAsync()) });
        var (tables, tenant, release) = (server.Tables(), Guid.CreateVersion7(), new TaskCompletionSource());
        var play = new Play(act => act.Number < 10 ? release.Task : Task.CompletedTask);
        await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 10).Select(play.Job)]);
        await play.BegunAsync(10);
        await postgres.StopAsync();
        // They end while the database is away: their slots and outcomes must be kept until it is back.
        release.SetResult();
        await postgres.ResumeAsync();

        (await tables.AllEndedAsync(tenant, 10)).ShouldAllBe(j => j.Is == JobState.Completed && j.Attempts == 1);
        await TestServer.EventuallyAsync(async () =>
        {
            try
            {
                return await server.EnqueueAsync(tenant, play.Job(10));
            }
            catch (Exception error) when (tables.Storage.IsTransient(error))
            {
                return Guid.Empty; // A connection of the pool from before the restart.
            }
        }, id => id != Guid.Empty);
        await tables.AllEndedAsync(tenant, 11);
    }

    [Fact, Trait("MustNot", "3.6.5"), Trait("Speed", "Slow")]
    public async Task Worker_whose_connections_fell_silent_hears_and_works_again()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var cluster = await Cluster.StartAsync(Database.Postgres);
        var direct = new NpgsqlConnectionStringBuilder(cluster.Home.Connection);
        await using var proxy = HalfOpenProxy.Start("127.0.0.1", direct.Port);
        var through = new NpgsqlConnectionStringBuilder(cluster.Home.Connection) { Port = proxy.Port, Timeout = 2, CommandTimeout = 2, CancellationTimeout = 500 };
        // Polls are far apart: what is picked up soon was heard.
        await cluster.AddAsync(new TestServerOptions { Roles = ["worker"], ConnectionOf = through.ConnectionString, Settings = ["Jobs:PollSeconds=20", "Jobs:LeaseSeconds=60"] });
        var (tables, tenant, play) = (cluster.Home.Tables(), Guid.CreateVersion7(), new Play());
        // The web process tells the workers only when it is one itself; here a second one beside it does.
        var teller = await cluster.AddAsync("worker", "Jobs:PollSeconds=20");
        await tables.EndedAsync(await teller.EnqueueAsync(tenant, play.Job()));
        await cluster.StopAsync(teller);

        proxy.Pause();
        var before = proxy.AcceptedConnections;
        // A new connection is the sign that a loop gave up a silent one.
        await proxy.WaitForConnectionsAsync(before + 2, TimeSpan.FromSeconds(60));
        proxy.Drop();
        proxy.Resume();
        await TestServer.EventuallyAsync(() => tables.CountAsync("pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"), count => count > 0);
        await tables.EndedAsync(await cluster.Home.EnqueueAsync(tenant, play.Job(1)));
    }

    [Fact, Trait("MustNot", "3.6.6")]
    public async Task Every_call_of_the_database_has_a_time_limit()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        var tables = (await QueueServers.Idle(Database.Postgres)).Tables();
        async Task<string> SettingAsync(string name) => await tables.ScalarAsync<string>($"SHOW {name}");
        (await SettingAsync("statement_timeout")).ShouldBe("30s");
        (await SettingAsync("lock_timeout")).ShouldBe("10s");
        (await SettingAsync("idle_in_transaction_session_timeout")).ShouldBe("1min");
        var used = new NpgsqlConnectionStringBuilder(((PostgresStorage)tables.Storage).Source.ConnectionString);
        (used.Timeout, used.CommandTimeout, used.KeepAlive, used.MaxPoolSize).ShouldBe((5, 15, 10, 30));
    }

    [Fact, Trait("MustNot", "3.6.6")]
    public async Task Time_limits_that_the_connection_string_gives_are_kept()
    {
        await using var storage = new PostgresStorage("Host=127.0.0.1;Username=steward;Timeout=3;Command Timeout=7;Keepalive=4;Maximum Pool Size=9");
        var used = new NpgsqlConnectionStringBuilder(storage.Source.ConnectionString);
        (used.Timeout, used.CommandTimeout, used.KeepAlive, used.MaxPoolSize).ShouldBe((3, 7, 4, 9));
    }

    [Fact, Trait("MustNot", "3.6.6")]
    public async Task Sqlite_waits_for_a_lock_for_a_limited_time()
    {
        var tables = (await QueueServers.Idle(Database.Sqlite)).Tables();
        (await tables.ScalarAsync<long>("PRAGMA busy_timeout")).ShouldBe(5000);
        await tables.Storage.ReadAsync(async c =>
        {
            await using var command = c.CreateCommand();
            command.CommandTimeout.ShouldBe(30);
            return 0;
        }, CancellationToken.None);
    }

    private sealed class JumpingTime : TimeProvider
    {
        private long _ahead;

        public void Jump(TimeSpan by) => Interlocked.Add(ref _ahead, (long)(by.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _ahead);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.7"), Trait("Speed", "Slow")]
    public async Task Loops_that_cannot_pass_show_in_health_and_only_they(Database on)
    {
        var time = new JumpingTime();
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions
        {
            Settings = ["Observability:HealthCache=00:00:00"],
            Services = services =>
            {
                QueueServers.Know(services);
                services.AddSingleton<TimeProvider>(time);
            },
        });
        using var client = server.Client(Service.Platform);
        async Task<(HttpStatusCode Status, string Workers, string Scheduler)> HealthAsync()
        {
            using var answer = await client.GetAsync("/health");
            var checks = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("checks");
            return (answer.StatusCode, checks.GetProperty("workers").ToString(), checks.GetProperty("scheduler").ToString());
        }

        // Long after the start all is well: no loop is taken for stuck because it has nothing to do.
        time.Jump(TimeSpan.FromMinutes(2));
        await TestServer.EventuallyAsync(HealthAsync, seen => seen is { Status: HttpStatusCode.OK, Workers: "healthy", Scheduler: "healthy" });

        await using (await LockAsync(server))
        {
            // Something is due, so that the scheduler needs the lock.
            time.Jump(TimeSpan.FromMinutes(2));
            var seen = await TestServer.EventuallyAsync(HealthAsync, h => h.Workers.Contains("worker-lease") && h.Scheduler.Contains("jobs-promote") && !h.Scheduler.Contains("jobs-cron"), 20);
            seen.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await TestServer.EventuallyAsync(HealthAsync, seen => seen is { Status: HttpStatusCode.OK, Workers: "healthy", Scheduler: "healthy" });
    }

    // Takes what the promoter and the lease need and leaves alone what the other loops need.
    private static async Task<IAsyncDisposable> LockAsync(TestServer server)
    {
        var tables = server.Tables();
        var id = await server.EnqueueAsync(Guid.CreateVersion7(), new Play().Job(), new Steward.Jobs.JobOptions(TimeSpan.FromHours(1)));
        if (tables.IsPostgres)
        {
            var holder = new NpgsqlConnection(server.Connection + ";Pooling=false");
            await holder.OpenAsync();
            await holder.ExecuteAsync("BEGIN; LOCK TABLE jobs_queue, jobs_workers IN ACCESS EXCLUSIVE MODE");
            return holder;
        }

        await using (var first = await SqliteAsync(server)) await first.ExecuteAsync($"UPDATE jobs_queue SET run_at = {tables.Storage.NowPlus("-1000")}, queue = 'test-unserved' WHERE id = @id", new { id });
        var locked = await SqliteAsync(server);
        await locked.ExecuteAsync("BEGIN IMMEDIATE; UPDATE jobs_queue SET state = 1 WHERE id = @id", new { id });
        return locked;
    }

    private static async Task<SqliteConnection> SqliteAsync(TestServer server)
    {
        var connection = new SqliteConnection($"Data Source={server.Connection};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The lock is taken past this process's queue of writers, as another process would; <see cref="Crashes"/> has real ones.</summary>
    [Fact, Trait("MustNot", "3.6.18"), Trait("Speed", "Slow")]
    public async Task Write_lock_of_another_process_is_waited_out_and_nobody_sees_busy()
    {
        await using var server = await QueueServers.StartAsync(Database.Sqlite);
        var (tables, tenant, play) = (server.Tables(), await server.NewTenantAsync(), new Play());
        await tables.EndedAsync(await server.EnqueueAsync(tenant.Id, play.Job()));
        using var client = server.Client(Service.Gateway, tenant.Key);
        await using (var holder = await SqliteAsync(server))
        {
            await holder.ExecuteAsync("BEGIN IMMEDIATE; UPDATE test_effects SET lease = lease");
            var calls = Enumerable.Range(0, 20).Select(async n =>
            {
                using var body = new StringContent($$$"""{"type":"checkin.submitted","userId":"user-{{{n}}}"}""", System.Text.Encoding.UTF8, "application/json");
                return (await client.PostAsync("/v1/webhooks/ingest", body)).StatusCode;
            }).ToList();
            // SQLite waits in the calling thread, and this one has to let go of the lock.
            var jobs = Enumerable.Range(1, 20).Select(n => Task.Run(() => server.EnqueueAsync(tenant.Id, play.Job(n)))).ToList();
            // The other process's transaction takes a second; that is the situation, not a wait for something to happen.
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            calls.Exists(c => c.IsCompleted).ShouldBeFalse();
            await holder.ExecuteAsync("COMMIT");
            (await Task.WhenAll(calls)).ShouldAllBe(status => status == HttpStatusCode.OK);
            await Task.WhenAll(jobs);
        }

        (await tables.AllEndedAsync(tenant.Id, 21)).ShouldAllBe(j => j.Is == JobState.Completed && j.Attempts == 1);
    }
}
