using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Tenancy;

namespace Steward.Platform.Http;

/// <summary>Old forms of routes: they answer as their successors do, say so in headers, and are counted by route and tenant.</summary>
public static class Deprecation
{
    private static readonly DateTimeOffset Since = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = Since.AddMonths(6);

    /// <summary>Marks a route as the old form of another.</summary>
    /// <param name="route">The old route.</param>
    /// <param name="successor">The new path, with the old one's parameters in braces.</param>
    public static RouteHandlerBuilder DeprecatedFor(this RouteHandlerBuilder route, string successor) => route
        .WithMetadata(new ObsoleteAttribute($"Use {successor}."))
        .AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            var link = $"<{Fill(successor, http.Request.RouteValues)}>; rel=\"successor-version\"";
            // When the answer starts, and not now: an error is an answer too, and its handler empties what was set before.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers["X-API-Version-Deprecated"] = "true";
                http.Response.Headers["Deprecation"] = string.Create(CultureInfo.InvariantCulture, $"@{Since.ToUnixTimeSeconds()}");
                http.Response.Headers["Sunset"] = Until.ToString("R", CultureInfo.InvariantCulture);
                http.Response.Headers.Link = link;
                return Task.CompletedTask;
            });
            http.RequestServices.GetRequiredService<DeprecatedCalls>().Count((http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText, http.Caller().TenantId);
            return await next(context);
        });

    private static string Fill(string path, RouteValueDictionary values) =>
        values.Aggregate(path, (filled, v) => filled.Replace("{" + v.Key + "}", Uri.EscapeDataString(v.Value?.ToString() ?? ""), StringComparison.Ordinal));
}

/// <summary>Counts calls of deprecated routes.</summary>
public sealed class DeprecatedCalls
{
    private readonly Counter<long> _calls;

    /// <summary>Creates the counter on the meter <c>Steward.Platform</c>.</summary>
    public DeprecatedCalls(IMeterFactory meters) =>
        _calls = meters.Create("Steward.Platform").CreateCounter<long>("steward_deprecated_calls_total", description: "Calls of deprecated routes");

    /// <summary>Counts one call.</summary>
    public void Count(string? route, Guid tenant) => _calls.Add(1, new KeyValuePair<string, object?>("route", route ?? "unknown"), new KeyValuePair<string, object?>("company_id", tenant.ToString()));
}
