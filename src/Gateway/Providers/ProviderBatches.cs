using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Steward.Jobs;

namespace Steward.Gateway.Providers;

/// <summary>One request of a batch as it goes to the provider: named by our id, never by a client's text.</summary>
/// <param name="Id">The request.</param>
/// <param name="Body">JSON on the provider's wire, in UTF-8.</param>
internal sealed record BatchLine(Guid Id, byte[] Body);

/// <summary>Where a provider's batch stands.</summary>
/// <param name="Id">The provider's name of it.</param>
/// <param name="Ended">Nothing of it is going to change any more.</param>
/// <param name="Status">In OpenAI's words: completed, failed, expired, cancelled, or how far it is.</param>
/// <param name="Files">Where its results are.</param>
internal sealed record ProviderBatch(string Id, bool Ended, string Status, IReadOnlyList<string> Files)
{
    /// <summary>Why all of it was refused, in the provider's words; null where it was not.</summary>
    public string? Error { get; init; }
}

/// <summary>What became of one request of a batch: an answer, or how it failed.</summary>
/// <param name="Id">The request.</param>
/// <param name="Answer">The answer; null where there is none.</param>
/// <param name="Error">Why not.</param>
/// <param name="Ended"><c>batch_expired</c> or <c>batch_cancelled</c> where the provider did not come to it.</param>
internal sealed record BatchResult(Guid Id, Completion? Answer, ProviderException? Error, string? Ended = null);

/// <summary>A provider's own batches. Repeats nothing: whoever asks knows what may have been sent already.</summary>
internal abstract class ProviderBatches(ModelProvider provider)
{
    private const int MostLineBytes = 16 * 1024 * 1024;

    protected ModelProvider Provider { get; } = provider;

    /// <summary>Hands over the requests before the batch is made; null where making it does that.</summary>
    public abstract Task<string?> UploadAsync(Guid batch, IReadOnlyList<BatchLine> lines, CancellationToken ct);

    /// <summary>Makes the batch.</summary>
    /// <param name="batch">Ours.</param>
    /// <param name="file">What <see cref="UploadAsync"/> answered.</param>
    /// <param name="lines">The requests; asked for only where there is no file.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProviderException">It was refused, or whether it was made is not known: see <see cref="IsSurelyRefused"/>.</exception>
    public abstract Task<ProviderBatch> SubmitAsync(Guid batch, string? file, Func<Task<IReadOnlyList<BatchLine>>> lines, CancellationToken ct);

    /// <summary>Looks for a batch that was made without our having heard its name.</summary>
    /// <param name="batch">Ours.</param>
    /// <param name="since">It is not older.</param>
    /// <param name="isOurs">A request is one of it.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null where it is not there, or cannot be told from others yet.</returns>
    public abstract Task<ProviderBatch?> FindAsync(Guid batch, DateTimeOffset since, Func<Guid, bool> isOurs, CancellationToken ct);

    /// <summary>What was made is always found: where it is not, it may be made.</summary>
    public abstract bool FindsAll { get; }

    public abstract Task<ProviderBatch> GetAsync(string id, CancellationToken ct);

    public abstract Task CancelAsync(string id, CancellationToken ct);

    /// <summary>The results of a batch that has ended, in any order.</summary>
    public abstract IAsyncEnumerable<BatchResult> ResultsAsync(ProviderBatch ended, CancellationToken ct);

    /// <summary>Removes the files of a batch whose results have been read.</summary>
    public abstract Task ForgetAsync(string? file, ProviderBatch ended, CancellationToken ct);

    /// <summary>The provider has said no, so there is no batch; otherwise there may be one that we have not heard of.</summary>
    public static bool IsSurelyRefused(ProviderException error) => error.Status is >= 400 and < 500 and not 408 or 503 or 529;

    protected Task<JsonObject> AskAsync(HttpMethod method, string path, HttpContent? content, CancellationToken ct) => Provider.TalkAsync(method, path, content, ObjectAsync, ct);

    /// <summary>The lines of a file at the provider.</summary>
    protected async IAsyncEnumerable<JsonObject> LinesAsync(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        // Read to its end before the first line is looked at: what follows takes a database's time, and no connection waits that long.
        var file = Path.GetTempFileName();
        try
        {
            await Provider.TalkAsync(HttpMethod.Get, path, null, async (response, reading) =>
            {
                await using var copy = File.Create(file);
                await response.Content.CopyToAsync(copy, reading);
                return true;
            }, ct);
            await foreach (var line in File.ReadLinesAsync(file, ct))
                if (line.Length > 0)
                    yield return Parse(line);
        }
        finally
        {
            File.Delete(file);
        }
    }

    protected static Guid IdOf(JsonObject line) => Guid.TryParseExact(JsonText.Of(line["custom_id"]), "n", out var id) ? id : Guid.Empty;

    /// <summary>A failure that the provider tells of one request, as if it had been asked alone.</summary>
    protected ProviderException FailureOf(int status, JsonNode? error)
    {
        var type = status switch
        {
            401 or 403 => JobErrorType.Auth, 429 => JobErrorType.RateLimit, 408 => JobErrorType.Timeout, 400 or 404 or 413 or 422 => JobErrorType.Validation, >= 500 => JobErrorType.Unavailable, _ => JobErrorType.Provider,
        };
        return new ProviderException(type, $"{Provider.Name} answered HTTP {status} in a batch.") { Status = status, Said = JsonText.Of((error as JsonObject)?["message"]) ?? "" };
    }

    protected BatchResult Answered(Guid id, JsonObject answer)
    {
        try
        {
            return new BatchResult(id, Provider.ReadAnswer(answer), null);
        }
        catch (ProviderException error)
        {
            return new BatchResult(id, null, error);
        }
    }

    protected static string Name(Guid id) => id.ToString("n");

    private static JsonObject Parse(string line)
    {
        if (line.Length > MostLineBytes) throw new ProviderException(JobErrorType.Model, "A line of the results is too long.");
        try
        {
            return JsonNode.Parse(line) as JsonObject ?? throw new JsonException();
        }
        catch (JsonException error)
        {
            throw new ProviderException(JobErrorType.Model, "A line of the results is no JSON.", inner: error);
        }
    }

    private static async Task<JsonObject> ObjectAsync(HttpResponseMessage response, CancellationToken ct) =>
        await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync(ct), cancellationToken: ct) as JsonObject ?? throw new JsonException();
}
