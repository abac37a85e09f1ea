using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Steward.Observability.Metrics;

internal static class MetricsApi
{
    public const string TextType = "text/plain; version=0.0.4; charset=utf-8";
    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        // Listening starts here and not at the first scrape, or everything before it would be missing.
        _ = routes.ServiceProvider.GetRequiredService<MetricStore>();
        routes.MapMethods(ProbeRoutes.Metrics, [HttpMethods.Get, HttpMethods.Head], Scrape).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task Scrape(HttpContext context, MetricStore store, IOptions<ObservabilityOptions> options)
    {
        if (!options.Value.MayScrape(context))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var openMetrics = WantsOpenMetrics(context.Request.GetTypedHeaders().Accept);
        var page = new ArrayBufferWriter<byte>(64 * 1024);
        await store.WriteAsync(page, openMetrics, context.RequestAborted);
        context.Response.ContentType = openMetrics ? OpenMetricsType : TextType;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = HeaderNames.Accept;
        context.Response.ContentLength = page.WrittenCount;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(page.WrittenMemory, context.RequestAborted);
    }

    /// <summary>OpenMetrics only where it is asked for by name and not less than plain text; a wildcard gets the older format.</summary>
    private static bool WantsOpenMetrics(IList<MediaTypeHeaderValue> accept)
    {
        double Weight(string type) => accept.Where(a => a.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
            .Select(a => a.Quality ?? 1).DefaultIfEmpty(0).Max();
        var openMetrics = Weight("application/openmetrics-text");
        return openMetrics > 0 && openMetrics >= Weight("text/plain");
    }
}
