using Steward.Client.Http;

namespace Steward.Client;

/// <summary>Thresholds to try or to set; what is null is as shipped.</summary>
public sealed record NewThresholds
{
    /// <summary>Flags below it are not reported.</summary>
    public double? Low { get; init; }

    /// <summary>From here on a text is held.</summary>
    public double? Medium { get; init; }

    /// <summary>From here on a finding is looked at even where it holds nothing up.</summary>
    public double? High { get; init; }

    /// <summary>What would wait for a person with less confidence is dismissed at once, unless it might be toxic.</summary>
    public double? AutoDismissBelow { get; init; }

    /// <summary>A language model is asked about texts of which neither the rules nor the tenant's own model are sure; it costs.</summary>
    public bool AskJudge { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>What the trial said would be missed; required of a change after which somebody sees less.</summary>
    public int? Missed { get; init; }

    /// <summary>How many days back to try it on; 90 when null.</summary>
    public int? Days { get; init; }

    /// <summary>Only try.</summary>
    public bool DryRun { get; init; }
}

/// <summary>A version of the thresholds.</summary>
/// <param name="Version">0 for the shipped ones.</param>
/// <param name="Low">Flags below it are not reported.</param>
/// <param name="Medium">From here on a text is held.</param>
/// <param name="High">From here on a finding is looked at even where it holds nothing up.</param>
/// <param name="AutoDismissBelow">What is dismissed at once.</param>
/// <param name="AskJudge">A language model is asked where nobody else is sure.</param>
/// <param name="Reason">Why.</param>
/// <param name="ChangedBy">Who changed them.</param>
/// <param name="ChangedAt">When.</param>
public sealed record ScreeningThresholds(long Version, double Low, double Medium, double High, double? AutoDismissBelow, bool AskJudge, string? Reason, string? ChangedBy, DateTimeOffset? ChangedAt);

/// <summary>What other thresholds would have made of past texts.</summary>
/// <param name="Days">How far back.</param>
/// <param name="Examined">Texts screened again.</param>
/// <param name="Erased">Texts no longer there.</param>
/// <param name="HeldBefore">Held as it is.</param>
/// <param name="HeldAfter">Held then.</param>
/// <param name="QueuedBefore">Waiting for a person as it is.</param>
/// <param name="QueuedAfter">Waiting for a person then.</param>
/// <param name="DismissedUnseen">Dismissed at once then.</param>
/// <param name="Spared">Texts that a reviewer let go and that nobody would have to look at.</param>
/// <param name="Missed">Texts that a reviewer held back and that nobody would look at.</param>
/// <param name="MissRate">The share of the missed.</param>
/// <param name="MissedItems">The first twenty.</param>
public sealed record ThresholdEffect(
    int Days, int Examined, int Erased, int HeldBefore, int HeldAfter, int QueuedBefore, int QueuedAfter, int DismissedUnseen, int Spared, int Missed,
    ReviewEstimate MissRate, IReadOnlyList<string> MissedItems);

/// <summary>A change of thresholds, tried or made.</summary>
/// <param name="DryRun">It was only tried.</param>
/// <param name="Thresholds">The new ones.</param>
/// <param name="Effect">What they would have made of past texts.</param>
public sealed record ThresholdChange(bool DryRun, ScreeningThresholds Thresholds, ThresholdEffect Effect);

/// <summary>Versions of the thresholds, the newest first.</summary>
/// <param name="Versions">They.</param>
public sealed record ThresholdVersions(IReadOnlyList<ScreeningThresholds> Versions);

/// <summary>From where on a finding counts. Reading needs the permission <c>safety.read</c>, changing <c>safety.manage</c>.</summary>
public sealed class ThresholdsClient
{
    private readonly Wire _wire;

    internal ThresholdsClient(Wire wire) => _wire = wire;

    /// <summary>Those that hold.</summary>
    public Task<ScreeningThresholds> GetAsync(CancellationToken ct = default) => _wire.SendAsync<ScreeningThresholds>(Call.Get("v1/safety/thresholds"), ct);

    /// <summary>Those before.</summary>
    public Task<ThresholdVersions> VersionsAsync(CancellationToken ct = default) => _wire.SendAsync<ThresholdVersions>(Call.Get("v1/safety/thresholds/versions"), ct);

    /// <summary>Tries or sets thresholds.</summary>
    /// <exception cref="StewardException">409 <c>not_simulated</c>: somebody would see less, and <c>Missed</c> is not what a trial says.</exception>
    public Task<ThresholdChange> SetAsync(NewThresholds thresholds, CancellationToken ct = default) =>
        _wire.SendAsync<ThresholdChange>(new Call(HttpMethod.Put, "v1/safety/thresholds") { Body = thresholds }, ct);
}
