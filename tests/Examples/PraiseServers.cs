using System.Collections.Concurrent;
using Examples.Praise;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Platform.Tenancy;

namespace Examples;

/// <summary>Servers that run the example module beside the real ones, one per database.</summary>
public sealed class PraiseServers : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<Database, Lazy<Task<TestServer>>> Running = new();

    public static Task<TestServer> On(Database database) =>
        Running.GetOrAdd(database, d => new Lazy<Task<TestServer>>(() => StartAsync(d))).Value;

    public static async Task<TestServer> StartAsync(Database database, params string[] settings)
    {
        var server = await TestServer.StartAsync(database, new TestServerOptions { Services = Compose, Routes = r => r.MapPraise(), Settings = settings });
        await CreateTableAsync(server);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Running.Values.Where(s => s.IsValueCreated)) await (await server.Value).DisposeAsync();
    }

    private static void Compose(IServiceCollection services)
    {
        services.AddPraise();
        // A module of the repository has a migration and a line in RolePermissions; the example stands outside and does without.
        services.ConfigureDbContext<AppDb>(o => o.ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning)));
        services.AddSingleton<IAuthorizationHandler, PraisePermissions>();
    }

    private static async Task CreateTableAsync(TestServer server)
    {
        await using var scope = server.Scope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var model = db.GetService<IDesignTimeModel>().Model;
        var own = db.GetService<IMigrationsModelDiffer>().GetDifferences(null, model.GetRelationalModel())
            .Where(step => step is CreateTableOperation { Name: "praise_notes" } or CreateIndexOperation { Table: "praise_notes" }).ToList();
        foreach (var command in db.GetService<IMigrationsSqlGenerator>().Generate(own, model))
            await db.Database.ExecuteSqlRawAsync(command.CommandText);
    }

    private sealed class PraisePermissions : AuthorizationHandler<PermissionRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
        {
            if (requirement.Permission.StartsWith("praise.", StringComparison.Ordinal) && Caller.From(context.User).Role == "admin") context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
