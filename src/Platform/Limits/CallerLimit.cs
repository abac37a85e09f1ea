using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Platform.Limits;

/// <summary>A limit of one route's own, for each person or key that calls it, besides the limits of all requests.</summary>
public static class CallerLimit
{
    /// <summary>Lets each caller through so often; 429 with <c>Retry-After</c> beyond it. Routes with the same limit share it.</summary>
    public static T LimitPerCaller<T>(this T routes, string name, int perMinute) where T : IEndpointConventionBuilder
    {
        var limit = new RateLimit(name, perMinute, TimeSpan.FromMinutes(1), perMinute);
        return routes.AddEndpointFilter(async (context, next) =>
        {
            var caller = context.HttpContext.Caller();
            var decision = context.HttpContext.RequestServices.GetRequiredService<Gcra>().Ask(limit, $"{caller.TenantId}/{caller.Id}");
            if (decision.Allowed) return await next(context);
            throw new Problem(429, "rate_limited", "Too Many Requests", string.Create(CultureInfo.InvariantCulture, $"The limit '{name}' is {perMinute} requests a minute."))
            {
                RetryAfter = decision.RetryAfter,
            }.AsException();
        });
    }
}
