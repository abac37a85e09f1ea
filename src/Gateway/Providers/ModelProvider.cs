using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Steward.Jobs;

namespace Steward.Gateway.Providers;

/// <summary>A model of a provider.</summary>
internal sealed record ModelTarget(ModelProvider Provider, string Model)
{
    public string Name => Provider.Name;
}

/// <summary>An answer as a chat completion of OpenAI's format, which is what the gateway speaks inside. Usage is null when the provider did not say.</summary>
internal sealed record Completion(JsonObject Body, TokenUsage? Usage, TimeSpan Took)
{
    public string? Text => Choice?["message"]?["content"] is JsonValue content && content.TryGetValue<string>(out var text) ? text : null;

    public string? FinishReason => (string?)Choice?["finish_reason"];

    /// <summary>Every answer in it came to its end.</summary>
    public bool IsWhole => Body["choices"] is JsonArray { Count: > 0 } choices && choices.All(c => (string?)c?["finish_reason"] is "stop" or "tool_calls" && c["message"]?["refusal"] is null);

    private JsonNode? Choice => Body["choices"] is JsonArray { Count: > 0 } choices ? choices[0] : null;
}

/// <summary>Vectors of texts, in the order of the texts and all of one length. Usage is null when the provider did not say.</summary>
internal sealed record Embedded(IReadOnlyList<float[]> Vectors, TokenUsage? Usage, TimeSpan Took);

/// <summary>A request as it goes to a provider.</summary>
/// <param name="Path">Where to, below the provider's address.</param>
/// <param name="Body">JSON in UTF-8.</param>
internal sealed record WireRequest(string Path, byte[] Body)
{
    /// <summary>Notes that the call waits for a connection (false), and that it is about to be sent after all (true). Where the latter fails nothing is sent.</summary>
    public Func<bool, CancellationToken, Task> Noting { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>A byte of it may have reached the provider.</summary>
    public bool HasLeft { get; set; }
}

/// <summary>A piece of a streamed answer: a chunk of OpenAI's format for the caller, or what has been used so far, or both.</summary>
internal sealed record StreamPart(JsonObject? Chunk, TokenUsage? Usage);

/// <summary>
/// A server that runs models. What goes in and comes out is OpenAI's format; a provider that speaks another translates. Retries nothing: there
/// is one retry loop, and it is not here.
/// </summary>
internal abstract class ModelProvider(string name, HttpClient http, ProviderOptions options, TimeSpan limit, TimeProvider time)
{
    // Letters as they are, not their numbers: fewer bytes, and as many as the tokens are reckoned from.
    private static readonly JsonSerializerOptions AsSent = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int MostAnswerBytes = 16 * 1024 * 1024, MostVectorBytes = 64 * 1024 * 1024, MostErrorBytes = 64 * 1024;

    private static readonly TimeSpan LongTalk = TimeSpan.FromMinutes(3);

    public string Name { get; } = name;

    /// <summary>The model of tasks that name none.</summary>
    public string? UsualModel => options.Model;

    /// <summary>It has models that make vectors of texts.</summary>
    public virtual bool HasEmbeddings => true;

    /// <summary>It reads texts given as tokens by OpenAI's numbers.</summary>
    public virtual bool ReadsTokens => true;

    /// <summary>Its batches; null where it has none.</summary>
    public virtual ProviderBatches? Batches => null;

    /// <summary>Where it is.</summary>
    public Uri Address => new(options.BaseUrl!);

    protected string? Key => options.ApiKey;

    protected TimeProvider Time => time;

    /// <summary>It has batches, and they are not turned off.</summary>
    public bool TakesBatches => Batches is not null && options is BatchingProviderOptions { Batches: true };

    /// <summary>What is sent for a request of OpenAI's format, which it may change.</summary>
    /// <exception cref="ProviderException">The provider's format cannot say it.</exception>
    public WireRequest Prepare(JsonObject request, bool stream)
    {
        try
        {
            return RequestOf(Wire(request, stream));
        }
        catch (Exception error) when (IsNoAnswer(error))
        {
            throw new ProviderException(JobErrorType.Validation, $"The request cannot be put into the format of {Name}.", inner: error) { Status = 400 };
        }
    }

