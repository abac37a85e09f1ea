using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Steward.Identity.Tokens;
using Steward.Platform.Tenancy;

namespace Steward.Server.Verbs;

/// <summary>Verbs that work on the database without serving: all modules composed, nothing running.</summary>
internal static class DatabaseVerb
{
    /// <param name="data">The data folder.</param>
    /// <param name="settings">Settings of the command line.</param>
    /// <param name="work">What to do; answers the exit code.</param>
    /// <param name="creates">False for a verb that only looks: it must not leave an empty database where a name was mistyped.</param>
    public static async Task<int> RunAsync(string data, string[]? settings, Func<IServiceProvider, Task<int>> work, bool creates = true)
    {
        var configuration = new ConfigurationManager();
        ServerSettings.Add(configuration, new ServeOptions { Data = data, Settings = settings ?? [] });
        SettingNames.Check(configuration, ownSections: false);
        configuration["Identity:Development"] ??= "false";
        var folder = Path.GetFullPath(data);
        if (creates) CreateFolder(folder);
        else MustExist(configuration, folder);
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

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The data folder '{folder}' cannot be used: {error.Message}");
        }
    }

    private static void MustExist(IConfiguration configuration, string folder)
    {
        if (!string.IsNullOrEmpty(configuration["Database:Postgres"])) return;
        var file = configuration["Database:Sqlite"] ?? Path.Combine(folder, "steward.db");
        if (!File.Exists(file)) throw new StartException($"There is no database at '{file}'. Name its folder with --data.");
    }
}
