using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;

namespace Steward.Server.Verbs;

/// <summary><c>steward migrate up|down|status</c></summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var (data, set, json) = (ServerOptions.Data(), ServerOptions.Set(), ServerOptions.Json());
        var to = new Option<string?>("--to") { Description = "The migration to go back to; 0 is before the first. One step unless given" };
        var migrate = new Command("migrate", "Move the database's schema");
        migrate.Add(Step("up", "Apply what is pending", [data, set, json], (p, ct) => WithAsync(p, (db, output) => Migrations.UpAsync(db, output, ct), true, ct)));
        migrate.Add(Step("down", "Go back", [data, set, json, to], (p, ct) => WithAsync(p, (db, output) => Migrations.DownAsync(db, p.GetValue(to), output, ct), false, ct)));
        migrate.Add(Step("status", "Say what is applied; exit code 1 if something is pending", [data, set, json],
            (p, ct) => WithAsync(p, (db, output) => Migrations.StatusAsync(db, output, ct), false, ct)));
        return migrate;

        // What the step says is for people; with --json standard output has what is applied afterwards.
        Task<int> WithAsync(ParseResult parsed, Func<AppDb, TextWriter, Task<int>> work, bool creates, CancellationToken ct) =>
            DatabaseVerb.RunAsync(parsed.GetValue(data)!, parsed.GetValue(set), async scope =>
            {
                var db = scope.GetRequiredService<AppDb>();
                if (!parsed.GetValue(json)) return await work(db, Console.Out);
                var code = await work(db, Console.Error);
                var applied = (await db.Database.GetAppliedMigrationsAsync(ct)).ToList();
                Console.WriteLine(JsonSerializer.Serialize(new { applied, pending = db.Database.GetMigrations().Except(applied) }, JsonSerializerOptions.Web));
                return code;
            }, creates);
    }

    private static Command Step(string name, string description, Option[] options, Func<ParseResult, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        foreach (var option in options) command.Add(option);
        command.SetAction(run);
        return command;
    }
}
