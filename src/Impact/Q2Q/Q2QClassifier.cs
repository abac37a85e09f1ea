using Steward.Gateway;
using Steward.Gateway.Admission;
using Steward.Impact.Models;

namespace Steward.Impact.Q2Q;

/// <summary>Asks for labels as the company's registry of models says: its active models are asked, and their thresholds decide which labels count.</summary>
internal sealed class Q2QClassifier(AiGateway gateway, ActiveModels active)
{
    /// <summary>Labels of one text, their quotes set to their true places.</summary>
    /// <inheritdoc cref="AiGateway.RunAsync{TRequest, TResult}" path="/exception"/>
    public async Task<AiResult<Q2QLabels>> ClassifyAsync(Q2QRequest request, AiCall call, CancellationToken ct)
    {
        var models = await active.OfAsync(call.TenantId, ct);
        var result = await AskAsync(request, call with { Models = models.Models }, ct);
        return result with { Value = LabelThresholds.Apply(result.Value, models.Of(result.Provider, result.Model)) };
    }

    /// <summary>Labels of one text by one model, with thresholds of the caller's: what an evaluation measures.</summary>
    /// <inheritdoc cref="AiGateway.RunAsync{TRequest, TResult}" path="/exception"/>
    public async Task<AiResult<Q2QLabels>> ClassifyAsync(Q2QRequest request, AiCall call, IReadOnlyDictionary<string, double> thresholds, CancellationToken ct)
    {
        var result = await AskAsync(request, call, ct);
        return result with { Value = LabelThresholds.Apply(result.Value, thresholds) };
    }

    private async Task<AiResult<Q2QLabels>> AskAsync(Q2QRequest request, AiCall call, CancellationToken ct)
    {
        var result = await gateway.RunAsync(Q2QTask.Task, request, call, ct);
        return result with { Value = Q2QValidator.Repair(request, result.Value) };
    }
}
