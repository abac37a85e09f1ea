using Steward.Client.Http;

namespace Steward.Client;

/// <summary>A score that a text gave.</summary>
/// <param name="Taxonomy">Which one, for example <c>confidence</c>.</param>
/// <param name="Score">0 to 1; .5 is neutral.</param>
/// <param name="Confidence">0 to 1: how many quotes stand behind it.</param>
public sealed record Q2QOutcome(string Taxonomy, double Score, double Confidence);

/// <summary>A classified text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Outcomes">Its scores.</param>
/// <param name="Tags">Topics, signals and risk cues.</param>
/// <param name="ModelUsed">Who read it, <c>provider/model</c>.</param>
/// <param name="InferenceTime">In milliseconds.</param>
public sealed record Q2QClassification(string Text, IReadOnlyList<Q2QOutcome> Outcomes, IReadOnlyList<string> Tags, string ModelUsed, double InferenceTime);

/// <summary>What became of one text of many.</summary>
/// <param name="Status"><c>classified</c>, <c>held</c> or <c>failed</c>.</param>
/// <param name="Result">The classification, where there is one.</param>
/// <param name="FlagId">What holds it.</param>
/// <param name="Reason">Why it is held or failed.</param>
public sealed record Q2QBatchItem(string Status, Q2QClassification? Result, string? FlagId, string? Reason);

/// <summary>The four numbers of an evaluation, 0 to 1; null where nothing was judged.</summary>
/// <param name="Accuracy">Over all judgements.</param>
/// <param name="Precision">Mean over the labels.</param>
/// <param name="Recall">Mean over the labels.</param>
/// <param name="F1Score">Mean over the labels.</param>
public sealed record Q2QMetrics(double? Accuracy, double? Precision, double? Recall, double? F1Score);

/// <summary>A completed evaluation.</summary>
/// <param name="EvalId">Its id.</param>
/// <param name="ModelName">Who was evaluated, <c>provider/model</c>.</param>
/// <param name="Metrics">How well it did.</param>
/// <param name="Samples">Texts that were judged.</param>
/// <param name="Timestamp">When it ended.</param>
public sealed record Q2QEvaluation(Guid EvalId, string ModelName, Q2QMetrics Metrics, int Samples, DateTimeOffset Timestamp);

/// <summary>What is set of a registered model.</summary>
/// <param name="Model">The provider's name for it.</param>
/// <param name="Thresholds">The least confidence by label.</param>
/// <param name="EffectiveFrom">Since when it is or was active.</param>
public sealed record Q2QModelConfig(string Model, IReadOnlyDictionary<string, double> Thresholds, DateTimeOffset? EffectiveFrom);

/// <summary>A registered model.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Version">The version of its prompt.</param>
/// <param name="Provider">Whose model it is.</param>
/// <param name="Status"><c>active</c>, <c>inactive</c> or <c>deprecated</c>.</param>
/// <param name="Config">What is set of it.</param>
public sealed record Q2QModel(Guid Id, string Name, string Version, string Provider, string Status, Q2QModelConfig Config);

/// <summary>Texts turned into scores, and how well. Classifying needs the permission <c>impact.classify</c>, reading <c>impact.read</c>.</summary>
public sealed class Q2QClient
{
    private readonly Wire _wire;

    internal Q2QClient(Wire wire) => _wire = wire;

    /// <summary>Classifies one text.</summary>
    /// <param name="text">1 to 10,000 characters.</param>
    /// <param name="companyId">Whose budget pays; the key's own company when null.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">422: the text is held for review. 429: the rate or the budget is used up.</exception>
    public async Task<Q2QClassification> ClassifyTextAsync(string text, string? companyId = null, CancellationToken ct = default) =>
        (await _wire.SendAsync<OneAnswer>(Call.PostOnce("v1/q2q/classify", new { text, companyId }), ct)).Result;

    /// <summary>Classifies up to 50 texts; the answers are in their order.</summary>
    /// <param name="texts">1 to 50 texts.</param>
    /// <param name="companyId">Whose budget pays; the key's own company when null.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">429: the rate or the budget is used up before the first text.</exception>
    public async Task<IReadOnlyList<Q2QBatchItem>> ClassifyBatchAsync(IReadOnlyList<string> texts, string? companyId = null, CancellationToken ct = default) =>
        (await _wire.SendAsync<ManyAnswer>(Call.PostOnce("v1/q2q/classify/batch", new { texts, companyId }), ct)).Results;

    /// <summary>Completed evaluations, newest first; or one of them.</summary>
    /// <param name="evalId">The one; the newest 50 when null.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">404: no such evaluation. 409: it is not completed.</exception>
    public async Task<IReadOnlyList<Q2QEvaluation>> GetEvalResultsAsync(Guid? evalId = null, CancellationToken ct = default) =>
        (await _wire.SendAsync<EvaluationsAnswer>(Call.Get(evalId is { } id ? $"v1/q2q/eval/{id}" : "v1/q2q/eval"), ct)).Evaluations;

    /// <summary>The registered models, oldest first; or one of them.</summary>
    /// <param name="modelId">The one; all when null.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">404: no such model.</exception>
    public async Task<IReadOnlyList<Q2QModel>> GetModelRegistryAsync(Guid? modelId = null, CancellationToken ct = default) =>
        (await _wire.SendAsync<ModelsAnswer>(Call.Get(modelId is { } id ? $"v1/q2q/models/{id}" : "v1/q2q/models"), ct)).Models;

    private sealed record OneAnswer(Q2QClassification Result);

    private sealed record ManyAnswer(IReadOnlyList<Q2QBatchItem> Results);

    private sealed record EvaluationsAnswer(IReadOnlyList<Q2QEvaluation> Evaluations);

    private sealed record ModelsAnswer(IReadOnlyList<Q2QModel> Models);
}
