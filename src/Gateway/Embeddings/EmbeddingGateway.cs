using System.Text.Json.Nodes;
using Steward.Gateway.Admission;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;
using Steward.Platform.Errors;
using Steward.Privacy.Detection;

namespace Steward.Gateway.Embeddings;

/// <summary>
/// Vectors of people's texts for products: text gate → stored step → masked texts → reservation → call → settlement. Nobody else is asked where the model fails: vectors of different
/// models cannot be compared. Texts that are nobody's, like the lines of a catalogue, need no gate and may go to <see cref="BuiltinEmbedding"/> directly.
/// </summary>
public sealed class EmbeddingGateway
{
    private readonly EmbeddingCalls _calls;
    private readonly AdmissionParts _parts;
    private readonly IServiceProvider _scope;

    internal EmbeddingGateway(EmbeddingCalls calls, AdmissionParts parts, IServiceProvider scope) => (_calls, _parts, _scope) = (calls, parts, scope);

    /// <summary>The most texts of one call.</summary>
    public const int MostTexts = 2048;

    /// <summary>One vector for each text, in their order.</summary>
    /// <param name="texts">1 to 2,048 texts, none empty. The gate knows each by the call's <see cref="AiCall.ContentId"/>, followed by <c>#1</c>, <c>#2</c> … where there are several.</param>
    /// <param name="call">For whom. Asked is the model that <see cref="AiCall.Models"/> names for <see cref="AiCall.Provider"/>; the built-in one where no provider is named.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="TextHeldException">The text gate holds one of the texts.</exception>
    /// <exception cref="ProblemException">409: the provider is not configured, has no embeddings, or no model is named for it. 402, 413 or 429: a limit does not suffice. 503: no text gate is installed, or the model did not answer a caller who waits.</exception>
    /// <exception cref="Jobs.JobException">The model did not answer a job.</exception>
    public async Task<AiResult<IReadOnlyList<float[]>>> EmbedAsync(IReadOnlyList<string> texts, AiCall call, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfZero(texts.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(texts.Count, MostTexts);
        if (texts.Any(string.IsNullOrEmpty)) throw new ArgumentException("A text is empty.", nameof(texts));
        for (var i = 0; i < texts.Count; i++) await TextGate.PassAsync(_scope, texts.Count == 1 ? call : call with { ContentId = $"{call.ContentId}#{i + 1}" }, texts[i], ct);
        var payer = new Payer(call.TenantId, EmbeddingCalls.Task, "", call.UserId, JobId: call.JobId, Lease: call.Lease);
        if (call.Provider is null or ProviderRoute.Builtin)
        {
            var local = await _calls.BuiltinAsync(texts, BuiltinEmbedding.Dimensions, payer, ct);
            call.Job?.Charge(ProviderRoute.Builtin, BuiltinEmbedding.Model, 0);
            return ResultOf(local);
        }

        var target = TargetOf(call);
        call.Job?.Charge(target.Name, target.Model, 0);
        return await _parts.Steps.FindAsync<StoredVectors>(EmbeddingCalls.Task, call, ct) is { } stored
            ? new AiResult<IReadOnlyList<float[]>>(stored.Value.Read(), stored.Provider, stored.Model, stored.Usage, stored.CostPico, stored.Took) : await AskAsync(target, texts, call, payer, ct);
    }

    private async Task<AiResult<IReadOnlyList<float[]>>> AskAsync(ModelTarget target, IReadOnlyList<string> texts, AiCall call, Payer payer, CancellationToken ct)
    {
        var body = new JsonObject { ["input"] = new JsonArray([.. texts.Select(t => (JsonNode)PiiDetector.Starred(t))]) };
        try
        {
            var made = await _calls.AskAsync([target], (body, payer, Own: true), texts.Count, call.JobId is { } job ? m => StepOf(job, call, m) : null, ct);
            call.Job?.Charge(target.Name, target.Model, made.CostPico);
            return ResultOf(made);
        }
        catch (ProviderException failed)
        {
            throw failed.For(call);
        }
    }

    private ModelTarget TargetOf(AiCall call)
    {
        var provider = _parts.Route.Find(_parts.Prices.ProviderOf(call.Provider!));
        return provider is { HasEmbeddings: true } && call.Models.TryGetValue(provider.Name, out var model) ? new ModelTarget(provider, model)
            : throw Problem.Conflict("no_embeddings", $"The provider '{call.Provider}' is not configured, has no embeddings, or no model is named for it.").AsException();
    }

    private static StoredStep StepOf(Guid job, AiCall call, MadeVectors made) => new()
    {
        JobId = job, Step = call.Step, TenantId = call.TenantId, Task = EmbeddingCalls.Task, Answer = AnswerReader.Write(StoredVectors.Of(made.Vectors)),
        Provider = made.By.Provider, Model = made.By.Model, InputTokens = made.Usage.Input,
    };

    private static AiResult<IReadOnlyList<float[]>> ResultOf(MadeVectors made) => new(made.Vectors, made.By.Provider, made.By.Model, made.Usage, made.CostPico, made.Took);

    /// <summary>Vectors as a job keeps them.</summary>
    internal sealed record StoredVectors(IReadOnlyList<string> Vectors)
    {
        public static StoredVectors Of(IReadOnlyList<float[]> vectors) => new([.. vectors.Select(PackedVector.Of)]);

        public IReadOnlyList<float[]> Read() => [.. Vectors.Select(v => PackedVector.Read(Convert.FromBase64String(v)))];
    }
}
