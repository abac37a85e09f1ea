using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs;
using Steward.Server;

namespace Chaos.Stage;

/// <summary>A process that runs errands: the server with the roles of a worker and a scheduler.</summary>
internal static class WorkerProgram
{
    public const string Verb = "worker";
    public const string Ready = "The worker is ready";

    public static async Task<int> RunAsync(string data, string ledger, string[] settings)
    {
        await using var host = StewardHost.Build(new ServeOptions { Data = data, Settings = settings, Roles = ["worker", "scheduler"] }, services =>
        {
            services.AddSingleton(new Ledger(ledger));
            Know(services);
        });
        await host.StartAsync(CancellationToken.None);
        Console.WriteLine(Ready);
        await host.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    public static void Know(IServiceCollection services) => services
        .AddJob<Errand, Runner>(new JobKindOptions("chaos", MaxAttempts: 20))
        .AddEventHandler<DeadLetter<Errand>, Mourner>("chaos", new JobKindOptions("chaos", MaxAttempts: 20));
}
