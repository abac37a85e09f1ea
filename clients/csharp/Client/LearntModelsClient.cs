using Steward.Client.Http;

namespace Steward.Client;

/// <summary>How well a model does on decisions that it was not trained on.</summary>
/// <param name="Precision">Of the texts that it finds more likely upheld than not, the share that was.</param>
/// <param name="Recall">Of the upheld texts, the share that it finds more likely upheld than not.</param>
/// <param name="Auc">How often it finds an upheld text likelier upheld than one that was let go; .5 is chance.</param>
/// <param name="LogLoss">Mean of −log of the probability that it gave to what was decided.</param>
/// <param name="BaseLogLoss">The same for who only knows the share of upheld texts.</param>
/// <param name="Brier">Mean square of the probability's distance from what was decided.</param>
/// <param name="RulesAuc">As <paramref name="Auc"/>, for the confidence that the rules had.</param>
public sealed record LearntQuality(ReviewEstimate Precision, ReviewEstimate Recall, double Auc, double LogLoss, double BaseLogLoss, double Brier, double RulesAuc);

/// <summary>From where on a model's word counts.</summary>
/// <param name="From">The probability; null for never.</param>
/// <param name="Right">How often it would have been right beyond it.</param>
public sealed record LearntBound(double? From, ReviewEstimate Right);

/// <summary>What a model has said, live or in shadow.</summary>
/// <param name="Asked">Texts that it was asked about.</param>
/// <param name="Holds">Those that it would hold.</param>
/// <param name="Passes">Those that it would let pass.</param>
/// <param name="HeldRight">Of those that it would hold and that were decided, the share that was upheld.</param>
/// <param name="PassedRight">Of those that it would let pass and that were decided, the share that was let go.</param>
public sealed record LearntRecord(long Asked, long Holds, long Passes, ReviewEstimate HeldRight, ReviewEstimate PassedRight);

/// <summary>A model learnt from the tenant's reviewers.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">1 for the first.</param>
/// <param name="State">draft, shadow, live or retired.</param>
/// <param name="TrainedBy">Who asked for it.</param>
/// <param name="TrainedAt">When it was trained.</param>
/// <param name="ChangedBy">Who moved it last.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="Upheld">Upheld texts that it was trained on.</param>
/// <param name="Released">Texts that were let go that it was trained on.</param>
/// <param name="Quality">How well it does.</param>
/// <param name="Holds">From where on it holds a text.</param>
/// <param name="Passes">Up to where it lets one pass.</param>
/// <param name="Record">What it has said.</param>
public sealed record LearntModel(
    Guid Id, int Version, string State, string TrainedBy, DateTimeOffset TrainedAt, string ChangedBy, DateTimeOffset ChangedAt, int Upheld, int Released,
    LearntQuality Quality, LearntBound Holds, LearntBound Passes, LearntRecord Record);

/// <summary>Decisions that a model could be trained on now.</summary>
/// <param name="Upheld">Upheld texts.</param>
/// <param name="Released">Texts that were let go.</param>
/// <param name="Enough">They are enough.</param>
public sealed record LearntFrom(int Upheld, int Released, bool Enough);

/// <summary>A tenant's models, the newest first.</summary>
/// <param name="Models">They.</param>
/// <param name="Judge">What the judge has said.</param>
/// <param name="Decisions">What there is to learn from.</param>
public sealed record LearntModels(IReadOnlyList<LearntModel> Models, LearntRecord Judge, LearntFrom Decisions);

/// <summary>A training that was begun.</summary>
/// <param name="ModelId">What the model will be called.</param>
/// <param name="JobId">The job.</param>
/// <param name="Upheld">Upheld texts to learn from.</param>
/// <param name="Released">Texts that were let go to learn from.</param>
public sealed record TrainingStarted(Guid ModelId, Guid JobId, int Upheld, int Released);

/// <summary>Models learnt from the tenant's reviewers. Reading needs the permission <c>safety.read</c>, all else <c>safety.manage</c>.</summary>
public sealed class LearntModelsClient
{
    private readonly Wire _wire;

    internal LearntModelsClient(Wire wire) => _wire = wire;

    /// <summary>All models.</summary>
    public Task<LearntModels> ListAsync(CancellationToken ct = default) => _wire.SendAsync<LearntModels>(Call.Get("v1/safety/models"), ct);

    /// <summary>One model.</summary>
    /// <exception cref="StewardException">404: no such model, or its training has not ended.</exception>
    public Task<LearntModel> GetAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<LearntModel>(Call.Get(Path(id)), ct);

    /// <summary>Trains one as a job.</summary>
    /// <exception cref="StewardException">409 <c>too_few_decisions</c>.</exception>
    public Task<TrainingStarted> TrainAsync(CancellationToken ct = default) => _wire.SendAsync<TrainingStarted>(Call.PostOnce("v1/safety/models", null), ct);

    /// <summary>Moves a model to shadow, live or retired.</summary>
    /// <exception cref="StewardException">404: no such model; 409 <c>not_in_shadow</c>, <c>not_watched</c>, <c>says_nothing</c>: it may not act.</exception>
    public Task<LearntModel> MoveAsync(Guid id, string state, CancellationToken ct = default) => _wire.SendAsync<LearntModel>(Call.Post($"{Path(id)}/state", new { state }), ct);

    /// <summary>Deletes a model that neither acts nor is watched.</summary>
    /// <exception cref="StewardException">404: no such model; 409 <c>in_use</c>.</exception>
    public Task DeleteAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync(new Call(HttpMethod.Delete, Path(id)), ct);

    private static string Path(Guid id) => $"v1/safety/models/{id}";
}
