using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;

namespace Steward.Server.Verbs;

/// <summary><c>steward migrate up|down|status</c></summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var (data, set) = (ServerOptions.Data(), ServerOptions.Set());
        var to = new Option<string?>("--to") { Description = "The migration to go back to; 0 is before the first. One step unless given" };
        var migrate = new Command("migrate", "Move the database's schema");
        migrate.Add(Step("up", "Apply what is pending", [data, set], (p, ct) => WithAsync(p, db => Migrations.UpAsync(db, Console.Out, ct))));
        migrate.Add(Step("down", "Go back", [data, set, to], (p, ct) => WithAsync(p, db => Migrations.DownAsync(db, p.GetValue(to), Console.Out, ct))));
        migrate.Add(Step("status", "Say what is applied; exit code 1 if something is pending", [data, set], (p, ct) => WithAsync(p, db => Migrations.StatusAsync(db, Console.Out, ct))));
        return migrate;

        Task<int> WithAsync(ParseResult parsed, Func<AppDb, Task<int>> work) =>
            DatabaseVerb.RunAsync(parsed.GetValue(data)!, parsed.GetValue(set), scope => work(scope.GetRequiredService<AppDb>()));
    }

    private static Command Step(string name, string description, Option[] options, Func<ParseResult, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        foreach (var option in options) command.Add(option);
        command.SetAction(run);
        return command;
    }
}
