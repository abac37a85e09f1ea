using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Steward.Identity.Tokens;
using Steward.Platform.Tenancy;

namespace Steward.Server.Verbs;

/// <summary>Verbs that work on the database without serving: all modules composed, nothing running.</summary>
internal static class DatabaseVerb
{
    public static async Task<int> RunAsync(string data, string[]? settings, Func<IServiceProvider, Task<int>> work)
    {
        var configuration = new ConfigurationManager();
        ServerSettings.Add(configuration, new ServeOptions { Data = data, Settings = settings ?? [] });
        configuration["Identity:Development"] ??= "false";
        var folder = Path.GetFullPath(data);
        Directory.CreateDirectory(folder);
        var services = new ServiceCollection();
        services.AddLogging(l => l.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None));
        services.AddMetrics();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(new DataFolder(folder));
        services.AddModules(ServerSettings.OpenStorage(configuration, folder), configuration);
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().BePlatform();
        return await work(scope.ServiceProvider);
    }
}
