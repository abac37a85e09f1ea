using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Steward.Platform.Http;

namespace Steward.Observability.Health;

internal static class HealthApi
{
    private const int MaxDetail = 200;
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        group.MapMethods(ProbeRoutes.Health, Methods, All);
        group.MapMethods(ProbeRoutes.Live, Methods, Live);
        group.MapMethods(ProbeRoutes.Ready, Methods, Ready);
        // The page builder's guide has them under its own base, and asks for single parts.
        var pages = routes.MapGroup("").On(Service.Pages).AllowAnonymous().ExcludeFromDescription();
        foreach (var whole in (string[])["/api/health", "/api/health/detailed"]) pages.MapMethods(whole, Methods, All);
        pages.MapMethods("/api/health/live", Methods, Live);
        pages.MapMethods("/api/health/ready", Methods, Ready);
        pages.MapMethods("/api/health/database", Methods, (HttpContext http, HealthChecks checks, IOptions<ObservabilityOptions> options) => Part("database", http, checks, options));
        // There is no Redis: the queue is in the database, whose health is that of the queue.
        pages.MapMethods("/api/health/redis", Methods, (HttpContext http, HealthChecks checks, IOptions<ObservabilityOptions> options) => Part("database", http, checks, options));
        pages.MapMethods("/api/health/system", Methods, System);
        MapModerationHealth(routes);
    }

    // The moderation bot's contract has its own names for the same.
    private static void MapModerationHealth(IEndpointRouteBuilder routes)
    {
        var moderation = routes.MapGroup("").On(Service.Moderation).AllowAnonymous().ExcludeFromDescription();
        foreach (var whole in (string[])["/api/v1/health", "/api/v1/status"]) moderation.MapMethods(whole, Methods, All);
        foreach (var database in (string[])["/api/v1/health/database", "/health/db", "/health/redis"])
            moderation.MapMethods(database, Methods, (HttpContext http, HealthChecks checks, IOptions<ObservabilityOptions> options) => Part("database", http, checks, options));
        moderation.MapMethods("/api/v1/health/cache", Methods, Cache);
    }

    // Caches live in each process: while it answers they are there, and losing one loses nothing.
    private static JsonHttpResult<JsonObject> Cache(HttpContext context, IOptions<ObservabilityOptions> options)
    {
        var body = new JsonObject { ["status"] = "healthy" };
        if (options.Value.MaySeeHealthDetails(context)) body["checks"] = new JsonObject { ["cache"] = new JsonObject { ["status"] = "healthy", ["detail"] = "in the memory of each process" } };
        return Answer(context, body, StatusCodes.Status200OK);
    }

    private static async Task<JsonHttpResult<JsonObject>> Part(string name, HttpContext context, HealthChecks checks, IOptions<ObservabilityOptions> options)
    {
        var whole = await checks.ReportAsync();
        var report = new HealthReport(whole.At, [.. whole.Checks.Where(c => c.Name == name)]);
        var status = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return Answer(context, Body(report.Status, report, options.Value, context), status);
    }

    private static JsonHttpResult<JsonObject> System(HttpContext context, TimeProvider time, IOptions<ObservabilityOptions> options)
    {
        var body = new JsonObject { ["status"] = "healthy" };
        if (options.Value.MaySeeHealthDetails(context))
        {
            using var process = Process.GetCurrentProcess();
            body["uptimeSeconds"] = Math.Round((time.GetUtcNow() - process.StartTime.ToUniversalTime()).TotalSeconds);
            body["memoryBytes"] = process.WorkingSet64;
            body["processors"] = Environment.ProcessorCount;
            body["threads"] = process.Threads.Count;
        }

        return Answer(context, body, StatusCodes.Status200OK);
    }

    /// <summary>503 already when something is degraded: this is the guides' overview, not a probe that takes a process out of service.</summary>
    private static async Task<JsonHttpResult<JsonObject>> All(
        HttpContext context, HealthChecks checks, IOptions<ObservabilityOptions> options)
    {
        var report = await checks.ReportAsync();
        var status = report.Status == HealthStatus.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Answer(context, Body(report.Status, report, options.Value, context), status);
    }

    private static JsonHttpResult<JsonObject> Live(HttpContext context) =>
        Answer(context, new JsonObject { ["status"] = "healthy" }, StatusCodes.Status200OK);

    private static async Task<JsonHttpResult<JsonObject>> Ready(
        HttpContext context, HealthChecks checks, Draining draining, IOptions<ObservabilityOptions> options)
    {
        if (draining.IsDraining)
            return Answer(context, new JsonObject { ["status"] = "unhealthy", ["draining"] = true }, StatusCodes.Status503ServiceUnavailable);
        var report = await checks.GatingReportAsync();
        var status = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return Answer(context, Body(report.Status, report, options.Value, context), status);
    }

    private static JsonHttpResult<JsonObject> Answer(HttpContext context, JsonObject body, int status)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(body, statusCode: status);
    }

    private static JsonObject Body(HealthStatus status, HealthReport report, ObservabilityOptions options, HttpContext context)
    {
        var body = new JsonObject
        {
            ["status"] = Word(status),
            ["timestamp"] = report.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["version"] = options.Version,
        };
        if (options.MaySeeHealthDetails(context)) body["checks"] = Checks(report);
        return body;
    }

    private static JsonObject Checks(HealthReport report)
    {
        var checks = new JsonObject();
        foreach (var (name, result) in report.Checks) checks[name] = CheckBody(result);
        return checks;
    }

    private static JsonNode CheckBody(HealthCheckResult result)
    {
        if (result is { Status: HealthStatus.Healthy, Detail: null }) return JsonValue.Create("healthy");
        var body = new JsonObject { ["status"] = Word(result.Status) };
        if (result.Detail is { } detail) body["detail"] = detail.Length > MaxDetail ? detail[..MaxDetail] : detail;
        return body;
    }

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
