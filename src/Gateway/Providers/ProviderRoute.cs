using Microsoft.Extensions.Options;
using Steward.Gateway.Routing;
using Steward.Platform.Errors;

namespace Steward.Gateway.Providers;

/// <summary>The configured providers, in the order in which tasks ask them; null stands for the built-in engine.</summary>
internal sealed class ProviderRoute
{
    public const string Builtin = "builtin";

    private static readonly (string Name, string Setting, string? Variable)[] Known =
        [("openai", "OpenAi", "OPENAI_API_KEY"), ("anthropic", "Anthropic", "ANTHROPIC_API_KEY"), ("google", "Google", "GEMINI_API_KEY"), ("selfhosted", "SelfHosted", null)];

    private readonly Dictionary<string, ModelProvider> _configured = [];

    public ProviderRoute(IOptions<GatewayOptions> options, IHttpClientFactory clients, TimeProvider time)
    {
        var settings = options.Value;
        var limit = TimeSpan.FromSeconds(settings.CallSeconds);
        foreach (var (name, _, variable) in Known)
        {
            var of = OptionsOf(settings, name);
            if (!IsUsable(of, variable)) continue;
            if (variable is not null) of.ApiKey ??= Environment.GetEnvironmentVariable(variable);
            var http = clients.CreateClient("gateway");
            _configured[name] = name == "anthropic" ? new AnthropicProvider(name, http, of, limit, time) : new OpenAiProvider(name, http, of, limit, time);
        }

        Hops = [.. (settings.Route ?? [.. _configured.Keys, Builtin]).Select(n => n == Builtin ? null : new ModelTarget(_configured[n], _configured[n].UsualModel!))];
    }

    public IReadOnlyList<ModelTarget?> Hops { get; }

    /// <summary>The providers that may be asked by name.</summary>
    public IReadOnlyCollection<ModelProvider> Providers => _configured.Values;

    /// <summary>The provider of a name; null where it is not configured.</summary>
    public ModelProvider? Find(string name) => _configured.GetValueOrDefault(name);

    /// <summary>
    /// The route with the models that the call names, and its provider first or alone, where it is on it. Nobody is asked after the built-in engine,
    /// which always answers.
    /// </summary>
    /// <exception cref="ProblemException">409: nobody else may be asked, and the provider is not on the route.</exception>
    public IReadOnlyList<ModelTarget?> HopsFor(AiCall call)
    {
        var hops = call.Models.Count == 0 ? Hops : [.. Hops.Select(h => h is not null && call.Models.TryGetValue(h.Name, out var model) ? h with { Model = model } : h)];
        var wished = call.Provider is null ? -1 : hops.ToList().FindIndex(h => (h?.Name ?? Builtin) == call.Provider);
        if (!call.NobodyElse) return wished <= 0 ? hops : [hops[wished], .. hops.Where((_, i) => i != wished)];
        return wished >= 0 ? [hops[wished]] : throw Problem.Conflict("no_provider", $"The provider '{call.Provider}' is not on the route (Gateway:Route).").AsException();
    }

    /// <summary>What is wrong with the settings, naming the setting; null when nothing is.</summary>
    public static string? Fault(GatewayOptions options)
    {
        foreach (var name in options.Route ?? [])
        {
            if (name == Builtin) continue;
            if (Known.FirstOrDefault(k => k.Name == name) is not { Name: not null } known)
                return $"Gateway:Route names '{name}'; it knows {string.Join(", ", Known.Select(k => k.Name))} and builtin.";
            if (!IsUsable(OptionsOf(options, name), known.Variable))
                return known.Variable is { } variable ? $"Gateway:Route names {name}, but Gateway:{known.Setting}:ApiKey (or {variable}) is not set."
                    : $"Gateway:Route names {name}, but Gateway:{known.Setting}:BaseUrl or Gateway:{known.Setting}:Model is not set.";
        }

        foreach (var (name, setting, _) in Known)
            if (OptionsOf(options, name).BaseUrl is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
                return $"Gateway:{setting}:BaseUrl is not an http or https address.";
        foreach (var (alias, models) in options.Models)
            if (models.FirstOrDefault(m => ModelEntry.Read(m) is not { } entry || !Known.Any(k => k.Name == entry.Provider)) is { } wrong)
                return $"Gateway:Models:{alias} names '{wrong}'; a model is written like openai/gpt-4o-mini or, with its weight, 3 openai/gpt-4o-mini, and the providers are {string.Join(", ", Known.Select(k => k.Name))}.";
        foreach (var (alias, prefer) in options.Prefer)
            if (!options.Models.ContainsKey(alias) || prefer is not (ModelChoice.Order or ModelChoice.Cheapest or ModelChoice.Fastest))
                return $"Gateway:Prefer:{alias} is '{prefer}'; it is a name of Gateway:Models with order, cheapest or fastest.";
        foreach (var (task, alias) in options.TaskModels)
            if (!options.Models.ContainsKey(alias)) return $"Gateway:TaskModels:{task} is '{alias}', which is no name of Gateway:Models.";
        return null;
    }

    private static ProviderOptions OptionsOf(GatewayOptions options, string name) => name switch
    {
        "openai" => options.OpenAi, "anthropic" => options.Anthropic, "google" => options.Google, _ => options.SelfHosted,
    };

    private static bool IsUsable(ProviderOptions of, string? variable) => variable is null
        ? of is { BaseUrl.Length: > 0, Model.Length: > 0 } : !string.IsNullOrEmpty(of.ApiKey ?? Environment.GetEnvironmentVariable(variable));
}
