using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steward.Gateway.Admission;
using Steward.Gateway.Batches;
using Steward.Gateway.Cache;
using Steward.Gateway.Corrections;
using Steward.Gateway.Embeddings;
using Steward.Gateway.Front;
using Steward.Gateway.Prices;
using Steward.Gateway.Providers;
using Steward.Gateway.Reports;
using Steward.Gateway.Routing;
using Steward.Gateway.Spend;
using Steward.Gateway.Telemetry;
using Steward.Jobs;
using Steward.Platform.Data;

namespace Steward.Gateway;

/// <summary>AI tasks: admission, providers, budgets, ledger, reports.</summary>
public static class GatewayModule
{
    /// <summary>Registers the gateway.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GatewayOptions>().Bind(configuration.GetSection("Gateway")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>>(new ValidateOptions<GatewayOptions>(null, o => ProviderRoute.Fault(o)));
        services.AddHttpClient("gateway").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false, ConnectCallback = LeavingContent.ConnectAsync, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5), MaxConnectionsPerServer = 256,
        }).RemoveAllLoggers().SetHandlerLifetime(Timeout.InfiniteTimeSpan).ConfigureHttpClient(c => c.Timeout = Timeout.InfiniteTimeSpan);
        services.AddSingleton<IModelPart, GatewayModel>().AddSingleton<IModelPart, BatchModel>();
        services.AddSingleton<PriceTable>().AddSingleton<Months>().AddSingleton<Purse>().AddSingleton<Limits>().AddSingleton<BudgetWatch>().AddSingleton<KeeperParts>().AddSingleton<ExactRate>().AddSingleton<GatewayMetrics>();
        services.AddSingleton<ProviderRoute>().AddSingleton<ProviderHealth>().AddSingleton<CallTelemetry>().AddSingleton<ModelCallParts>().AddSingleton<ModelCalls>().AddSingleton<PaidCall>().AddSingleton<FreeCall>().AddSingleton<AnswerCache>().AddSingleton<StepStore>().AddSingleton<AdmissionParts>();
        services.AddScoped(p => new AiGateway(p.GetRequiredService<AdmissionParts>(), p, p.GetRequiredService<IOptions<GatewayOptions>>()));
        services.AddSingleton<ModelCatalog>().AddSingleton<ModelRouter>().AddSingleton<ChatParts>().AddSingleton<ChatCalls>().AddSingleton<EmbeddingCalls>().AddSingleton<ProviderTools>();
        services.AddScoped(p => new EmbeddingGateway(p.GetRequiredService<EmbeddingCalls>(), p.GetRequiredService<AdmissionParts>(), p));
        services.AddSingleton<PriceVersions>().AddHostedService<PriceWatch>().AddScoped<PriceTools>();
        services.AddScoped<CorrectionTools>().AddScoped<RepricingParts>().AddJob<RepriceLedger, LedgerRepricing>(new JobKindOptions(MaxAttempts: 5, TimeoutSeconds: 3600));
        services.AddSingleton<BatchStore>().AddSingleton<BatchMoneyParts>().AddSingleton<BatchMoney>().AddSingleton<ProviderRunParts>().AddSingleton<ProviderRun>().AddSingleton<CallRunParts>().AddSingleton<CallRun>().AddScoped<BatchTools>();
        services.AddJobQueue(RunBatch.Queue, new QueueLimits(TenantMaxActive: 2)).AddJob<RunBatch, BatchRun>(new JobKindOptions(RunBatch.Queue, MaxAttempts: 10, TimeoutSeconds: 1800, UsesAi: true))
            .AddEventHandler<DeadLetter<RunBatch>, DeadBatch>("gateway.end-batch");
        services.AddScoped<SpendTools>().AddSingleton<UsageReader>().AddSingleton<BreakdownReader>().AddScoped<UsageTools>();
        return services;
    }

    /// <summary>This process settles what dead processes left reserved.</summary>
    public static IServiceCollection AddGatewayKeeper(this IServiceCollection services) => services.AddHostedService<SpendKeeper>();

    /// <summary>Maps the front for clients of OpenAI's API, providers, budgets, prices, corrections, cost reports and usage reports.</summary>
    public static void MapGateway(this IEndpointRouteBuilder routes)
    {
        routes.MapChat();
        routes.MapEmbeddings();
        routes.MapBatches();
        routes.MapProviders();
        routes.MapBudgets();
        routes.MapCache();
        routes.MapPrices();
        routes.MapCorrections();
        routes.MapCosts();
        routes.MapUsage();
        routes.MapBreakdowns();
        routes.MapForecast();
        routes.MapClientUsage();
    }

    private sealed class ValidateOptions<T>(string? name, Func<T, string?> fault) : IValidateOptions<T> where T : class
    {
        public ValidateOptionsResult Validate(string? optionsName, T options) =>
            name is not null && name != optionsName ? ValidateOptionsResult.Skip
            : fault(options) is { } wrong ? ValidateOptionsResult.Fail(wrong) : ValidateOptionsResult.Success;
    }
}
