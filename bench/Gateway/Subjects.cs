using Steward.Bench.Foundation;
using Steward.Tests.Support;

namespace Steward.Bench.Gateway;

/// <summary>Who is measured beside whom.</summary>
internal static class Subjects
{
    public const string Direct = "direct";

    public static readonly IReadOnlyList<string> All = [Direct, "Portkey", "Steward, SQLite", "Steward, PostgreSQL"];

    /// <summary>Starts one that answers with what the upstream says.</summary>
    public static Task<Subject> StartAsync(string name, PrivatePostgres postgres, Uri upstream) => name switch
    {
        Direct => Task.FromResult(new Subject(upstream, ("Authorization", "Bearer any"))),
        "Portkey" => Portkey.StartAsync(upstream),
        "Steward, SQLite" => StewardServer.StartAsync(Target.Sqlite, postgres, upstream),
        "Steward, PostgreSQL" => StewardServer.StartAsync(Target.Postgres, postgres, upstream),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such subject."),
    };
}
