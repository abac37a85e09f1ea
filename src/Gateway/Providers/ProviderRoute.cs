using Microsoft.Extensions.Options;

namespace Steward.Gateway.Providers;

/// <summary>The providers in the order they are asked; null stands for the built-in engine.</summary>
internal sealed class ProviderRoute
{
    public const string Builtin = "builtin";

    public ProviderRoute(IOptions<GatewayOptions> options, IHttpClientFactory clients, TimeProvider time)
    {
        var settings = options.Value;
        settings.OpenAi.ApiKey ??= Environment.GetEnvironmentVariable("OPENAI_API_KEY");
        var limit = TimeSpan.FromSeconds(settings.CallSeconds);
        var configured = new Dictionary<string, ChatProvider>();
        if (settings.OpenAi.ApiKey is { Length: > 0 }) configured["openai"] = new ChatProvider("openai", clients.CreateClient("gateway"), settings.OpenAi, limit, time);
        if (settings.SelfHosted is { BaseUrl.Length: > 0, Model.Length: > 0 })
            configured["selfhosted"] = new ChatProvider("selfhosted", clients.CreateClient("gateway"), settings.SelfHosted, limit, time);
        Hops = [.. (settings.Route ?? [.. configured.Keys, Builtin]).Select(n => n == Builtin ? null : configured[n])];
    }

    public IReadOnlyList<ChatProvider?> Hops { get; }

    /// <summary>The route with one provider first, where it is on it. Nobody is asked after the built-in engine, which always answers.</summary>
    public IReadOnlyList<ChatProvider?> HopsFor(string? first)
    {
        var wished = first is null ? -1 : Hops.ToList().FindIndex(h => (h?.Name ?? Builtin) == first);
        return wished <= 0 ? Hops : [Hops[wished], .. Hops.Where((_, i) => i != wished)];
    }

    /// <summary>What is wrong with the settings, naming the setting; null when nothing is.</summary>
    public static string? Fault(GatewayOptions options)
    {
        foreach (var name in options.Route ?? [])
        {
            if (name is not ("openai" or "selfhosted" or Builtin)) return $"Gateway:Route names '{name}'; it knows openai, selfhosted and builtin.";
            if (name == "openai" && string.IsNullOrEmpty(options.OpenAi.ApiKey ?? Environment.GetEnvironmentVariable("OPENAI_API_KEY")))
                return "Gateway:Route names openai, but Gateway:OpenAi:ApiKey (or OPENAI_API_KEY) is not set.";
            if (name == "selfhosted" && options.SelfHosted is not { BaseUrl.Length: > 0, Model.Length: > 0 })
                return "Gateway:Route names selfhosted, but Gateway:SelfHosted:BaseUrl or Gateway:SelfHosted:Model is not set.";
        }

        foreach (var (setting, url) in new[] { ("OpenAi", options.OpenAi.BaseUrl), ("SelfHosted", options.SelfHosted.BaseUrl) })
            if (url is not null && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
                return $"Gateway:{setting}:BaseUrl is not an http or https address.";
        return null;
    }
}
