using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using Npgsql;
using Steward.Platform.Http;

namespace Api;

/// <summary>A database that cannot be written or reached: a typed answer, nothing half-written, and work again when it is back.</summary>
[Trait("Speed", "Slow")]
public sealed class StorageFaults
{
    [Fact]
    public async Task File_locked_by_another_process_is_503_for_writes_and_reads_go_on()
    {
        await using var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions { Roles = ["web"] });
        var client = server.Client(Service.Platform);
        await using var other = new SqliteConnection($"Data Source={server.Connection};Pooling=False");
        await other.OpenAsync(Answers.Ct);
        await RunAsync(other, "BEGIN IMMEDIATE");
        var before = await EntriesAsync(server);
        var waiting = client.PostAsync("/v1/keys", new { name = "locked out" });
        await (await client.GetAsync("/v1/keys", Answers.Ct)).JsonAsync();
        await (await client.GetAsync("/health/live", Answers.Ct)).JsonAsync();
        var refused = await waiting;
        await refused.ProblemAsync(503, "storage_unavailable");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await RunAsync(other, "ROLLBACK");
        (await EntriesAsync(server)).ShouldBe(before);
        await (await client.PostAsync("/v1/keys", new { name = "let in" })).JsonAsync(201);
        (await server.CountAsync("SELECT count(*) FROM identity_keys WHERE name = 'locked out'")).ShouldBe(0);
    }

    [Fact]
    public async Task File_that_is_locked_for_a_moment_is_waited_for()
    {
        await using var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions { Roles = ["web"] });
        await using var other = new SqliteConnection($"Data Source={server.Connection};Pooling=False");
        await other.OpenAsync(Answers.Ct);
        await RunAsync(other, "BEGIN IMMEDIATE");
        var waiting = server.Client(Service.Platform).PostAsync("/v1/keys", new { name = "patient" });
        waiting.IsCompleted.ShouldBeFalse();
        await RunAsync(other, "ROLLBACK");
        await (await waiting).JsonAsync(201);
    }

    [Fact]
    public async Task Full_disk_is_507_and_ends_when_there_is_room_again()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can mount a small file system.");
        var small = Directory.CreateTempSubdirectory("steward-full-").FullName;
        Assert.SkipUnless(await CommandAsync("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small) == 0, "This machine does not let root mount a file system.");
        try
        {
            await using var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions { Roles = ["web"], ConnectionOf = Path.Combine(small, "steward.db") });
            var client = server.Client(Service.Platform);
            await (await client.PostAsync("/v1/keys", new { name = "first" })).JsonAsync(201);
            var filler = Path.Combine(small, "filler");
            Fill(filler);
            HttpResponseMessage refused;
            var accepted = 1;
            // What the write-ahead log has room for still passes.
            while ((refused = await client.PostAsync("/v1/keys", new { name = "more" })).StatusCode == HttpStatusCode.Created) (++accepted).ShouldBeLessThan(3000);
            await refused.ProblemAsync(507, "storage_unwritable");
            refused.Headers.RetryAfter.ShouldNotBeNull();
            await (await client.GetAsync("/v1/keys", Answers.Ct)).JsonAsync();
            File.Delete(filler);
            await (await client.PostAsync("/v1/keys", new { name = "again" })).JsonAsync(201);
            (await server.CountAsync("SELECT count(*) FROM identity_keys")).ShouldBe(accepted + 1);
            (await server.CountAsync("SELECT count(*) FROM audit_entries WHERE action = 'key.created'")).ShouldBe(accepted + 1);
            (await server.CountAsync("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'")).ShouldBe(1);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            await CommandAsync("umount", "-l", small);
            Directory.Delete(small);
        }
    }

    [Fact]
    public async Task Full_disk_under_ingestion_and_workers_loses_no_text_that_was_answered()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can mount a small file system.");
        var small = Directory.CreateTempSubdirectory("steward-full-").FullName;
        Assert.SkipUnless(await CommandAsync("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", small) == 0, "This machine does not let root mount a file system.");
        try
        {
            await using var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions { ConnectionOf = Path.Combine(small, "steward.db") });
            var client = server.Client(Service.Gateway);
            Task<HttpResponseMessage> SendAsync(int n) => client.PostAsync("/webhooks/ingest",
                new { type = "feedback.received", userId = $"u{n}", data = new { text = $"I feel more confident now, and I updated my CV, for the {n}th time." } });
            for (var n = 0; n < 20; n++) await (await SendAsync(n)).JsonAsync();
            var filler = Path.Combine(small, "filler");
            Fill(filler);
            HttpResponseMessage refused;
            var accepted = 20;
            while ((refused = await SendAsync(accepted)).StatusCode == HttpStatusCode.OK) (++accepted).ShouldBeLessThan(3000);
            await refused.ProblemAsync(507, "storage_unwritable");
            File.Delete(filler);
            await (await SendAsync(accepted++)).JsonAsync();

            var summary = await TestServer.EventuallyAsync(
                async () => await (await client.GetAsync("/v1/feedback/summary", Answers.Ct)).JsonAsync(), s => s.GetProperty("classified").GetInt32() == accepted, seconds: 60);
            (summary.GetProperty("received").GetInt32(), summary.GetProperty("failed").GetInt32()).ShouldBe((accepted, 0));
            (await server.CountAsync("SELECT count(*) FROM gateway_ledger")).ShouldBeGreaterThanOrEqualTo(accepted);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            await CommandAsync("umount", "-l", small);
            Directory.Delete(small);
        }
    }

    [Fact]
    public async Task File_that_becomes_read_only_is_507_for_writes()
    {
        var folder = Directory.CreateTempSubdirectory("steward-ro-").FullName;
        var file = Path.Combine(folder, "steward.db");
        await using var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions { Roles = ["web"], ConnectionOf = file });
        var client = server.Client(Service.Platform);
        await (await client.PostAsync("/v1/keys", new { name = "first" })).JsonAsync(201);
        SqliteConnection.ClearAllPools();
        Assert.SkipUnless(Environment.IsPrivilegedProcess && await CommandAsync("chattr", "+i", file) == 0, "Nobody here can make a file unchangeable for root.");
        try
        {
            await (await client.PostAsync("/v1/keys", new { name = "second" })).ProblemAsync(507, "storage_unwritable");
        }
        finally
        {
            await CommandAsync("chattr", "-i", file);
        }

        SqliteConnection.ClearAllPools();
        await (await client.PostAsync("/v1/keys", new { name = "third" })).JsonAsync(201);
        (await server.CountAsync("SELECT count(*) FROM identity_keys")).ShouldBe(2);
    }

    [Fact]
    public async Task Postgresql_that_stops_is_503_and_is_found_again_when_it_is_back()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var postgres = await PrivatePostgres.StartAsync(new() { Durable = false });
        await using var server = await StartOnAsync(await postgres.CreateDatabaseAsync());
        var client = server.Client(Service.Platform);
        await (await client.PostAsync("/v1/keys", new { name = "before" })).JsonAsync(201);
        await postgres.StopAsync();
        foreach (var call in (Func<Task<HttpResponseMessage>>[])
            [() => client.PostAsync("/v1/keys", new { name = "while" }), () => client.GetAsync("/v1/keys", Answers.Ct), () => client.GetAsync("/cost/budget/company-123", Answers.Ct),
             () => client.PostAsync("/screen/text", new { contentId = "c", contentType = "t", text = "damn" }), () => client.PostAsync("/webhooks/ingest", new { type = "checkin.submitted", userId = "u" }),
             () => client.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "while" }, ("Idempotency-Key", "k"))])
        {
            var answer = await call();
            await answer.ProblemAsync(503, "storage_unavailable");
            answer.Headers.RetryAfter.ShouldNotBeNull();
        }

        await (await client.GetAsync("/health/live", Answers.Ct)).JsonAsync();
        await TestServer.EventuallyAsync(async () => (int)(await client.GetAsync("/health/ready", Answers.Ct)).StatusCode, status => status == 503);
        await postgres.ResumeAsync();
        await TestServer.EventuallyAsync(async () => (int)(await client.PostAsync("/v1/keys", new { name = "after" })).StatusCode, status => status == 201);
        await TestServer.EventuallyAsync(async () => (int)(await client.GetAsync("/health/ready", Answers.Ct)).StatusCode, status => status == 200);
        (await server.CountAsync("SELECT count(*) FROM identity_keys WHERE name = 'while'")).ShouldBe(0);
        (await server.CountAsync("SELECT count(*) FROM identity_keys WHERE name = 'before'")).ShouldBe(1);
        // The key of the failed attempt is free again.
        await (await client.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "while" }, ("Idempotency-Key", "k"))).JsonAsync(201);
    }

    [Fact]
    public async Task Postgresql_that_takes_no_writes_is_507_and_reads_go_on()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        var connection = await (await PrivatePostgres.Shared).CreateDatabaseAsync();
        await using var server = await StartOnAsync(connection);
        var client = server.Client(Service.Platform);
        await (await client.PostAsync("/v1/keys", new { name = "before" })).JsonAsync(201);
        await OthersAsync(connection, "ON");
        // Sessions that were ended are noticed by their next users.
        var refused = await TestServer.EventuallyAsync(() => client.PostAsync("/v1/keys", new { name = "while" }), a => a.StatusCode != HttpStatusCode.ServiceUnavailable);
        await refused.ProblemAsync(507, "storage_unwritable");
        await (await client.GetAsync("/v1/keys", Answers.Ct)).JsonAsync();
        await OthersAsync(connection, "OFF");
        await TestServer.EventuallyAsync(async () => (int)(await client.PostAsync("/v1/keys", new { name = "after" })).StatusCode, status => status == 201);
        (await server.CountAsync("SELECT count(*) FROM identity_keys WHERE name = 'while'")).ShouldBe(0);
    }

    private static async Task<TestServer> StartOnAsync(string connection)
    {
        string[] settings = [.. TestServer.SettingsFor(Database.Postgres, connection)];
        var data = Directory.CreateTempSubdirectory("steward-fault-").FullName;
        await using (var migrate = ServerProcess.Start(["migrate", "up", "--data", data, "--set", "Database:Postgres=" + connection])) (await migrate.WaitForExitAsync()).ShouldBe(0);
        Directory.Delete(data, recursive: true);
        return await TestServer.StartAsync(Database.Postgres, new TestServerOptions { Roles = ["web"], ConnectionOf = connection, Settings = settings });
    }

    private static async Task OthersAsync(string connection, string readOnly)
    {
        var name = new NpgsqlConnectionStringBuilder(connection).Database;
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Database = "postgres", Pooling = false }.ConnectionString);
        await admin.OpenAsync(Answers.Ct);
        await using var command = admin.CreateCommand();
        command.CommandText = $"ALTER DATABASE \"{name}\" SET default_transaction_read_only = {readOnly}; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'";
        await command.ExecuteNonQueryAsync(Answers.Ct);
    }

    private static Task<long> EntriesAsync(TestServer server) => server.CountAsync("SELECT count(*) FROM audit_entries");

    private static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true) stream.Write(block);
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Answers.Ct);
    }

    private static async Task<int> CommandAsync(string name, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(Answers.Ct);
        return process.ExitCode;
    }
}
