using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Steward.Deliveries.Sending;

namespace Steward.Moderation.Platforms;

/// <summary>How a request to a platform ended.</summary>
/// <param name="Reply">The answer; null where none came.</param>
/// <param name="WasSent">Whether the platform may have the request.</param>
/// <param name="Fault">What went wrong, for people; null with an answer.</param>
/// <param name="RetryAfter">When the platform wants to be asked again.</param>
internal sealed record CallEnd(Reply? Reply, bool WasSent, string? Fault = null, TimeSpan? RetryAfter = null);

/// <summary>Sends requests to platforms: guarded addresses, no redirects, a time limit, answers of at most a megabyte. Never throws for what the other side does.</summary>
internal sealed class PlatformCalls(IHttpClientFactory clients, IOptions<ModerationOptions> options, ModerationMetrics metrics, TimeProvider time)
{
    public const string Client = "moderation";
    private const int MostBytes = 1024 * 1024;

    public async Task<CallEnd> SendAsync(string platform, HttpRequestMessage request, CancellationToken ct)
    {
        using var sent = request;
        var end = await TryAsync(request, ct);
        metrics.Called(platform, end.Reply is { Status: < 500 and not 429 });
        return end;
    }

    /// <summary>The same for addresses that are no platform's.</summary>
    public async Task<CallEnd> SendUncountedAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var sent = request;
        return await TryAsync(request, ct);
    }

    private async Task<CallEnd> TryAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.CallSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            using var response = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new CallEnd(new Reply((int)response.StatusCode, await ReadAsync(response.Content, either.Token)), true, RetryAfter: Wait(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new CallEnd(null, true, "No answer came in time.");
        }
        catch (HttpRequestException error) when (error.GetBaseException() is BlockedAddressException)
        {
            return new CallEnd(null, false, "The address is private or reserved; see Moderation:AllowPrivateAddresses.");
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return new CallEnd(null, false, $"The connection failed ({error.HttpRequestError}).");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new CallEnd(null, true, "The connection broke.");
        }
    }

    // Half an answer says no more than its status does.
    private static async Task<JsonElement?> ReadAsync(HttpContent content, CancellationToken ct)
    {
        try
        {
            await using var stream = await content.ReadAsStreamAsync(ct);
            var buffer = new byte[MostBytes];
            var filled = 0;
            for (int read; filled < buffer.Length && (read = await stream.ReadAsync(buffer.AsMemory(filled), ct)) > 0;) filled += read;
            using var document = JsonDocument.Parse(buffer.AsMemory(0, filled), new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.Clone();
        }
        catch (Exception error) when (error is JsonException or IOException or HttpRequestException)
        {
            return null;
        }
    }

    private TimeSpan? Wait(RetryConditionHeaderValue? header) => header?.Delta ?? header?.Date - time.GetUtcNow();
}
