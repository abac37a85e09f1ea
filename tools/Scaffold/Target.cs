using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Storage.Postgres;
using Steward.Storage.Sqlite;

namespace Steward.Scaffold;

/// <summary>One database: the model as the modules describe it, the compiled migrations, and the folder of their sources.</summary>
internal sealed class Target : IDisposable
{
    private readonly ServiceProvider _services;

    private Target(string root, Platform.Data.Storage storage)
    {
        var services = new ServiceCollection();
        Scaffolded.AddModules(services, storage);
        _services = services.BuildServiceProvider();
        Kind = storage.Kind;
        Namespace = storage.GetType().Namespace!;
        Folder = Path.Combine(root, "src", Namespace["Steward.".Length..], "Migrations");
        Migrations = With(db => db.GetService<IMigrationsAssembly>().Migrations.Keys.ToList());
    }

    internal StorageKind Kind { get; }

    /// <summary>The storage project's root namespace.</summary>
    internal string Namespace { get; }

    internal string Folder { get; }

    /// <summary>Identifiers of the compiled migrations, oldest first.</summary>
    internal IReadOnlyList<string> Migrations { get; }

    /// <summary>Both databases. Neither is opened, so no file and no server is needed.</summary>
    internal static IReadOnlyList<Target> All(string root) =>
    [
        new(root, new SqliteStorage(Path.Combine(Path.GetTempPath(), "steward-scaffold.db"))),
        new(root, new PostgresStorage("Host=localhost;Database=steward")),
    ];

    /// <summary>
    /// Runs <paramref name="work"/> on a context of its own. A snapshot that has been compared once is sealed, and the framework's
    /// scaffolder takes a sealed one for none at all and would create every table again: never compare and generate on one context.
    /// </summary>
    internal T With<T>(Func<AppDb, T> work)
    {
        using var scope = _services.CreateScope();
        return work(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    /// <summary>What a migration would have to do now; empty when snapshot and model agree.</summary>
    internal IReadOnlyList<MigrationOperation> Pending() => With(db =>
    {
        var snapshot = db.GetService<IMigrationsAssembly>().ModelSnapshot?.Model;
        if (snapshot is IMutableModel open) snapshot = open.FinalizeModel();
        if (snapshot is not null) snapshot = db.GetService<IModelRuntimeInitializer>().Initialize(snapshot);
        var model = db.GetService<IDesignTimeModel>().Model;
        return db.GetService<IMigrationsModelDiffer>().GetDifferences(snapshot?.GetRelationalModel(), model.GetRelationalModel());
    });

    /// <summary>The SQL of all migrations, oldest first.</summary>
    internal string Script() => With(db => db.GetService<IMigrator>().GenerateScript());

    public void Dispose() => _services.Dispose();
}
