using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Steward.Observability.Logs;

/// <summary>Writes one line per request once it is answered.</summary>
internal sealed class RequestLog(RequestDelegate next, TimeProvider time, ILogger<RequestLog> log)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var scope = new RequestScope(context);
        using var _ = log.BeginScope(scope);
        try
        {
            await next(context);
            Write(context, context.Response.StatusCode, started, null);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            Write(context, ClientClosedRequest, started, null);
            throw;
        }
        catch (Exception failed)
        {
            Write(context, StatusCodes.Status500InternalServerError, started, failed);
            throw;
        }
        finally
        {
            scope.Close();
        }
    }

    internal static LogLevel LevelOf(int status, bool isProbe) => status switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests => LogLevel.Warning,
        // A probe repeats itself every few seconds; a check that changes its mind is logged once, by itself.
        _ when isProbe => LogLevel.Debug,
        >= 500 => LogLevel.Error,
        _ => LogLevel.Information,
    };

    private void Write(HttpContext context, int status, long started, Exception? failed)
    {
        var endpoint = RouteOf(context);
        var level = LevelOf(status, ProbeRoutes.Contains(endpoint));
        if (!log.IsEnabled(level)) return;
        var latency = Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 1);
        log.RequestAnswered(level, MethodOf(context.Request.Method), endpoint, status, latency, failed);
    }

    // The pattern, never the path: paths carry identifiers, and whatever a stranger cares to send.
    private static string RouteOf(HttpContext context)
    {
        var endpoint = context.GetEndpoint() ?? context.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>()?.Endpoint;
        if ((endpoint as RouteEndpoint)?.RoutePattern.RawText is not { } pattern) return "(no route)";
        return pattern.StartsWith('/') ? pattern : "/" + pattern;
    }

    private static string MethodOf(string method) => method switch
    {
        "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS" => method,
        _ => "OTHER",
    };
}
