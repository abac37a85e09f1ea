using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway;
using Steward.Jobs;
using Steward.Platform.Data;
using Steward.Safety.Gate;
using Steward.Safety.Judging;
using Steward.Safety.Learning;
using Steward.Safety.Policies;
using Steward.Safety.Queue;
using Steward.Safety.Rules;
using Steward.Safety.Screening;

namespace Steward.Safety;

/// <summary>Screens people's texts and lets people review what was found.</summary>
public static class SafetyModule
{
    /// <summary>Registers screening, the review queue, and the gate before every model.</summary>
    public static IServiceCollection AddSafety(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SafetyOptions>().Bind(configuration.GetSection("Safety")).ValidateDataAnnotations().ValidateOnStart();
        services.AddJobQueue(TrainModel.Queue, new QueueLimits(MaxActive: 2, TenantMaxActive: 1)).AddJob<TrainModel, ModelTraining>(new JobKindOptions(TrainModel.Queue, MaxAttempts: 2, TimeoutSeconds: 1800));
        return services
            .AddSingleton<IModelPart, SafetyModel>().AddSingleton<IModelPart, PolicyModel>().AddSingleton<IModelPart, RuleModel>().AddSingleton<IModelPart, LearningModel>()
            .AddSingleton<Screener>()
            .AddSingleton<TenantPolicies>().AddSingleton<SafetyMetrics>()
            .AddScoped<TextJudge>().AddScoped<Judge>().AddScoped<ModelTools>()
            .AddScoped<FlagKeeper>().AddScoped<ReviewTools>().AddScoped<Reviewer>().AddScoped<Leases>().AddScoped<PolicyTools>()
            .AddScoped<RuleTrials>().AddScoped<RuleTools>().AddScoped<TextErasure>()
            .AddScoped<ITextGate, TextGate>();
    }

    /// <summary>This process looks at the queue for the metrics.</summary>
    public static IServiceCollection AddSafetyWatch(this IServiceCollection services) => services.AddHostedService<QueueWatch>();

    /// <summary>Maps screening and the review queue.</summary>
    public static void MapSafety(this IEndpointRouteBuilder routes)
    {
        routes.MapScreening();
        routes.MapModerations();
        routes.MapReviews();
        routes.MapLeases();
        routes.MapBulk();
        routes.MapAppeals();
        routes.MapSecondOpinions();
        routes.MapReviewers();
        routes.MapThresholds();
        routes.MapRules();
        routes.MapModels();
        routes.MapTextErasure();
    }

    /// <summary>Adds the guide's example to the queue (<c>queue-123</c>, <c>flag-456</c>, <c>feedback-123</c>), unless it is there.</summary>
    public static async Task EnsureDemoAsync(IServiceProvider scope, Guid tenant, CancellationToken ct)
    {
        var db = scope.GetRequiredService<AppDb>();
        if (await db.Set<SafetyFlag>().IgnoreQueryFilters().AnyAsync(f => f.Id == "flag-456", ct)) return;
        const string text = "DAMN THIS CRAP SCHEDULE, NOBODY TOLD US";
        var verdict = scope.GetRequiredService<Screener>().Screen(text, "en");
        var now = scope.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        db.Add(new SafetyFlag
        {
            Id = "flag-456", TenantId = tenant, ContentId = "feedback-123", ContentType = "feedback_text", ContentHash = "demo", Content = text,
            FlagReason = verdict.Reason, Confidence = verdict.Confidence, Safe = verdict.Safe, RequiresHumanReview = true, ReviewStatus = "pending",
            Findings = FlagKeeper.FindingsOf(verdict), RulesVersion = verdict.RulesVersion, RaisedAt = now,
        });
        db.Add(new ReviewItem { Id = "queue-123", TenantId = tenant, FlagId = "flag-456", Status = "pending", CreatedAt = now, DueAt = now.AddDays(1) });
        await db.SaveChangesAsync(ct);
    }
}
