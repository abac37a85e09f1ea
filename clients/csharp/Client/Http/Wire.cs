using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Steward.Client.Http;

/// <summary>Sends calls: address, credentials, request id, retries, problems turned into exceptions.</summary>
internal sealed class Wire(HttpClient http, Uri server, string? apiKey, StewardClientOptions options)
{
    private const string RequestId = "X-Request-Id";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly RetryWait _retry = new(options);

    // Relative paths are resolved against the whole address, so that a server behind a path prefix works too.
    private readonly Uri _root = server.AbsoluteUri.EndsWith('/') ? server : new Uri(server.AbsoluteUri + "/");

    /// <summary>Sends the call and reads its answer.</summary>
    /// <exception cref="StewardException">The server refused it, cannot be reached, or answered what is not its contract.</exception>
    public async Task<T> SendAsync<T>(Call call, CancellationToken ct)
    {
        using var response = await AnswerAsync(call, ct);
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(Json, ct) ?? throw NotOurs(call, response, null);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw NotOurs(call, response, error);
        }
    }

    /// <summary>Sends the call and hands out its answer as it is.</summary>
    /// <inheritdoc cref="SendAsync{T}"/>
    public async Task<string> TextAsync(Call call, CancellationToken ct)
    {
        using var response = await AnswerAsync(call, ct);
        return await response.Content.ReadAsStringAsync(ct);
    }

    /// <summary>Sends the call; nothing of the answer is needed.</summary>
    /// <inheritdoc cref="SendAsync{T}"/>
    public async Task SendAsync(Call call, CancellationToken ct)
    {
        using var response = await AnswerAsync(call, ct);
    }

    /// <summary>Sends the call and reads the answer as it comes; the time limit ends with its head.</summary>
    /// <exception cref="StewardException">The server refused it, or the answer broke off.</exception>
    public async Task ReadAsync(Call call, Func<Stream, Task> read, CancellationToken ct)
    {
        using var response = await AnswerAsync(call, ct, HttpCompletionOption.ResponseHeadersRead);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            await read(body);
        }
        catch (Exception error) when (error is HttpIOException or HttpRequestException)
        {
            throw Unreachable($"The answer of {_root.GetLeftPart(UriPartial.Authority)} broke off.", error);
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(Call call, CancellationToken ct, HttpCompletionOption until = HttpCompletionOption.ResponseContentRead)
    {
        var id = Guid.CreateVersion7().ToString();
        for (var attempt = 1; ; attempt++)
        {
            HttpResponseMessage? response = null;
            StewardException failure;
            try
            {
                using var request = Request(call, id);
                response = await http.SendAsync(request, until, ct);
                if (response.IsSuccessStatusCode || (call.AnyStatus && IsJson(response))) return response;
                failure = await ProblemReader.ReadAsync(response, options.Time, ct);
            }
            catch (HttpRequestException error)
            {
                failure = Unreachable(error.Message, error);
            }
            catch (OperationCanceledException error) when (!ct.IsCancellationRequested)
            {
                failure = Unreachable($"{_root.GetLeftPart(UriPartial.Authority)} did not answer in time.", error);
            }

            using (response)
            {
                if (_retry.Before(call, attempt, response) is not { } wait) throw failure;
                await Task.Delay(wait, options.Time, ct);
            }
        }
    }

    private HttpRequestMessage Request(Call call, string id)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(_root, call.Path.TrimStart('/')));
        if (apiKey is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        request.Headers.Add(RequestId, id);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(call.Accept));
        foreach (var (name, value) in call.Headers) request.Headers.Add(name, value);
        if (call.Body is not null) request.Content = JsonContent.Create(call.Body, call.Body.GetType(), options: Json);
        return request;
    }

    private static bool IsJson(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType == "application/json";

    private static StewardException Unreachable(string detail, Exception inner) =>
        new(0, StewardException.UnreachableCode, "Server unreachable", detail, inner);

    private StewardException NotOurs(Call call, HttpResponseMessage response, Exception? inner) =>
        new((int)response.StatusCode, "unexpected_answer", "Unexpected answer", $"{call.Method} {new Uri(_root, call.Path)} was answered with something that is not of this API.", inner)
        {
            RequestId = ProblemReader.RequestIdOf(response),
        };
}
