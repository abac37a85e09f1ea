using System.Globalization;
using Steward.Gateway.Providers;

namespace Steward.Gateway.Routing;

/// <summary>One of the models behind a name.</summary>
/// <param name="Target">The model.</param>
/// <param name="Weight">How often it is asked first, beside the others; at least 1.</param>
internal sealed record WeightedModel(ModelTarget Target, int Weight);

/// <summary>The models behind a name, and by what the first to be asked is chosen.</summary>
internal sealed class ModelChoice(IReadOnlyList<WeightedModel> models, string prefer)
{
    /// <summary>In the order in which they are set, or by their weights.</summary>
    public const string Order = "order";

    /// <summary>What costs least for a request of this size.</summary>
    public const string Cheapest = "cheapest";

    /// <summary>What has answered fastest of late.</summary>
    public const string Fastest = "fastest";

    public static readonly ModelChoice None = new([], Order);

    private readonly Lock _turns = new();
    private readonly long[] _credits = new long[models.Count];

    public IReadOnlyList<WeightedModel> Models { get; } = models;

    public string Prefer { get; } = prefer;

    public static ModelChoice Of(ModelTarget target) => new([new WeightedModel(target, 1)], Order);

    /// <summary>By turns: of as many calls as the weights sum to, each model is first as often as it weighs, spread evenly. The others follow by weight.</summary>
    public IReadOnlyList<ModelTarget> ByTurn()
    {
        if (Models.All(m => m.Weight == Models[0].Weight) && Models[0].Weight == 1) return [.. Models.Select(m => m.Target)];
        lock (_turns)
        {
            for (var i = 0; i < _credits.Length; i++) _credits[i] += Models[i].Weight;
            var first = Array.IndexOf(_credits, _credits.Max());
            _credits[first] -= Models.Sum(m => (long)m.Weight);
            return [Models[first].Target, .. Models.Where((_, i) => i != first).OrderByDescending(m => m.Weight).Select(m => m.Target)];
        }
    }
}

/// <summary>A model as it is set: <c>openai/gpt-4o-mini</c>, or <c>3 openai/gpt-4o-mini</c> with its weight.</summary>
internal sealed record ModelEntry(string Provider, string Model, int Weight)
{
    private const int MostWeight = 1000;

    public static ModelEntry Of(string text) => Read(text) ?? throw new FormatException(text);

    /// <summary>Null where it is none.</summary>
    public static ModelEntry? Read(string text)
    {
        var weight = 1;
        if (text.Split(' ', 2) is [var first, var rest])
        {
            if (!int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out weight) || weight is < 1 or > MostWeight) return null;
            text = rest;
        }

        return text.Split('/', 2) is [{ Length: > 0 } provider, { Length: > 0 } model] ? new ModelEntry(provider, model, weight) : null;
    }
}
