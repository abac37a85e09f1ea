using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Jobs.Control;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Jobs.Statistics;

internal static class StatisticsApi
{
    public static void MapStatistics(this IEndpointRouteBuilder routes) => routes.MapGroup("/v1/jobs").On(Service.Platform).WithTags("Jobs")
        .MapGet("/metrics", ReadAsync).Require("jobs.read").WithSummary("Ended jobs of the last hours in numbers, up to a year; the platform's owner sees all tenants'");

    private static async Task<Ok<StatisticsReport>> ReadAsync(int? hours, string? queue, string? kind, JobStatistics statistics, HttpContext http, CancellationToken ct)
    {
        new Check().That(hours is null or (>= 1 and <= StatisticsQuery.MostHours), "/hours", "out_of_range", $"1 to {StatisticsQuery.MostHours} hours are required.")
            .OptionalText("/queue", queue, 200).OptionalText("/kind", kind, 200).ThrowIfAny();
        return TypedResults.Ok(await statistics.ReadAsync(http.Reach(), new StatisticsQuery(hours ?? 24, queue, kind), ct));
    }
}
