using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Server;
using Steward.Server.Verbs;

namespace Api;

/// <summary>Model, snapshot and migrations of both databases stay in step; every step can be undone.</summary>
public sealed class SchemaMigrations
{
    [Theory, OnBothDatabases]
    public async Task Model_and_snapshot_are_in_step(Database on)
    {
        var server = await Servers.On(on);
        await using var scope = server.Scope();
        scope.ServiceProvider.GetRequiredService<AppDb>().Database.HasPendingModelChanges().ShouldBeFalse("scaffold a migration for what the model changed");
    }

    [Theory, OnBothDatabases]
    public async Task Both_databases_have_the_same_migrations(Database on)
    {
        await using var scope = (await Servers.On(on)).Scope();
        await using var other = (await Servers.On(Database.Sqlite)).Scope();
        static string[] NamesOf(AsyncServiceScope s) => [.. s.ServiceProvider.GetRequiredService<AppDb>().Database.GetMigrations().Select(m => m[15..])];
        NamesOf(scope).ShouldBe(NamesOf(other));
    }

    [Theory, OnBothDatabases, Trait("Speed", "Slow")]
    public async Task The_schema_goes_up_down_to_nothing_and_up_again(Database on)
    {
        var folder = Directory.CreateTempSubdirectory("steward-migrate-").FullName;
        string[] settings = [.. TestServer.SettingsFor(on, on == Database.Postgres ? await (await PrivatePostgres.Shared).CreateDatabaseAsync() : Path.Combine(folder, "steward.db"))];
        var said = new StringWriter();
        Task<int> OnAsync(Func<AppDb, Task<int>> work) => DatabaseVerb.RunAsync(folder, settings, scope => work(scope.GetRequiredService<AppDb>()));
        Task<int> UpAsync() => OnAsync(db => Migrations.UpAsync(db, said, Answers.Ct));
        Task<int> StatusAsync() => OnAsync(db => Migrations.StatusAsync(db, said, Answers.Ct));
        Task<string[]> ObjectsAsync() => ReadAsync(folder, settings, on);

        (await StatusAsync()).ShouldBe(1);
        (await UpAsync()).ShouldBe(0);
        (await StatusAsync()).ShouldBe(0);
        var first = await ObjectsAsync();
        first.ShouldContain("audit_entries");
        first.ShouldContain(o => o.Contains("append_only") || o.Contains("no_update"));

        (await OnAsync(db => Migrations.DownAsync(db, "0", said, Answers.Ct))).ShouldBe(0);
        (await ObjectsAsync()).ShouldBeEmpty();
        (await OnAsync(db => Migrations.DownAsync(db, null, said, Answers.Ct))).ShouldBe(0);
        said.ToString().ShouldContain("No migration is applied.");

        (await UpAsync()).ShouldBe(0);
        (await ObjectsAsync()).ShouldBe(first);
        // And step by step.
        while ((await ObjectsAsync()).Length > 0) (await OnAsync(db => Migrations.DownAsync(db, null, said, Answers.Ct))).ShouldBe(0);
        (await UpAsync()).ShouldBe(0);
        (await UpAsync()).ShouldBe(0);
        said.ToString().ShouldContain("The schema is up to date.");
        (await ObjectsAsync()).ShouldBe(first);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Serve_refuses_an_older_schema_of_postgresql_and_names_the_command()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        var empty = await (await PrivatePostgres.Shared).CreateDatabaseAsync();
        var refused = await Should.ThrowAsync<StartException>(() => TestServer.StartAsync(Database.Postgres, new TestServerOptions { ConnectionOf = empty }));
        refused.Message.ShouldContain("steward migrate up");
        refused.Message.ShouldContain("Initial");
    }

    private static async Task<string[]> ReadAsync(string folder, string[] settings, Database on)
    {
        string[] found = [];
        await DatabaseVerb.RunAsync(folder, settings, async scope =>
        {
            found = [.. await scope.GetRequiredService<AppDb>().QueryAsync<string>(on == Database.Postgres
                ? """
                  SELECT name FROM (SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'
                  UNION ALL SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' UNION ALL SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal
                  UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace) AS o
                  WHERE name NOT LIKE '\_\_EF%' AND name NOT LIKE 'PK\_\_\_EF%' ORDER BY name
                  """
                : "SELECT name FROM sqlite_master WHERE name NOT LIKE '%EFMigrations%' AND name NOT LIKE 'sqlite_%' ORDER BY name", null, Answers.Ct)];
            return 0;
        });
        return found;
    }
}
