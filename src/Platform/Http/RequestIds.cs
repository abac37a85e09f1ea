using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Steward.Platform.Http;

/// <summary>Every request has an id: the caller's <c>X-Request-Id</c> if it is plain, else a new one. It is in the answer, the log and every problem.</summary>
public static class RequestIds
{
    /// <summary>The header, in and out.</summary>
    public const string Header = "X-Request-Id";

    /// <summary>Takes or makes the id before anything else runs.</summary>
    public static void UseRequestIds(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var given = http.Request.Headers[Header].ToString();
        http.TraceIdentifier = IsPlain(given) ? given : Guid.CreateVersion7().ToString();
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