    /// <summary>What is sent for a request of OpenAI's embeddings, which it may change.</summary>
    public WireRequest PrepareEmbeddings(JsonObject request) => RequestOf(WireEmbeddings(request));

    /// <summary>Asks once and waits for the whole answer.</summary>
    /// <exception cref="ProviderException">There is none.</exception>
    public Task<Completion> CompleteAsync(WireRequest request, CancellationToken ct) =>
        AskAsync(request, MostAnswerBytes, (bytes, took) => CompletionOf(JsonNode.Parse(bytes) as JsonObject ?? throw new JsonException(), took), ct);

    /// <summary>Asks once for the vectors of so many texts.</summary>
    /// <exception cref="ProviderException">There are none, or not as many.</exception>
    public Task<Embedded> EmbedAsync(WireRequest request, int texts, CancellationToken ct) => AskAsync(request, MostVectorBytes, (bytes, took) =>
    {
        var (vectors, usage) = VectorAnswer.Read(bytes, texts);
        return new Embedded(vectors, usage, took);
    }, ct);

    /// <summary>Asks once and gives the answer as it comes. Between two pieces passes at most the time of a call.</summary>
    /// <exception cref="ProviderException">There is none, or it broke off.</exception>
    public async IAsyncEnumerable<StreamPart> StreamAsync(WireRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(limit);
        using var response = await GuardAsync(() => SendAsync(request, patience.Token), ct);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
            throw new ProviderException(JobErrorType.Model, $"{Name} answered a stream with {response.Content.Headers.ContentType?.MediaType ?? "no content type"}.");
        await using var body = await GuardAsync(() => response.Content.ReadAsStreamAsync(patience.Token), ct);
        var reader = StreamReader();
        await using var events = SseParser.Create(body).EnumerateAsync(patience.Token).GetAsyncEnumerator(patience.Token);
        while (await GuardAsync(async () => await events.MoveNextAsync(), ct))
        {
            patience.CancelAfter(limit);
            foreach (var part in Guarded(() => reader.Read(events.Current.EventType, events.Current.Data))) yield return part;
            if (reader.Ended) yield break;
        }

        // Some servers close without the last word.
        if (!reader.Finished) throw new ProviderException(JobErrorType.Network, $"The stream of {Name} broke off.");
    }

    /// <summary>An answer of this provider in OpenAI's format.</summary>
    /// <exception cref="ProviderException">It is none.</exception>
    public Completion ReadAnswer(JsonObject answer)
    {
        try
        {
            return CompletionOf(answer, TimeSpan.Zero);
        }
        catch (Exception error) when (IsNoAnswer(error))
        {
            throw Unreadable(error);
        }
    }

    /// <summary>One request about batches: they are large, and nobody waits for them.</summary>
    /// <exception cref="ProviderException">It brought no answer, or none that <paramref name="read"/> can use.</exception>
    public Task<T> TalkAsync<T>(HttpMethod method, string path, HttpContent? content, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken ct) => GuardAsync(async () =>
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(LongTalk);
        using var request = new HttpRequestMessage(method, options.BaseUrl!.TrimEnd('/') + path) { Content = content };
        using var response = await SendAsync(request, patience.Token);
        return await read(response, patience.Token);
    }, ct);

    /// <summary>The request on this provider's wire, made of what is given.</summary>
    protected abstract (string Path, JsonObject Body) Wire(JsonObject body, bool stream);

    /// <summary>A request of embeddings on this provider's wire, made of what is given.</summary>
    protected virtual (string Path, JsonObject Body) WireEmbeddings(JsonObject body) => throw new NotSupportedException($"{Name} has no embeddings.");

    /// <summary>Adds what proves who asks.</summary>
    protected abstract void Sign(HttpRequestHeaders headers);

    /// <summary>The answer in OpenAI's format.</summary>
    protected abstract (JsonObject Body, TokenUsage? Usage) Read(JsonObject answer);

    /// <summary>Reads one stream.</summary>
    protected abstract StreamReading StreamReader();

    /// <summary>A number of tokens; zero where there is none.</summary>
    protected static long Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<long>(out var number) ? Math.Max(0, number) : 0;

    /// <summary>One stream as it is read.</summary>
    protected abstract class StreamReading
    {
        /// <summary>The provider has said that this was all.</summary>
        public bool Ended { get; protected set; }

