using System.Net.ServerSentEvents;
using System.Text.Json;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>Questions to models. Needs the permission <c>gateway.chat</c>. Whoever wants more than a question and its answer takes a client of OpenAI's.</summary>
public sealed class ChatClient
{
    private readonly Wire _wire;

    internal ChatClient(Wire wire) => _wire = wire;

    /// <summary>Asks, and waits for the whole answer: a chat completion of OpenAI's format.</summary>
    /// <param name="model">One of the names that <see cref="ModelsClient.ListAsync"/> lists.</param>
    /// <param name="text">The question.</param>
    /// <param name="system">What the model is told beforehand.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">404: no such model; 429: a budget or a limit does not suffice; 503: no model answered.</exception>
    public Task<JsonElement> AskAsync(string model, string text, string? system = null, CancellationToken ct = default) =>
        _wire.SendAsync<JsonElement>(Call.PostOnce("v1/chat/completions", Body(model, text, system, stream: false)), ct);

    /// <summary>Asks, and hands on the answer's text as it comes.</summary>
    /// <param name="model">One of the names that <see cref="ModelsClient.ListAsync"/> lists.</param>
    /// <param name="text">The question.</param>
    /// <param name="heard">Is given each piece.</param>
    /// <param name="system">What the model is told beforehand.</param>
    /// <param name="ct">Cancels; what the provider has counted is paid all the same.</param>
    /// <exception cref="StewardException">As in <see cref="AskAsync"/>; or the answer broke off after some of it was heard.</exception>
    public Task StreamAsync(string model, string text, Action<string> heard, string? system = null, CancellationToken ct = default) =>
        _wire.ReadAsync(Call.Post("v1/chat/completions", Body(model, text, system, stream: true)) with { Accept = "text/event-stream" }, async body =>
        {
            await foreach (var item in SseParser.Create(body).EnumerateAsync(ct))
            {
                if (item.Data == "[DONE]") return;
                var piece = JsonSerializer.Deserialize<Piece>(item.Data, JsonSerializerOptions.Web)!;
                if (piece.Error is { } error) throw new StewardException(502, error.Code ?? "broke_off", "The answer broke off", error.Message ?? "");
                if (piece.Choices is [{ Delta.Content.Length: > 0 } choice, ..]) heard(choice.Delta.Content);
            }

            throw new StewardException(0, StewardException.UnreachableCode, "The answer broke off", "The connection ended before the answer did.");
        }, ct);

    private static object Body(string model, string text, string? system, bool stream) => new
    {
        model, stream,
        messages = system is null ? new[] { new { role = "user", content = text } } : [new { role = "system", content = system }, new { role = "user", content = text }],
    };

    private sealed record Piece(IReadOnlyList<Choice>? Choices, Failure? Error);

    private sealed record Choice(Delta? Delta);

    private sealed record Delta(string? Content);

    private sealed record Failure(string? Code, string? Message);
}
