using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steward.Deliveries.Sending;
using Steward.Jobs;
using Steward.Moderation.Actions;
using Steward.Moderation.Analytics;
using Steward.Moderation.Comments;
using Steward.Moderation.Connections;
using Steward.Moderation.Inbound;
using Steward.Moderation.Live;
using Steward.Moderation.Platforms;
using Steward.Moderation.Rules;
using Steward.Moderation.Verdicts;
using Steward.Moderation.Webhooks;
using Steward.Platform.Data;

namespace Steward.Moderation;

/// <summary>The moderation bot: comments of social platforms in, verdicts and actions out.</summary>
public static class ModerationModule
{
    /// <summary>Registers platforms, rules, verdicts and actions.</summary>
    public static IServiceCollection AddModeration(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ModerationOptions>().Bind(configuration.GetSection("Moderation"))
            .PostConfigure(o => o.AllowPrivateAddresses ??= configuration.GetValue<bool>("Identity:Development")).ValidateDataAnnotations()
            .Validate(o => o.SecretKey is null || (Convert.TryFromBase64String(o.SecretKey, new byte[1024], out var n) && n == 32), "Moderation:SecretKey must be base64 of 32 bytes.").ValidateOnStart();
        services.AddHttpClient(PlatformCalls.Client)
            .ConfigurePrimaryHttpMessageHandler(p => GuardedConnection.Handler(p.GetRequiredService<IOptions<ModerationOptions>>().Value.AllowPrivateAddresses == true))
            .RemoveAllLoggers().SetHandlerLifetime(Timeout.InfiniteTimeSpan).ConfigureHttpClient(c => c.Timeout = Timeout.InfiniteTimeSpan);
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolver = o.SerializerOptions.TypeInfoResolver!.WithAddedModifier(NamesOfTheContract));
        services.AddSingleton<IModelPart, ModerationModel>().AddSingleton<ModerationMetrics>().AddSingleton<LookedMemory>().AddSingleton<Figures>();
        services.AddSingleton<PolicyMemory>().AddSingleton<WebhookSender>().AddScoped<Backgrounds>().AddScoped<News>().AddScoped<WebhookParts>().AddScoped<WebhookBook>().AddScoped<ProbeTools>();
        services.AddSingleton<LiveEvents>().AddSingleton<LiveSeats>().AddSingleton<LiveTools>().AddSingleton<Vault>().AddSingleton<PlatformCalls>().AddSingleton<CallRates>();
        services.AddScoped<ModeratorParts>().AddScoped<Moderator>().AddScoped<CommentIntake>().AddScoped<CommentTexts>().AddScoped<TokenRenewal>().AddScoped<ConnectionBook>();
        services.AddScoped<ActionBook>().AddScoped<ActionBookTools>().AddScoped<ActionEndings>().AddScoped<EndingTools>().AddScoped<PerformerParts>().AddScoped<PollParts>().AddScoped<CommentModerationParts>();
        services.AddScoped<WebhookTools>().AddScoped<SignInTools>().AddScoped<ModerateTools>().AddScoped<DecisionTools>().AddScoped<RuleTools>();
        return services.AddModerationJobs();
    }

    /// <summary>This process sees that platforms are asked for comments and that what is old goes.</summary>
    public static IServiceCollection AddModerationClock(this IServiceCollection services) => services.AddHostedService<ModerationClock>();

    /// <summary>Maps the product's routes and the platforms' events.</summary>
    public static void MapModeration(this IEndpointRouteBuilder routes)
    {
        routes.MapPlatformEvents();
        routes.MapPlatforms();
        routes.MapConnections();
        routes.MapSignIns();
        routes.MapRateHistory();
        routes.MapOutgoingWebhooks();
        routes.MapModerate();
        routes.MapComments();
        routes.MapDecisions();
        routes.MapAuthors();
        routes.MapRules();
        routes.MapTrustedAuthors();
        routes.MapAnalytics();
        routes.MapLive();
    }

    // Verdicts and actions wait apart: a platform that is slow holds up no verdict.
    private static IServiceCollection AddModerationJobs(this IServiceCollection services)
    {
        services.AddJob<ModerateComment, CommentModeration>(new JobKindOptions("moderation", MaxAttempts: 5, TimeoutSeconds: 120, UsesAi: true));
        services.AddEventHandler<DeadLetter<ModerateComment>, FlagUnjudgedComment>("moderation");
        services.AddJob<PerformAction, ActionPerformer>(new JobKindOptions("moderation-actions", MaxAttempts: 6, TimeoutSeconds: 300));
        services.AddEventHandler<DeadLetter<PerformAction>, EndBuriedAction>("moderation");
        services.AddJob<TellWebhook, WebhookTelling>(new JobKindOptions("moderation-webhooks", MaxAttempts: 4, TimeoutSeconds: 150));
        services.AddJob<PollAccount, AccountPolling>(new JobKindOptions("moderation-polls", MaxAttempts: 3, TimeoutSeconds: 300));
        return services.AddJob<PruneComments, Retention>(new JobKindOptions(MaxAttempts: 5, TimeoutSeconds: 3600));
    }

    // This product's contract writes names with underscores; the others' do not.
    private static void NamesOfTheContract(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.Assembly != typeof(ModerationModule).Assembly) return;
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider?.IsDefined(typeof(System.Text.Json.Serialization.JsonPropertyNameAttribute), false) == true) continue;
            property.Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        }
    }
}
