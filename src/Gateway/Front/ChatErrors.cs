using System.Text.Json.Nodes;
using Steward.Platform.Errors;
using Steward.Platform.Http;

namespace Steward.Gateway.Front;

/// <summary>Failures as OpenAI's clients read them.</summary>
internal static class ChatErrors
{
    public static readonly ErrorShape Shape = new(Of);

    public static JsonObject Body(Problem problem) => new() { ["error"] = Of(problem) };

    private static JsonObject Of(Problem problem) => new()
    {
        ["message"] = problem.Detail,
        ["type"] = problem.Status switch
        {
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            429 when problem.Code == "budget_exceeded" => "insufficient_quota",
            429 => "rate_limit_error",
            < 500 => "invalid_request_error",
            _ => "server_error",
        },
        ["param"] = problem.Errors.Count > 0 ? problem.Errors[0].Pointer.TrimStart('/') : null,
        ["code"] = problem.Status == 401 ? "invalid_api_key" : problem.Code,
    };
}
