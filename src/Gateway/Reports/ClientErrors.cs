using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Errors;
using Steward.Platform.Http;

namespace Steward.Gateway.Reports;

/// <summary>Failures as clients of the cost code service read them: a code of its catalogue, and where to look.</summary>
internal static class ClientErrors
{
    public static readonly ErrorShape Shape = new(Of);

    private static JsonObject Of(Problem problem, HttpContext http) => new()
    {
        ["code"] = problem.Status switch
        {
            401 when !http.Request.Headers.ContainsKey("X-API-Key") && !http.Request.Headers.ContainsKey("Authorization") => "MISSING_API_KEY",
            401 => "INVALID_API_KEY",
            403 => "INSUFFICIENT_PERMISSIONS",
            404 => "CLIENT_NOT_FOUND",
            429 => "RATE_LIMIT_EXCEEDED",
            < 500 => "VALIDATION_ERROR",
            503 => "SERVICE_UNAVAILABLE",
            _ => "INTERNAL_SERVER_ERROR",
        },
        ["message"] = problem.Detail,
        ["details"] = new JsonObject(problem.Errors.GroupBy(e => e.Pointer.TrimStart('/')).Select(g => KeyValuePair.Create<string, JsonNode?>(g.Key, g.First().Detail))),
        ["request_id"] = http.TraceIdentifier,
        ["timestamp"] = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
        ["documentation_url"] = "/docs",
    };
}
