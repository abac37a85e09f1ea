using Microsoft.Extensions.Options;
using Steward.Gateway.Embeddings;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;
using Steward.Platform.Errors;

namespace Steward.Gateway.Routing;

/// <summary>A name that can be asked for.</summary>
/// <param name="Name">The name.</param>
/// <param name="Owner">Whose model it is; <c>steward</c> for a configured name.</param>
/// <param name="Behind">The models that stand for it, in the order they are set.</param>
/// <param name="InputUsd">US dollars for a million tokens that the first of them reads; null without a price.</param>
/// <param name="OutputUsd">The same for a million that it writes.</param>
/// <param name="MaxInput">Most tokens that it reads, where known.</param>
internal sealed record ListedModel(string Name, string Owner, IReadOnlyList<string> Behind, decimal? InputUsd, decimal? OutputUsd, long? MaxInput);

/// <summary>What may be asked for by name: configured names, <c>provider/model</c>, a model's own name, <c>builtin/chat</c> and <c>builtin/embedding</c>.</summary>
internal sealed class ModelCatalog
{
    public const string Builtin = "builtin/chat", BuiltinVectors = "builtin/embedding", Alias = "steward";

    private readonly ProviderRoute _route;
    private readonly PriceTable _prices;
    private readonly Dictionary<string, ModelChoice> _named;
    private readonly Dictionary<string, string> _ofTasks;

    public ModelCatalog(ProviderRoute route, PriceTable prices, IOptions<GatewayOptions> options)
    {
        (_route, _prices, _ofTasks) = (route, prices, options.Value.TaskModels);
        _named = options.Value.Models.ToDictionary(m => m.Key, m => new ModelChoice(
            [.. m.Value.Select(ModelEntry.Of).Where(e => route.Find(e.Provider) is not null).Select(e => new WeightedModel(new ModelTarget(route.Find(e.Provider)!, e.Model), e.Weight))],
            options.Value.Prefer.GetValueOrDefault(m.Key, ModelChoice.Order)));
    }

    /// <summary>The models that stand for a name; none for the built-in answer.</summary>
    /// <exception cref="ProblemException">404: there is no such model here.</exception>
    public ModelChoice Resolve(string name)
    {
        if (name == Builtin) return ModelChoice.None;
        if (_named.TryGetValue(name, out var choice)) return choice.Models.Count > 0 ? choice : throw Unknown(name);
        // Names of self-hosted models have slashes of their own.
        if (name.Split('/', 2) is [var provider, { Length: > 0 } model] && _route.Find(_prices.ProviderOf(provider)) is { } named) return ModelChoice.Of(new ModelTarget(named, model));
        return _route.Providers.FirstOrDefault(p => p.UsualModel == name) is { } usual ? ModelChoice.Of(new ModelTarget(usual, name))
            : _route.Providers.FirstOrDefault(p => _prices.Names(p.Name, name)) is { } priced ? ModelChoice.Of(new ModelTarget(priced, name))
            : throw Unknown(name);
    }

    /// <summary>The providers of one model that makes vectors; none for the built-in one. Vectors of different models cannot be compared, so a name never stands for several.</summary>
    /// <exception cref="ProblemException">404: there is no such model here. 400: it makes no vectors, or the name stands for different models.</exception>
    public IReadOnlyList<ModelTarget> ResolveVectors(string name)
    {
        if (name == BuiltinVectors || name == $"{ProviderRoute.Builtin}/{BuiltinEmbedding.Model}") return [];
        var targets = name == Builtin ? throw Unknown(name) : Resolve(name).Models.Select(m => m.Target).ToList();
        if (targets.Select(t => t.Model).Distinct().Count() > 1)
            throw Problem.Invalid("/model", "models_differ", $"'{Short(name)}' stands for different models, whose vectors cannot be compared; ask for one of them.").AsException();
        return targets.Find(t => !t.Provider.HasEmbeddings) is not { } without ? targets
            : throw Problem.Invalid("/model", "no_embeddings", $"{without.Name} has no embeddings; ask a model of another provider, or {BuiltinVectors}.").AsException();
    }

    /// <summary>The models that are set for a task; null where it asks those of the route.</summary>
    public ModelChoice? OfTask(string task) => _ofTasks.TryGetValue(task, out var name) && _named[name] is { Models.Count: > 0 } choice ? choice : null;

    /// <summary>Every name, with what is behind it: configured names, each provider's usual model and its others, the built-in ones.</summary>
    public IEnumerable<ListedModel> All() =>
        _named.Where(m => m.Value.Models.Count > 0).Select(m => Listed(m.Key, Alias, [.. m.Value.Models.Select(w => w.Target)]))
            .Concat(_route.Providers.SelectMany(p => _prices.ModelsOf(p.Name).Prepend(p.UsualModel!).Distinct(), (p, m) => Listed($"{p.Name}/{m}", p.Name, [new ModelTarget(p, m)])))
            .Append(new ListedModel(Builtin, ProviderRoute.Builtin, [Builtin], 0, 0, null)).Append(new ListedModel(BuiltinVectors, ProviderRoute.Builtin, [BuiltinVectors], 0, 0, null));

    private ListedModel Listed(string name, string owner, IReadOnlyList<ModelTarget> behind)
    {
        var rates = _prices.Find(behind[0].Name, behind[0].Model)?.Rates;
        return new ListedModel(name, owner, [.. behind.Select(t => $"{t.Name}/{t.Model}")], UsdPerMillion(rates?.Input), UsdPerMillion(rates?.Output), _prices.RowOf(behind[0])?.MaxInput);
    }

    private static decimal? UsdPerMillion(long? pico) => pico is { } rate ? Money.Usd(rate * 1_000_000) : null;

    private ProblemException Unknown(string name) => new Problem(404, "model_not_found", "Model not found", _route.Providers.Count == 0
        ? $"'{Short(name)}' cannot be asked: no provider of models is configured. Set OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY or Gateway:SelfHosted and start again; {Builtin} answers without one."
        : $"There is no model '{Short(name)}' here; GET /v1/models lists those that can be asked.").AsException();

    private static string Short(string name) => name.Length > 100 ? name[..100] : name;
}
