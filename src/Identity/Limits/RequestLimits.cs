using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Limits;

namespace Steward.Identity.Limits;

/// <summary>Limits every request by who sends it: a person, an address, or a key by its scope. Probes and metrics pass.</summary>
internal static class RequestLimits
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static void UseRequestLimits(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<IOptions<LimitsOptions>>().Value;
        var gcra = app.ApplicationServices.GetRequiredService<Gcra>();
        var offenders = app.ApplicationServices.GetRequiredService<RepeatOffenders>();
        var person = new RateLimit("person", options.PersonPerMinute, Minute, options.Burst);
        var address = new RateLimit("address", options.AddressPerMinute, Minute, options.Burst * 5);
        var ingest = new RateLimit("ingest", options.IngestPerSecond, Second, options.IngestPerSecond * 2);
        var key = new RateLimit("key", options.KeyPerMinute, Minute, options.KeyPerMinute);
        app.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments("/health") || http.Request.Path.StartsWithSegments("/api/health") || http.Request.Path.StartsWithSegments("/api/v1/health") || http.Request.Path == "/metrics") return next(http);
            var kind = http.User.FindFirst("kind")?.Value;
            var (limit, who) = kind switch
            {
                "key" when http.User.HasClaim("scope", "ingest") => (ingest, http.User.FindFirst("sub")!.Value),
                "key" => (key, http.User.FindFirst("sub")!.Value),
                "person" => (person, http.User.FindFirst("sub")!.Value),
                _ => (address, http.Connection.RemoteIpAddress?.ToString() ?? "unknown"),
            };
            // Keys belong to programs, which are told when to come back; people and addresses that do not heed it wait longer.
            var (offender, decision) = (limit == person || limit == address ? $"{limit.Name} {who}" : null, default(RateDecision));
            if (offender is not null && offenders.HeldFor(offender) is { Ticks: > 0 } held) decision = new RateDecision(false, 0, held);
            else if (!(decision = gcra.Ask(limit, who)).Allowed && offender is not null && offenders.Refused(offender) is var longer && longer > decision.RetryAfter)
                decision = decision with { RetryAfter = longer };
            Describe(http, limit, decision);
            return decision.Allowed ? next(http) : ProblemResponses.WriteAsync(http, TooMany(limit, decision));
        });
    }

    private static Problem TooMany(RateLimit limit, RateDecision decision) =>
        new(429, "rate_limited", "Too Many Requests",
            $"The limit '{limit.Name}' is {limit.Quota} requests per {limit.Window.TotalSeconds:0} s.") { RetryAfter = decision.RetryAfter };

    private static void Describe(HttpContext http, RateLimit limit, RateDecision decision) => http.Response.OnStarting(() =>
    {
        // A route may have told of limits of its own.
        http.Response.Headers.Append("RateLimit-Policy", string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";q={limit.Quota};w={(int)limit.Window.TotalSeconds}"));
        http.Response.Headers.Append("RateLimit", string.Create(CultureInfo.InvariantCulture,
            $"\"{limit.Name}\";r={decision.Remaining};t={(int)Math.Ceiling(decision.RetryAfter.TotalSeconds)}"));
        return Task.CompletedTask;
    });
}
