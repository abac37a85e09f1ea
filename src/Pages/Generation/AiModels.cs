namespace Steward.Pages.Generation;

/// <summary>A provider as the page builder's API names it, with the models that may be asked for.</summary>
/// <param name="Name">As callers write it.</param>
/// <param name="Provider">As the gateway knows it.</param>
/// <param name="Models">Models that may be named; any where empty.</param>
/// <param name="MaxTokens">Most tokens of an answer.</param>
internal sealed record AiProvider(string Name, string Provider, string[] Models, int MaxTokens);

/// <summary>Which providers and models may be named in a request. Naming one is a wish: who answers in fact stands in the answer.</summary>
internal static class AiModels
{
    public static readonly IReadOnlyList<AiProvider> All =
    [
        new("openai", "openai", ["gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-4.1", "gpt-4o"], 4000),
        new("gemini", "google", ["gemini-2.5-flash", "gemini-2.5-pro", "gemini-2.0-flash"], 8192),
        new("claude", "anthropic", ["claude-sonnet-4.5", "claude-opus-4", "claude-sonnet-4"], 4000),
        new("selfhosted", "selfhosted", [], 8192),
        new("builtin", "builtin", ["rules"], 8192),
    ];

    public static AiProvider? Find(string? name) => All.FirstOrDefault(p => p.Name == name || p.Provider == name);
}
