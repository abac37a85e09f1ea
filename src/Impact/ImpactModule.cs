using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Steward.Deliveries;
using Steward.Identity.Tenants;
using Steward.Impact.Drift;
using Steward.Impact.Evaluations;
using Steward.Impact.Feedback;
using Steward.Impact.Ingest;
using Steward.Impact.Metrics;
using Steward.Impact.Models;
using Steward.Impact.Q2Q;
using Steward.Jobs;
using Steward.Platform.Data;
using Steward.Safety;

namespace Steward.Impact;

/// <summary>CSR reporting: events and feedback in, scores with evidence out.</summary>
public static class ImpactModule
{
    /// <summary>Registers ingestion, Q2Q, metrics and what partners get of them.</summary>
    public static IServiceCollection AddImpact(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, ImpactModel>();
        services.AddSingleton<IngestWriter>().AddSingleton<FeedbackReader>().AddSingleton<ClassificationWriter>().AddSingleton<CompanyMetricsReader>();
        services.AddJob<ClassifyFeedback, FeedbackClassifier>(new JobKindOptions("ai", MaxAttempts: 3, TimeoutSeconds: 120, UsesAi: true));
        services.AddEventHandler<DeadLetter<ClassifyFeedback>, FailUnclassifiedFeedback>("impact");
        services.AddEventHandler<SafetyReviewCompleted, ReleaseHeldFeedback>("impact");
        services.AddEventHandler<SafetyReviewUndone, HoldFeedbackAgain>("impact");
        services.AddSingleton<PartnerMetricsSource>(MetricsForPartnersAsync);
        return services.AddEvaluations();
    }

    /// <summary>This process sees that what is done daily stands in the schedules.</summary>
    public static IServiceCollection AddImpactClock(this IServiceCollection services) => services.AddHostedService<DriftClock>();

    /// <summary>Maps the product's routes.</summary>
    public static void MapImpact(this IEndpointRouteBuilder routes)
    {
        routes.MapIngest();
        routes.MapClassify();
        routes.MapFeedback();
        routes.MapMetricsOf();
        routes.MapDatasets();
        routes.MapRuns();
        routes.MapResults();
        routes.MapModels();
        routes.MapDrift();
    }

    /// <summary>Gives the demo company participants and sessions, unless it has some.</summary>
    public static Task EnsureDemoAsync(IServiceProvider scope, Guid tenant, CancellationToken ct) => DemoSessions.EnsureAsync(
        scope.GetRequiredService<AppDb>(), scope.GetRequiredService<IngestWriter>(), tenant, scope.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime, ct);

    private static IServiceCollection AddEvaluations(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, RegisteredModels>().AddSingleton<IModelPart, EvaluationModel>().AddSingleton<IModelPart, DriftModel>();
        services.AddSingleton<ActiveModels>().AddScoped<Q2QClassifier>().AddScoped<ModelRegistry>().AddScoped<RunTools>().AddSingleton<DriftMetrics>();
        // A run takes as long as its model: a queue of its own, in which no company has two, keeps it from holding up what people wait for. Nor is it counted among the
        // jobs that ask models, or an hour of a thousand texts would be an alert of slow jobs.
        services.AddJobQueue("evaluations", new QueueLimits(TenantMaxActive: 1));
        services.AddJob<RunEvaluation, EvaluationRunner>(new JobKindOptions("evaluations", MaxAttempts: 5, TimeoutSeconds: 6 * 3600));
        services.AddEventHandler<DeadLetter<RunEvaluation>, EndEvaluation>("impact");
        services.AddJob<CheckDrift, DriftRound>();
        services.AddJob<CheckCompanyDrift, DriftChecker>();
        return services;
    }

    private static async Task<PartnerMetrics> MetricsForPartnersAsync(IServiceProvider scope, Guid tenant, DateTime from, DateTime to, CancellationToken ct)
    {
        var metrics = await scope.GetRequiredService<CompanyMetricsReader>().ReadAsync(tenant, new MetricsPeriod(from, to), ct);
        var people = await scope.GetRequiredService<TenantDirectory>().PeopleCountAsync(tenant, ct);
        return new PartnerMetrics(people, metrics.TotalParticipants, metrics.TotalHours, metrics.ImpactScore ?? 0, 0, metrics.TotalSessions,
            metrics.IntegrationScore / 100, metrics.LanguageLevel * 10, metrics.JobReadiness);
    }
}
