using Microsoft.Extensions.Options;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;
using Steward.Platform.Errors;

namespace Steward.Gateway.Front;

/// <summary>What a client may ask for by name: configured aliases, <c>provider/model</c>, a model's own name, and <c>builtin/chat</c>.</summary>
internal sealed class ModelCatalog(ProviderRoute route, PriceTable prices, IOptions<GatewayOptions> options)
{
    public const string Builtin = "builtin/chat";

    /// <summary>The models that stand for a name, in the order they are asked; empty for the built-in answer.</summary>
    /// <exception cref="ProblemException">404: there is no such model here.</exception>
    public IReadOnlyList<ModelTarget> Resolve(string name)
    {
        if (name == Builtin) return [];
        if (options.Value.Models.TryGetValue(name, out var models))
        {
            var targets = models.Select(m => m.Split('/', 2)).Where(m => route.Find(m[0]) is not null).Select(m => new ModelTarget(route.Find(m[0])!, m[1])).ToList();
            return targets.Count > 0 ? targets : throw Unknown(name);
        }

        // Names of self-hosted models have slashes of their own.
        if (name.Split('/', 2) is [var provider, { Length: > 0 } model] && route.Find(prices.ProviderOf(provider)) is { } named) return [new ModelTarget(named, model)];
        return route.Providers.FirstOrDefault(p => p.UsualModel == name) is { } usual ? [new ModelTarget(usual, name)]
            : route.Providers.FirstOrDefault(p => prices.Names(p.Name, name)) is { } priced ? [new ModelTarget(priced, name)]
            : throw Unknown(name);
    }

    /// <summary>Every name, with who is behind it.</summary>
    public IEnumerable<(string Name, string Provider)> All() =>
        options.Value.Models.Where(m => m.Value.Any(t => route.Find(t.Split('/')[0]) is not null)).Select(m => (m.Key, "steward"))
            .Concat(route.Providers.SelectMany(p => prices.ModelsOf(p.Name).Prepend(p.UsualModel!).Distinct(), (p, m) => ($"{p.Name}/{m}", p.Name)))
            .Append((Builtin, ProviderRoute.Builtin));

    private ProblemException Unknown(string name) => new Problem(404, "model_not_found", "Model not found", route.Providers.Count == 0
        ? $"'{Short(name)}' cannot be asked: no provider of models is configured. Set OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY or Gateway:SelfHosted and start again; {Builtin} answers without one."
        : $"There is no model '{Short(name)}' here; GET /v1/models lists those that can be asked.").AsException();

    private static string Short(string name) => name.Length > 100 ? name[..100] : name;
}
