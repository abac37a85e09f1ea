using System.Data.Common;
using System.Reflection;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Steward.Platform.Tenancy;

namespace Steward.Platform.Data;

/// <summary>
/// The one database. Its model is put together from every module's <see cref="IModelPart"/>; one scope has one of these, so a business
/// row, its audit row and its job commit together. Rows of other tenants are hidden unless the scope works for the platform.
/// </summary>
public sealed class AppDb(DbContextOptions<AppDb> options, IEnumerable<IModelPart> parts, CurrentTenant tenant, Storage storage)
    : DbContext(options)
{
    private readonly List<Action> _afterCommit = [];

    /// <summary>The tenant whose rows this context shows.</summary>
    public Guid TenantId => tenant.Id;

    /// <summary>True when rows of all tenants are shown.</summary>
    public bool SeesAllTenants => tenant.SeesAll;

    /// <summary>What differs between SQLite and PostgreSQL.</summary>
    public Storage Storage => storage;

    /// <summary>Runs <paramref name="action"/> once what is pending has been committed; never when it was rolled back.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>
    /// Runs <paramref name="work"/> in one write transaction of this context's connection: changes tracked here and SQL sent through
    /// <see cref="ExecuteAsync"/> and <see cref="QueryAsync{T}"/> commit together. Joins a transaction that is already open.
    /// </summary>
    public async Task<T> InTransactionAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        if (Database.CurrentTransaction is not null) return await work();
        using var turn = await storage.TakeTurnAsync(ct);
        await using var transaction = await Database.BeginTransactionAsync(ct);
        try
        {
            var result = await work();
            await SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            RunAfterCommit();
            return result;
        }
        catch
        {
            _afterCommit.Clear();
            throw;
        }
    }

    /// <inheritdoc cref="InTransactionAsync{T}"/>
    public Task InTransactionAsync(Func<Task> work, CancellationToken ct) =>
        InTransactionAsync(async () => { await work(); return true; }, ct);

    /// <summary>Sends a statement on this context's connection, inside its transaction if one is open; answers the rows affected.</summary>
    public async Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken ct)
    {
        var (connection, transaction) = await ConnectionAsync(ct);
        try
        {
            return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: ct));
        }
        finally
        {
            if (transaction is null) await Database.CloseConnectionAsync();
        }
    }

    /// <summary>Sends a query on this context's connection, inside its transaction if one is open.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken ct)
    {
        var (connection, transaction) = await ConnectionAsync(ct);
        try
        {
            return (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, transaction, cancellationToken: ct))).AsList();
        }
        finally
        {
            if (transaction is null) await Database.CloseConnectionAsync();
        }
    }

    /// <inheritdoc />
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (Database.CurrentTransaction is not null) return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (!ChangeTracker.HasChanges()) return 0;
        int saved;
        using (await storage.TakeTurnAsync(cancellationToken))
            saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        RunAfterCommit();
        return saved;
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcTimes>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var part in parts) part.Build(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(ITenantOwned))).ToList())
            FilterMethod.MakeGenericMethod(entity.ClrType).Invoke(this, [modelBuilder]);
        // Columns carry the same lower-case names on both databases, so that hand-written SQL needs no quotes.
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
            property.SetColumnName(SnakeCase.From(property.Name));
    }

    private static readonly MethodInfo FilterMethod =
        typeof(AppDb).GetMethod(nameof(FilterByTenant), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private void FilterByTenant<T>(ModelBuilder model) where T : class, ITenantOwned =>
        model.Entity<T>().HasQueryFilter(row => SeesAllTenants || row.TenantId == TenantId);

    /// <summary>This context's open connection and its transaction, if one is open.</summary>
    public async Task<(DbConnection Connection, DbTransaction? Transaction)> ConnectionAsync(CancellationToken ct)
    {
        // A transaction has it open; opened once more it would stay out of the pool until the scope ends.
        if (Database.CurrentTransaction is null) await Database.OpenConnectionAsync(ct);
        return (Database.GetDbConnection(), Database.CurrentTransaction?.GetDbTransaction());
    }

    // SQLite forgets the kind of a time; every stored time is UTC.
    private sealed class UtcTimes() : ValueConverter<DateTime, DateTime>(at => at, at => DateTime.SpecifyKind(at, DateTimeKind.Utc));

    private void RunAfterCommit()
    {
        var actions = _afterCommit.ToArray();
        _afterCommit.Clear();
        foreach (var action in actions) action();
    }
}
