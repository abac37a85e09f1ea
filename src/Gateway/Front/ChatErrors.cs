using System.Text.Json.Nodes;
using Steward.Gateway.Providers;
using Steward.Jobs;
using Steward.Platform.Errors;
using Steward.Platform.Http;

namespace Steward.Gateway.Front;

/// <summary>Failures as OpenAI's clients read them.</summary>
public static class ChatErrors
{
    /// <summary>The form of a front for these clients.</summary>
    public static readonly ErrorShape Shape = new((problem, _) => Of(problem));

    internal static JsonObject Body(Problem problem) => new() { ["error"] = Of(problem) };

    /// <summary>Reads a request whose JSON may have a member twice, which shows only where it is looked at.</summary>
    /// <exception cref="ProblemException">400: it has.</exception>
    internal static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException)
        {
            throw Problem.Invalid("", "duplicate_member", "A member of the JSON is there twice.").AsException();
        }
    }

    /// <summary>What a client is told of a model that did not answer.</summary>
    internal static Problem ProblemOf(ProviderException failed) => failed.Type switch
    {
        JobErrorType.Validation => new Problem(failed.Status is 404 or 413 or 422 ? failed.Status : 400, failed.Cause switch
        {
            ProviderCause.ContextTooLong => "context_length_exceeded", ProviderCause.ContentPolicy => "content_policy_violation", ProviderCause.NoPrice => "no_price", _ => "refused_by_provider",
        }, failed.Cause == ProviderCause.NoPrice ? "No price" : "Refused by the provider", failed.Said.Length > 0 ? failed.Said : failed.Message),
        JobErrorType.RateLimit => new Problem(429, "provider_rate_limited", "Too Many Requests", failed.Message) { RetryAfter = failed.RetryAfter ?? TimeSpan.FromSeconds(10) },
        JobErrorType.Timeout => new Problem(504, "provider_timeout", "Provider timeout", failed.Message),
        // The key is ours, not the caller's: he can do nothing about it.
        JobErrorType.Auth => new Problem(502, "provider_auth", "Provider refused our key", failed.Message),
        _ => new Problem(503, "ai_unavailable", "AI unavailable", failed.Message) { RetryAfter = failed.RetryAfter ?? TimeSpan.FromSeconds(10) },
    };

    private static JsonObject Of(Problem problem) => new()
    {
        ["message"] = problem.Detail,
        ["type"] = problem.Status switch
        {
            401 => "authentication_error",
            403 => "permission_error",
            402 => "insufficient_quota",
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
