using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Platform.Http;

/// <summary>Turns everything that goes wrong into <c>application/problem+json</c> with the older contracts' members beside it.</summary>
public static partial class ProblemResponses
{
    private static readonly Problem TooLarge = new(413, "too_large", "Request body too large", "The body is larger than this route accepts.");

    /// <summary>Answers exceptions and empty error statuses (404 of the router, 405, 415) as problems.</summary>
    public static void UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            AllowStatusCode404Response = true,
            // A problem was thrown on purpose: the request log has its status, a stack adds nothing.
            SuppressDiagnosticsCallback = context => context.Exception is ProblemException || StatusOf(context.Exception) < 500,
            ExceptionHandler = http =>
            {
                var error = http.Features.Get<IExceptionHandlerFeature>()!.Error;
                return WriteAsync(http, From(error, http));
            },
        });
        app.UseStatusCodePages(context => WriteAsync(context.HttpContext, FromStatus(context.HttpContext)));
        app.Use((http, next) => http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true
            ? throw new Problem(400, "bad_request", "Bad request", "A NUL character is not allowed in the query.").AsException()
            : next(http));
    }

    /// <summary>Writes a problem as the answer.</summary>
    public static Task WriteAsync(HttpContext http, Problem problem)
    {
        http.Response.StatusCode = problem.Status;
        if (problem.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = ((long)Math.Max(1, Math.Ceiling(wait.TotalSeconds))).ToString();
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = "application/problem+json";
        return http.Response.WriteAsync(Body(http, problem).ToJsonString(), http.RequestAborted);
    }

    private static JsonObject Body(HttpContext http, Problem problem)
    {
        var body = new JsonObject
        {
            ["type"] = "urn:steward:problem:" + problem.Code,
            ["title"] = problem.Title,
            ["status"] = problem.Status,
            ["detail"] = problem.Detail,
            ["instance"] = http.Request.Path.Value,
            ["code"] = problem.Code,
            ["requestId"] = http.TraceIdentifier,
            ["success"] = false,
            ["error"] = problem.Title,
            ["message"] = problem.Detail,
        };
        if (problem.Errors.Count > 0) body["errors"] = JsonSerializer.SerializeToNode(problem.Errors, JsonSerializerOptions.Web);
        foreach (var (name, value) in problem.Members) body[name] = JsonSerializer.SerializeToNode(value, JsonSerializerOptions.Web);
        var endpoint = http.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<ErrorShape>() is { } shape) body["error"] = shape.Of(problem, http);
        return body;
    }

    private static int StatusOf(Exception error) => error switch
    {
        ProblemException p => p.Problem.Status,
        BadHttpRequestException b => b.StatusCode,
        OperationCanceledException => 499,
        _ => 500,
    };

    private static Problem From(Exception error, HttpContext http) => error switch
    {
        ProblemException p => p.Problem,
        BadHttpRequestException { StatusCode: 413 } => TooLarge,
        BadHttpRequestException { InnerException: JsonException json } => FromJson(json),
        BadHttpRequestException { StatusCode: 415 } => new(415, "unsupported_media_type", "Unsupported media type", "Send application/json."),
        BadHttpRequestException b when Unbound().Match(b.Message) is { Success: true } unbound =>
            Problem.Invalid("/" + JsonNamingPolicy.CamelCase.ConvertName(unbound.Groups[1].Value), "wrong_type", "The value has the wrong type."),
        // The framework explains itself to its programmer here.
        BadHttpRequestException b when b.Message.Contains("body was provided", StringComparison.Ordinal) =>
            new(400, "body_required", "Body required", "Send a JSON object as the body."),
        BadHttpRequestException b => new(b.StatusCode, "bad_request", "Bad request", b.Message),
        OperationCanceledException when http.RequestAborted.IsCancellationRequested => new(499, "client_closed_request", "Client closed request", "The caller went away."),
        OperationCanceledException => new(503, "stopping", "Service stopping", "The work was cancelled before its end was known. Try again.") { RetryAfter = TimeSpan.FromSeconds(2) },
        _ => FromStorage(error, http.RequestServices.GetRequiredService<Storage>()),
    };

    private static Problem FromStorage(Exception error, Storage storage) => error switch
    {
        _ when storage.IsUnwritable(error) =>
            new(507, "storage_unwritable", "Storage cannot be written", "The database cannot take writes (disk full or read-only); nothing was stored.") { RetryAfter = TimeSpan.FromSeconds(30) },
        _ when error is TimeoutException || storage.IsTransient(error) =>
            new(503, "storage_unavailable", "Storage unavailable", "The database is busy or unreachable; nothing was stored. Try again.") { RetryAfter = TimeSpan.FromSeconds(2) },
        _ => new(500, "internal", "Internal error", "Something went wrong here; the request id finds it in the log."),
    };

    private static Problem FromJson(JsonException error)
    {
        // A path means that the document is JSON but a member has the wrong type.
        var pointer = error.Path is null or "$" ? "" : "/" + error.Path[1..].TrimStart('.').Replace("[", "/").Replace("]", "").Replace('.', '/');
        var typed = pointer.Length > 0 && error.InnerException is InvalidOperationException or FormatException;
        return typed || error.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? Problem.Invalid(pointer, "wrong_type", "The value has the wrong type.")
            : new(400, "malformed_json", "Malformed JSON",
                $"The body is not valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine}).");
    }

    // The framework says which parameter of path or query it could not read, with the type's name and what was sent.
    [GeneratedRegex("^Failed to bind parameter \"\\S+ (\\w+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Unbound();

    private static Problem FromStatus(HttpContext http) => http.Response.StatusCode switch
    {
        // The framework says nothing where an optional parameter could not be read.
        400 when UnreadParameters.Of(http) is { Count: > 0 } unread => Problem.Invalid(unread),
        401 when http.Request.Headers.ContainsKey("X-API-Key") || http.Request.Headers.ContainsKey("Authorization") =>
            Problem.Unauthorized("The key or token that was sent does not hold: it is unknown, expired or revoked."),
        401 => Problem.Unauthorized("Send an API key in X-API-Key, or Authorization: Bearer with a key or a token."),
        403 => Problem.Forbidden(http.GetEndpoint()?.Metadata.GetMetadata<PermissionRequirement>()?.Permission ?? "of this route"),
        404 => new(404, "no_such_route", "No such route", $"{http.Request.Method} {http.Request.Path} is not served on this port."),
        405 => new(405, "method_not_allowed", "Method not allowed", $"{http.Request.Method} is not served here; see Allow."),
        413 => TooLarge,
        415 => new(415, "unsupported_media_type", "Unsupported media type", "Send application/json."),
        var status => new(status, "http_" + status, "HTTP " + status, "The request was refused."),
    };
}
