using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Logging.Console;
using Steward.Deliveries;
using Steward.Identity;
using Steward.Identity.Tenants;
using Steward.Identity.Tokens;
using Steward.Observability;
using Steward.Platform.Data;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;
using Steward.Safety;

namespace Steward.Server;

/// <summary>One server process: built, migrated, started, in this order.</summary>
internal sealed class StewardHost : IAsyncDisposable
{
    private const int MostBodyBytes = 1024 * 1024;
    private readonly WebApplication _app;
    private readonly Listeners _listeners;

    private StewardHost(WebApplication app, Listeners listeners) => (_app, _listeners) = (app, listeners);

    public IServiceProvider Services => _app.Services;

    public IReadOnlyList<(string Name, Uri Address)> Addresses { get; private set; } = [];

    public bool IsDevelopment => _app.Configuration.GetValue<bool>("Identity:Development");

    /// <summary>Puts a process together; nothing listens yet and no database is opened.</summary>
    /// <exception cref="StartException">A setting is wrong.</exception>
    /// <param name="options">How it serves.</param>
    /// <param name="more">Registers what an embedding program adds: jobs, tasks, modules of its own.</param>
    /// <param name="routes">Maps the routes of such modules.</param>
    public static StewardHost Build(ServeOptions options, Action<IServiceCollection>? more = null, Action<IEndpointRouteBuilder>? routes = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        ServerSettings.Add(builder.Configuration, options);
        SettingNames.Check(builder.Configuration, ownSections: more is not null);
        ServerSettings.DecideMode(builder.Configuration);
        ServerSettings.CheckRoles(options);
        var data = Path.GetFullPath(options.Data);
        try
        {
            Directory.CreateDirectory(data);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The data folder '{data}' cannot be created: {error.Message}");
        }

        var storage = ServerSettings.OpenStorage(builder.Configuration, data);
        var listeners = new Listeners(builder.Configuration, options);
        builder.Environment.EnvironmentName = builder.Configuration.GetValue<bool>("Identity:Development") ? Environments.Development : Environments.Production;
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = 20_000;
            listeners.Configure(kestrel);
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("Steward.Identity.SignIn.CredentialHandler", LogLevel.Warning);
        builder.AddObservability();
        if (options.LogToStandardError) builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(new DataFolder(data));
        builder.Services.AddSingleton(listeners);
        builder.Services.AddModules(storage, builder.Configuration).AddRoles(options.Roles);
        more?.Invoke(builder.Services);
        builder.Services.AddApiDocuments();
        builder.Services.AddCompression();
        builder.Services.AddProductionDefaults(builder.Configuration);
        var app = builder.Build();
        Configure(app);
        routes?.Invoke(app);
        return new StewardHost(app, listeners);
    }

    /// <summary>Migrates (SQLite) or checks (PostgreSQL) the database, adds the demo company in development, and starts.</summary>
    /// <exception cref="StartException">The schema is older than the program.</exception>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        // Before the database is touched: a wrong setting must leave no trace.
        _app.Services.GetRequiredService<IStartupValidator>().Validate();
        await PrepareAsync(ct);
        HealthRegistration.Register(_app.Services);
        await _app.StartAsync(ct);
        Addresses = _listeners.Addresses(_app.Services.GetRequiredService<IServer>());
        var log = _app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Steward.Server");
        _listeners.Warn(log);
        foreach (var (name, address) in Addresses) ServerLog.Serving(log, name, address.ToString());
        if (IsDevelopment) ServerLog.Development(log);
        ServerLog.Ready(log);
    }

    public Task StopAsync(CancellationToken ct) => _app.StopAsync(ct);

    public Task WaitForShutdownAsync(CancellationToken ct) => _app.WaitForShutdownAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
    }

    private async Task PrepareAsync(CancellationToken ct)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().BePlatform();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await Migrations.PrepareAsync(db, ct);
        if (IsDevelopment) await DemoCompany.EnsureAsync(_app.Services, ct);
    }

    private static void Configure(WebApplication app)
    {
        app.UseRequestIds();
        app.UseSecurityHeaders();
        app.UseRequestLog();
        app.UseResponseCompression();
        app.UseProblems();
        app.UseApiPages();
        app.UseWebSockets();
        app.UseRouting();
        app.UseIdentity();
        app.UseIdempotency();
        app.MapObservability();
        app.MapAlertReports();
        app.MapApiDocuments();
        app.MapModules();
    }
}
