using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Gateway;
using Steward.Gateway.Admission;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Limits;
using Steward.Platform.Tenancy;

namespace Steward.Pages.Generation;

/// <summary>A page that will be written.</summary>
internal sealed record QueuedPage(bool Success, Guid JobId, string RequestId, string Status, string Message);

/// <summary>A provider that may be named in a request.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Models">Models that may be named; any where empty.</param>
/// <param name="MaxTokens">Most tokens of an answer.</param>
/// <param name="Configured">Whether it is asked here, with which model; null when it is not.</param>
internal sealed record ModelsView(string Provider, IReadOnlyList<string> Models, int MaxTokens, string? Configured);

/// <summary>Whom a request may name, in the order in which they are listed, and who is asked in fact.</summary>
internal sealed record ModelsResponse(bool Success, IReadOnlyList<ModelsView> Providers, IReadOnlyList<string> Route);

internal static class GenerateApi
{
    private const int MostBodyBytes = 256 * 1024;

    public static void MapGeneration(this IEndpointRouteBuilder routes, PagesOptions options)
    {
        var ai = routes.MapGroup("/api/ai").On(Service.Pages).WithTags("Page generation").WithErrorTypes().WithMetadata(new BodyLimit(MostBodyBytes));
        ai.MapPost("/generate", GenerateAsync).Require("pages.generate").WithSummary("Write a page from a prompt").LimitPerCaller("page-generation", options.GeneratePerMinute).Idempotent();
        ai.MapPost("/generate/async", EnqueueAsync).Require("pages.generate").WithSummary("Write a page from a prompt as a job").LimitPerCaller("page-generation", options.GeneratePerMinute).Idempotent();
        ai.MapGet("/models", Models).Require("pages.generate").WithSummary("Providers and models that may be named");
    }

    private static async Task<Ok<GeneratedPage>> GenerateAsync(GenerateRequest body, PageGenerator generator, AppDb db, HttpContext http, CancellationToken ct)
    {
        var request = body.Checked();
        var order = new PageOrder(http.Caller().Company(), http.Caller().Id, http.TraceIdentifier);
        try
        {
            var (answer, page) = await generator.WriteAsync(request, new AiCall(order.TenantId, $"page-{order.RequestId}", "page_brief") { UserId = order.By, SubjectId = order.By }, ct);
            Guid? kept = request.Save == true ? await generator.KeepAsync(page, order, ct) : null;
            return TypedResults.Ok(generator.Show(answer, page, order, 1, kept));
        }
        catch (TextHeldException held)
        {
            throw new Problem(422, "held_by_safety", "Held by safety", "The prompt is held for review; no page was written.")
            {
                Members = new Dictionary<string, object?> { ["flagId"] = held.FlagId, ["reason"] = held.Reason },
            }.AsException();
        }
    }

    private static async Task<Accepted<QueuedPage>> EnqueueAsync(GenerateRequest body, JobWriter jobs, HttpContext http, CancellationToken ct)
    {
        var request = body.Checked();
        var id = Guid.CreateVersion7();
        await jobs.EnqueueAsync(http.Caller().Company(), new GeneratePage(request, http.Caller().Id), new JobOptions(Id: id, UserId: http.Caller().Id), ct);
        return TypedResults.Accepted($"/api/ai/jobs/{id}", new QueuedPage(true, id, id.ToString(), "queued", "The page will be written; ask for the job, or follow its stream."));
    }

    private static Ok<ModelsResponse> Models(AiGateway gateway)
    {
        var route = gateway.Route.ToDictionary(r => r.Provider, r => r.Model);
        return TypedResults.Ok(new ModelsResponse(true, [.. AiModels.All.Select(p => new ModelsView(p.Name, p.Models, p.MaxTokens, route.GetValueOrDefault(p.Provider)))],
            [.. gateway.Route.Select(r => $"{r.Provider}/{r.Model}")]));
    }
}
