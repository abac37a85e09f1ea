using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Server;
using Steward.Storage.Sqlite;

namespace Architecture;

/// <summary>Rules of the one model that every module adds to.</summary>
public sealed class DataModel
{
    [Fact]
    public void No_key_or_navigation_crosses_modules() => With(db =>
    {
        foreach (var entity in db.Model.GetEntityTypes())
        {
            entity.GetForeignKeys().Where(k => k.PrincipalEntityType.ClrType.Assembly != entity.ClrType.Assembly).ShouldBeEmpty(entity.Name);
            entity.GetNavigations().Where(n => n.TargetEntityType.ClrType.Assembly != entity.ClrType.Assembly).ShouldBeEmpty(entity.Name);
        }
    });

    [Fact]
    public void A_table_starts_with_the_name_of_its_module() => With(db =>
    {
        foreach (var entity in db.Model.GetEntityTypes())
            entity.GetTableName()!.ShouldStartWith(entity.ClrType.Assembly.GetName().Name!.Split('.')[1].ToLowerInvariant() + "_");
    });

    [Fact]
    public void Money_is_whole_pico_dollars_and_times_are_utc_times_without_offset() => With(db =>
    {
        var properties = db.Model.GetEntityTypes().SelectMany(e => e.GetProperties()).ToList();
        properties.Where(p => p.ClrType == typeof(decimal) || p.ClrType == typeof(DateTimeOffset)).ShouldBeEmpty();
        properties.Where(p => p.Name.EndsWith("Pico", StringComparison.Ordinal)).ShouldAllBe(p => p.ClrType == typeof(long) || p.ClrType == typeof(long?));
    });

    [Fact]
    public void Every_row_of_a_tenant_is_hidden_from_other_tenants_by_default() => With(db =>
    {
        foreach (var entity in db.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(ITenantOwned))))
            entity.GetDeclaredQueryFilters().ShouldNotBeEmpty(entity.Name);
    });

    private static void With(Action<AppDb> check)
    {
        var folder = Directory.CreateTempSubdirectory("steward-model-").FullName;
        var services = new ServiceCollection().AddLogging().AddMetrics();
        using var storage = new SqliteStorage(Path.Combine(folder, "model.db"));
        services.AddModules(storage, new ConfigurationManager());
        using var provider = services.BuildServiceProvider();
        using var scope = provider.CreateScope();
        check(scope.ServiceProvider.GetRequiredService<AppDb>());
        Directory.Delete(folder, recursive: true);
    }
}
