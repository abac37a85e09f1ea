using Steward.Gateway.Front;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;

namespace Steward.Gateway.Routing;

/// <summary>Models in the order in which they are to be asked.</summary>
/// <param name="Targets">The models.</param>
/// <param name="Usual">The price of the model that would be asked otherwise, where one is chosen for its price: what is saved is measured by it.</param>
internal sealed record ModelOrder(IReadOnlyList<ModelTarget> Targets, Price? Usual = null);

/// <summary>Puts the models behind a name in their order for one request.</summary>
internal sealed class ModelRouter(PriceTable prices, ProviderHealth health)
{
    // A token of any language is hardly longer: a request of so many bytes is longer than a model reads that reads fewer tokens.
    private const int BytesOfLongToken = 6, BytesOfToken = 4, UsualOutput = 500;

    /// <summary>For a client's request.</summary>
    public ModelOrder Order(ModelChoice choice, ChatRequest request) => choice.Models.Count < 2 ? Only(choice) : Order(choice, request.TextBytes, request.MostOutput);

    /// <param name="choice">The models.</param>
    /// <param name="bytes">Of the request's words.</param>
    /// <param name="mostOutput">Most tokens of the answer.</param>
    public ModelOrder Order(ModelChoice choice, long bytes, long mostOutput)
    {
        if (choice.Models.Count < 2) return Only(choice);
        var fitting = choice.Models.Where(m => Fits(m.Target, bytes, mostOutput)).ToList();
        // Where it is too long for all, they may say so themselves.
        var targets = choice.ByTurn().Where(t => fitting.Count == 0 || fitting.Exists(m => m.Target == t));
        if (choice.Prefer == ModelChoice.Order) return new ModelOrder([.. targets]);
        if (choice.Prefer == ModelChoice.Fastest) return new ModelOrder([.. targets.OrderBy(t => health.Took(t) ?? TimeSpan.Zero)]);
        var usage = new TokenUsage(bytes / BytesOfToken, 0, Math.Min(mostOutput, UsualOutput));
        return new ModelOrder([.. targets.OrderBy(t => prices.Find(t.Name, t.Model)?.CostOf(usage) ?? long.MaxValue)], prices.Find(choice.Models[0].Target.Name, choice.Models[0].Target.Model));
    }

    private static ModelOrder Only(ModelChoice choice) => new([.. choice.Models.Select(m => m.Target)]);

    private bool Fits(ModelTarget target, long bytes, long mostOutput) => prices.RowOf(target) is not { } row
        || ((row.MaxInput is not { } read || bytes / BytesOfLongToken <= read) && (row.MaxOutput is not { } written || mostOutput <= written));
}