        /// <summary>The answer is whole: it has said why it ended.</summary>
        public bool Finished { get; protected set; }

        public abstract IReadOnlyList<StreamPart> Read(string type, string data);
    }

    private Completion CompletionOf(JsonObject answer, TimeSpan took)
    {
        var (body, usage) = Read(answer);
        var completion = new Completion(body, usage, took);
        // What cannot be read is found here, where it is the provider's fault, not where the answer is used.
        _ = (completion.Text, completion.FinishReason, completion.IsWhole);
        return completion;
    }

    private static WireRequest RequestOf((string Path, JsonObject Body) wire) => new(wire.Path, JsonSerializer.SerializeToUtf8Bytes(wire.Body, AsSent));

    private async Task<T> AskAsync<T>(WireRequest request, int mostBytes, Func<byte[], TimeSpan, T> read, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(limit);
        var started = Stopwatch.GetTimestamp();
        return await GuardAsync(async () =>
        {
            using var response = await SendAsync(request, patience.Token);
            await response.Content.LoadIntoBufferAsync(mostBytes, patience.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(patience.Token);
            return read(bytes, Stopwatch.GetElapsedTime(started));
        }, ct);
    }

    private async Task<HttpResponseMessage> SendAsync(WireRequest asked, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.BaseUrl!.TrimEnd('/') + asked.Path)
        {
            Content = new LeavingContent(asked) { Headers = { ContentType = new("application/json") } },
        };
        return await SendAsync(request, ct);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        Sign(request.Headers);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await FailureAsync(response, ct);
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> act, CancellationToken caller)
    {
        try
        {
            return await act();
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            throw new ProviderException(JobErrorType.Timeout, $"{Name} did not answer within {limit.TotalSeconds:0.#} s.");
        }
        catch (HttpRequestException error)
        {
            throw new ProviderException(JobErrorType.Network, $"The connection to {Name} failed ({error.HttpRequestError}).", inner: error);
        }
        catch (IOException error)
        {
            throw new ProviderException(JobErrorType.Network, $"The connection to {Name} broke.", inner: error);
        }
        catch (Exception error) when (IsNoAnswer(error))
        {
            throw Unreadable(error);
        }
    }

    private IReadOnlyList<StreamPart> Guarded(Func<IReadOnlyList<StreamPart>> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (IsNoAnswer(error))
        {
            throw Unreadable(error);
        }
    }

    private static bool IsNoAnswer(Exception error) => error is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException;

    private ProviderException Unreadable(Exception error) => new(JobErrorType.Model, $"{Name} answered something that is not what was asked for.", inner: error);

    private async Task<ProviderException> FailureAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        var (code, message) = await SaidAsync(response, ct);
        var type = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => JobErrorType.Auth,
            HttpStatusCode.TooManyRequests => JobErrorType.RateLimit,
            HttpStatusCode.RequestTimeout => JobErrorType.Timeout,
            HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity => JobErrorType.Validation,
            _ => status >= 500 ? JobErrorType.Unavailable : JobErrorType.Provider,
        };
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null);
        return new ProviderException(type, $"{Name} answered HTTP {status}.", wait is { } w && w > TimeSpan.Zero ? w : null)
        {
            Status = status, Said = message, Cause = CauseOf(status, code, message),
        };
    }

    // What the provider says may repeat the caller's text: it goes back to the caller and nowhere else.
    private static async Task<(string Code, string Message)> SaidAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MostErrorBytes, ct);
            var error = (JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(ct)) as JsonObject)?["error"];
            return ((string?)error?["code"] ?? (string?)error?["type"] ?? "", (string?)error?["message"] ?? "");
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or InvalidOperationException or FormatException)
        {
            return ("", "");
        }
    }

    private static ProviderCause CauseOf(int status, string code, string message) => code switch
    {
        "context_length_exceeded" or "string_above_max_length" => ProviderCause.ContextTooLong,
        "content_filter" or "content_policy_violation" => ProviderCause.ContentPolicy,
        _ when status == 400 && (message.Contains("context length", StringComparison.OrdinalIgnoreCase) || message.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase)) => ProviderCause.ContextTooLong,
        _ => ProviderCause.Other,
    };
}
