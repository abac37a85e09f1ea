using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Steward.Platform.Errors;
using Steward.Platform.Http;

namespace Steward.Moderation;

/// <summary>The product's own base, <c>/api/v1</c>, and how its errors look: <c>error</c> is an object with code, message and details.</summary>
internal static class ModerationRoutes
{
    public static RouteGroupBuilder Moderation(this IEndpointRouteBuilder routes, string prefix, string tag) =>
        routes.MapGroup("/api/v1" + prefix).On(Service.Moderation).WithTags(tag).WithMetadata(new ErrorShape(Of));

    private static JsonObject Of(Problem problem, HttpContext http) => new()
    {
        ["code"] = CodeOf(problem), ["message"] = problem.Detail,
        ["details"] = problem.Errors.Count == 0 ? null : JsonSerializer.SerializeToNode(problem.Errors, JsonSerializerOptions.Web),
    };

    private static string CodeOf(Problem problem) => problem switch
    {
        { Status: 401 } => "INVALID_TOKEN",
        { Status: 404, Title: "Comment not found" } => "INVALID_COMMENT",
        { Status: 429 } => "RATE_LIMIT_EXCEEDED",
        { Status: 502, Code: "platform_error" } => "PLATFORM_ERROR",
        { Status: 502 or 503, Code: "no_provider" or "provider_unavailable" } => "LLM_ERROR",
        { Code: "storage_unavailable" or "storage_unwritable" } => "DATABASE_ERROR",
        { Status: 500 } => "MODERATION_FAILED",
        _ when problem.Errors.Any(e => e.Pointer == "/platform") => "INVALID_PLATFORM",
        _ => problem.Code.ToUpperInvariant(),
    };
}

/// <summary>A page as the product's contract has it.</summary>
internal sealed record Paging(int Page, int PageSize, int TotalCount, int TotalPages, bool HasNext, string? NextCursor)
{
    public const int MostPages = 10_000;

    public static Paging Of(int page, int size, int total, string? next) => new(page, size, total, (total + size - 1) / size, next is not null, next);
}
