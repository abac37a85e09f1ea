using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs;
using Steward.Platform.Data;
using Steward.Safety;

namespace Examples.Praise;

// <module>
/// <summary>Notes of thanks: written by people, sorted by theme.</summary>
public static class PraiseModule
{
    /// <summary>Registers the table, the job and who listens.</summary>
    public static IServiceCollection AddPraise(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, PraiseModel>();
        services.AddJob<SortPraise, PraiseSorter>(new JobKindOptions("ai", MaxAttempts: 3, TimeoutSeconds: 120, UsesAi: true));
        services.AddEventHandler<SafetyReviewCompleted, ReleaseHeldNotes>("praise");
        return services;
    }

    /// <summary>Maps the module's routes.</summary>
    public static void MapPraise(this IEndpointRouteBuilder routes) => routes.MapPraiseNotes();
}
// </module>
