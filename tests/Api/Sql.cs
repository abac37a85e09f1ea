using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;

namespace Api;

/// <summary>Statements past every module, as somebody at the database would send them.</summary>
internal static class Sql
{
    public static async Task<int> ExecuteAsync(this TestServer server, string sql, object? parameters = null)
    {
        await using var scope = server.Scope();
        return await scope.ServiceProvider.GetRequiredService<AppDb>().ExecuteAsync(sql, parameters, Answers.Ct);
    }

    public static async Task<long> CountAsync(this TestServer server, string sql, object? parameters = null)
    {
        await using var scope = server.Scope();
        return (await scope.ServiceProvider.GetRequiredService<AppDb>().QueryAsync<long>(sql, parameters, Answers.Ct)).Single();
    }
}
