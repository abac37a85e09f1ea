using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Steward.Platform.Http;

/// <summary>Every request has an id: the caller's <c>X-Request-Id</c> if it is plain, else a new one. It is in the answer, the log and every problem.</summary>
public static class RequestIds
{
    /// <summary>The header, in and out.</summary>
    public const string Header = "X-Request-Id";

    private static readonly AsyncLocal<string?> Ambient = new();

    /// <summary>The request on whose behalf the current code runs, also in a job that a request put in the queue; null where there is none.</summary>
    public static string? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Takes or makes the id before anything else runs.</summary>
    public static void UseRequestIds(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var given = http.Request.Headers[Header].ToString();
        http.TraceIdentifier = IsPlain(given) ? given : Guid.CreateVersion7().ToString();
        Current = http.TraceIdentifier;
        // When the answer starts, and not now: the exception handler empties what was set before.
        http.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            context.Response.Headers[Header] = context.TraceIdentifier;
            return Task.CompletedTask;
        }, http);
        return next(http);
    });

    private static bool IsPlain(string id) =>
        id.Length is > 0 and <= 128 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}
