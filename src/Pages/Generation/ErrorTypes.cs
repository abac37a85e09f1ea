using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Steward.Platform.Errors;

namespace Steward.Pages.Generation;

/// <summary>The page builder's own names of what went wrong, besides those that all routes have: clients of its guide look at <c>errorType</c>.</summary>
internal static class ErrorTypes
{
    /// <summary>Adds <c>errorType</c> to the problems of these routes.</summary>
    public static T WithErrorTypes<T>(this T routes) where T : IEndpointConventionBuilder => routes.AddEndpointFilter(async (context, next) =>
    {
        try
        {
            return await next(context);
        }
        catch (ProblemException error)
        {
            var given = error.Problem.Members.GetValueOrDefault("errorType") as string;
            throw (error.Problem with { Members = new Dictionary<string, object?>(error.Problem.Members) { ["errorType"] = Of(error.Problem, given) } }).AsException();
        }
    });

    /// <summary>The guide's name of a job's error type.</summary>
    public static string Of(string? errorType) => errorType switch
    {
        "timeout" => "TIMEOUT_ERROR",
        "rate_limit" or "budget" => "RATE_LIMIT_ERROR",
        "validation" => "VALIDATION_ERROR",
        "auth" => "AUTH_ERROR",
        "unavailable" => "SERVICE_UNAVAILABLE",
        "network" => "NETWORK_ERROR",
        "model" => "MODEL_ERROR",
        "provider" => "PROVIDER_ERROR",
        _ => "UNKNOWN",
    };

    /// <summary>The guide's name of a job's error type in statistics of dead letters.</summary>
    public static string Classified(string? errorType) => errorType switch { "timeout" => "TIMEOUT", "rate_limit" => "RATE_LIMIT", _ => Of(errorType) };

    private static string Of(Problem problem, string? given) => given is not null ? Of(given) : problem.Status switch
    {
        401 or 403 => "AUTH_ERROR",
        429 => "RATE_LIMIT_ERROR",
        504 => "TIMEOUT_ERROR",
        >= 500 => "PROVIDER_ERROR",
        _ => "VALIDATION_ERROR",
    };
}
