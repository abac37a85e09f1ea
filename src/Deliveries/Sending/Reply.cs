using System.Net;
using System.Text;

namespace Steward.Deliveries.Sending;

/// <summary>Reads a partner's answer: what its status means, and a snippet that is safe to keep.</summary>
internal static class Reply
{
    private const int MostBytes = 64 * 1024;
    private const int MostKept = DeliveriesModel.MaxText;

    /// <summary>What a status means. A conflict on a repeated key says that an earlier attempt has arrived; on a new key it is a refusal.</summary>
    public static SendResult Judge(int status, int attempt, string? snippet, TimeSpan? retryAfter) => status switch
    {
        >= 200 and < 300 => new(AttemptOutcome.Delivered, null, status, snippet),
        (int)HttpStatusCode.Conflict when attempt > 1 => new(AttemptOutcome.AlreadyDelivered, null, status, snippet),
        (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.TooManyRequests or >= 500 =>
            new(AttemptOutcome.Failed, $"The partner answered {status}.", status, snippet, retryAfter),
        >= 300 and < 400 => new(AttemptOutcome.Refused, $"The partner answered {status}; redirects are not followed.", status, snippet),
        _ => new(AttemptOutcome.Refused, $"The partner refused the report with {status}.", status, snippet),
    };

    /// <summary>The start of the answer, at most 64 kB read; empty when it breaks off, since the status is known already.</summary>
    public static async Task<string> ReadAsync(HttpContent content, CancellationToken ct)
    {
        var buffer = new byte[MostBytes];
        var filled = 0;
        try
        {
            await using var stream = await content.ReadAsStreamAsync(ct);
            for (int read; filled < buffer.Length && (read = await stream.ReadAsync(buffer.AsMemory(filled), ct)) > 0;) filled += read;
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
        {
            // Half an answer is still worth a snippet.
        }

        return Encoding.UTF8.GetString(buffer, 0, filled);
    }

    /// <summary>At most 1000 characters, without control characters and without anything secret a partner may have sent back.</summary>
    public static string? Snippet(string text, IReadOnlyList<string> secrets)
    {
        foreach (var secret in secrets) text = text.Replace(secret, "***", StringComparison.Ordinal);
        var kept = new StringBuilder(Math.Min(text.Length, MostKept));
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Rune.IsControl(rune) ? new Rune(' ') : rune;
            if (kept.Length + shown.Utf16SequenceLength > MostKept) break;
            kept.Append(shown);
        }

        return kept.Length == 0 ? null : kept.ToString();
    }
}
