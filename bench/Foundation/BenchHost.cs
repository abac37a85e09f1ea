using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Http;
using Steward.Server;

namespace Steward.Bench.Foundation;

/// <summary>The whole server in this process, without the fixed ports, with jobs of the bench.</summary>
internal static class BenchHost
{
    /// <summary>Not yet started. Slots are left at their default where no number is given.</summary>
    public static StewardHost Build(BenchDatabase database, string[] roles, int? slots, Action<IServiceCollection> jobs) => StewardHost.Build(
        new ServeOptions
        {
            Data = database.Folder, Roles = roles, Production = true,
            Settings = [.. database.Settings, .. Service.All.Select(s => $"Ports:{s.Name}=0"),
                .. slots is null ? (string[])[] : [$"Jobs:Concurrency={slots}"], "Logging:LogLevel:Default=Warning"],
        },
        jobs);
}
