using System.Text.Json.Serialization;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>A name that a model can be asked by.</summary>
/// <param name="Id">The name.</param>
/// <param name="OwnedBy">Whose model it is; <c>steward</c> for a name that stands for several.</param>
/// <param name="Models">The models behind such a name, in the order they are asked.</param>
/// <param name="InputPrice">US dollars for a million tokens read; null without a price.</param>
/// <param name="OutputPrice">US dollars for a million tokens written; null without a price.</param>
/// <param name="MaxInputTokens">Most tokens it reads, where known.</param>
public sealed record ChatModel(
    string Id, [property: JsonPropertyName("owned_by")] string OwnedBy, IReadOnlyList<string>? Models, [property: JsonPropertyName("input_price")] decimal? InputPrice,
    [property: JsonPropertyName("output_price")] decimal? OutputPrice, [property: JsonPropertyName("max_input_tokens")] long? MaxInputTokens);

/// <summary>What a server process has seen of a model since it started.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Failures">Those that failed.</param>
/// <param name="FailuresInARow">Failures since it last answered.</param>
/// <param name="LastError">How it failed last, where it has not answered since.</param>
/// <param name="RestingUntil">Until when it is left alone; null while it is asked.</param>
public sealed record ModelHealth(string Model, long Calls, long Failures, int FailuresInARow, string? LastError, DateTimeOffset? RestingUntil);

/// <summary>A configured provider.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Model">Its usual model.</param>
/// <param name="Models">The models that were asked.</param>
public sealed record ModelProvider(string Provider, string Model, IReadOnlyList<ModelHealth> Models);

/// <summary>How a provider took one short question.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Model">The model that was asked.</param>
/// <param name="Outcome"><c>reachable</c>, or why not: <c>key_refused</c>, <c>model_unknown</c>, <c>no_price</c>, <c>timeout</c> …</param>
/// <param name="Detail">The same in words.</param>
/// <param name="LatencyMs">Time it took.</param>
/// <param name="Tokens">Tokens of the call.</param>
/// <param name="Cost">US dollars.</param>
public sealed record ProviderTest(string Provider, string Model, string Outcome, string Detail, long LatencyMs, long Tokens, decimal Cost)
{
    /// <summary>It answered.</summary>
    public bool IsReachable => Outcome == "reachable";
}

/// <summary>Models and their providers. Models need the permission <c>gateway.chat</c>, providers <c>gateway.read</c>, testing them <c>gateway.manage</c>.</summary>
public sealed class ModelsClient
{
    private readonly Wire _wire;

    internal ModelsClient(Wire wire) => _wire = wire;

    /// <summary>The names that can be asked: configured ones, each provider's usual model before its others, the built-in answer.</summary>
    public async Task<IReadOnlyList<ChatModel>> ListAsync(CancellationToken ct = default) => (await _wire.SendAsync<ModelsAnswer>(Call.Get("v1/models"), ct)).Data;

    /// <summary>The configured providers.</summary>
    public async Task<IReadOnlyList<ModelProvider>> ProvidersAsync(CancellationToken ct = default) => (await _wire.SendAsync<ProvidersAnswer>(Call.Get("v1/providers"), ct)).Providers;

    /// <summary>Asks providers for a short answer each, which costs a few tokens.</summary>
    /// <param name="provider">The one; all that are configured when null.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">400: it is not configured; 429: the budget does not suffice.</exception>
    public async Task<IReadOnlyList<ProviderTest>> TestAsync(string? provider = null, CancellationToken ct = default) =>
        (await _wire.SendAsync<TestsAnswer>(Call.PostOnce("v1/providers/test", new { provider }), ct)).Tests;

    private sealed record ModelsAnswer(IReadOnlyList<ChatModel> Data);

    private sealed record ProvidersAnswer(IReadOnlyList<ModelProvider> Providers);

    private sealed record TestsAnswer(IReadOnlyList<ProviderTest> Tests);
}
