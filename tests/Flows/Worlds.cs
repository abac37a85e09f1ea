using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Flows;

/// <summary>A server with a simulated provider and a simulated partner, nobody else's.</summary>
public sealed class World : IAsyncDisposable
{
    public const string SigningSecret = "a secret between two";

    private World(TestServer server, ProviderSimulator provider, PartnerSimulator partner) => (Server, Provider, Partner) = (server, provider, partner);

    public TestServer Server { get; }

    public ProviderSimulator Provider { get; }

    public PartnerSimulator Partner { get; }

    /// <summary>Settings of a provider: <c>OpenAi</c> has prices, <c>SelfHosted</c> is free.</summary>
    public static string[] UseOf(ProviderSimulator provider, string kind) =>
    [
        $"Gateway:{kind}:BaseUrl={new Uri(provider.BaseAddress, "/")}", $"Gateway:{kind}:ApiKey=any",
        $"Gateway:{kind}:Model={(kind == "OpenAi" ? "gpt-4o-mini" : "local")}", "Gateway:Q2QPerMinute=1000000", "Gateway:CallSeconds=20", "Gateway:BreakerFailures=0", "Gateway:CacheHours=0",
    ];

    /// <summary>Settings of the partner, with retries that come within a fraction of a second.</summary>
    public static string[] UseOf(PartnerSimulator partner) =>
    [
        $"Deliveries:Benevity:BaseUrl={partner.BaseAddress}", "Deliveries:Benevity:ApiKey=any", "Deliveries:Benevity:OrganizationId=org-1",
        $"Deliveries:Benevity:Secret={SigningSecret}", "Deliveries:AllowPrivateAddresses=true",
        "Deliveries:RetryMinutes:0=0.001", "Deliveries:RetryMinutes:1=0.001", "Deliveries:RetryMinutes:2=0.001",
    ];

    /// <summary>Starts one; later settings win over the usual ones.</summary>
    public static async Task<World> StartAsync(
        Database on, string[] settings, string kind = "OpenAi", Action<IServiceCollection>? services = null, Func<ProviderSimulator, string[]>? more = null, string[]? roles = null)
    {
        var provider = await ProviderSimulator.StartAsync();
        var partner = await PartnerSimulator.StartAsync(new PartnerSimulatorOptions { SigningSecret = SigningSecret });
        var server = await TestServer.StartAsync(on, new TestServerOptions
        {
            Settings = [.. UseOf(provider, kind), .. UseOf(partner), .. settings, .. more?.Invoke(provider) ?? []], Services = services, Roles = roles ?? new TestServerOptions().Roles,
        });
        return new World(server, provider, partner);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Provider.DisposeAsync();
        await Partner.DisposeAsync();
    }
}

/// <summary>One world per database for the tests of a class, which run one after the other.</summary>
public abstract class Worlds(string kind, params string[] settings) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Database, Lazy<Task<World>>> _running = new();

    public async Task<World> On(Database database)
    {
        var world = await _running.GetOrAdd(database, d => new Lazy<Task<World>>(() => World.StartAsync(d, settings, kind, more: MoreOf, roles: Roles))).Value;
        (world.Provider.Default, world.Partner.Default) = (Behaviour.Succeed(), Behaviour.Succeed());
        return world;
    }

    /// <summary>What the server does; everything unless said otherwise.</summary>
    protected virtual string[]? Roles => null;

    /// <summary>Settings that name the provider's address.</summary>
    protected virtual string[] MoreOf(ProviderSimulator provider) => [];

    public async ValueTask DisposeAsync()
    {
        foreach (var world in _running.Values.Where(w => w.IsValueCreated)) await (await world.Value).DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A priced provider, then the built-in engine.</summary>
public sealed class PricedWorlds() : Worlds("OpenAi");

/// <summary>A priced provider and nothing behind it, so that its failures show.</summary>
public sealed class PricedOnlyWorlds() : Worlds("OpenAi", "Gateway:Route:0=openai", "Gateway:CallSeconds=1");

/// <summary>A self-hosted model, then the built-in engine.</summary>
public sealed class SelfHostedWorlds() : Worlds("SelfHosted");
