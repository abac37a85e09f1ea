using System.Text.Json;

namespace Steward.Client.Http;

/// <summary>Reads <c>application/problem+json</c>; an answer that is something else (a proxy's page) becomes a problem too.</summary>
internal static class ProblemReader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<StewardException> ReadAsync(HttpResponseMessage response, TimeProvider time, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        var body = await BodyAsync(response, ct);
        var title = body?.Title ?? response.ReasonPhrase ?? $"HTTP {status}";
        return new StewardException(status, body?.Code ?? $"http_{status}", title, body?.Detail ?? $"The server answered {status} {title}.")
        {
            Errors = body?.Errors ?? [],
            RequestId = body?.RequestId ?? RequestIdOf(response),
            RetryAfter = RetryWait.AskedFor(response, time),
        };
    }

    public static string? RequestIdOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Request-Id", out var values) ? values.FirstOrDefault() : null;

    private static async Task<ProblemBody?> BodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json")) return null;
        try
        {
            return JsonSerializer.Deserialize<ProblemBody>(await response.Content.ReadAsByteArrayAsync(ct), Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record ProblemBody(string? Code, string? Title, string? Detail, StewardFieldError[]? Errors, string? RequestId);
}
