using System.ComponentModel.DataAnnotations;

namespace Steward.Gateway;

/// <summary>Settings under <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>
    /// Providers in the order they are asked: <c>openai</c>, <c>anthropic</c>, <c>google</c>, <c>selfhosted</c>, <c>builtin</c>. Defaults to those configured, in this order,
    /// then <c>builtin</c>.
    /// </summary>
    public string[]? Route { get; set; }

    /// <summary>OpenAI itself. Used when it has a key.</summary>
    public BatchingProviderOptions OpenAi { get; set; } = new() { BaseUrl = "https://api.openai.com", Model = "gpt-4o-mini" };

    /// <summary>Anthropic. Used when it has a key.</summary>
    public BatchingProviderOptions Anthropic { get; set; } = new() { BaseUrl = "https://api.anthropic.com", Model = "claude-haiku-4-5" };

    /// <summary>Google's Gemini, by its endpoint that speaks OpenAI's format. Used when it has a key.</summary>
    public ProviderOptions Google { get; set; } = new() { BaseUrl = "https://generativelanguage.googleapis.com/v1beta/openai", Model = "gemini-2.5-flash" };

    /// <summary>Any server that speaks OpenAI's format: Ollama, vLLM, llama.cpp. Used when it has an address and a model.</summary>
    public ProviderOptions SelfHosted { get; set; } = new();

    /// <summary>
    /// Names that clients may ask for, each with the models that stand for it, asked in their order: <c>fast</c> → <c>openai/gpt-4o-mini</c>, <c>anthropic/claude-haiku-4-5</c>.
    /// With weights, <c>3 openai/gpt-4o-mini</c>, they are first by turns.
    /// </summary>
    public Dictionary<string, string[]> Models { get; set; } = [];

    /// <summary>By what the first of a name's models is chosen: <c>order</c>, <c>cheapest</c> or <c>fastest</c>. Defaults to order.</summary>
    public Dictionary<string, string> Prefer { get; set; } = [];

    /// <summary>Names of <see cref="Models"/> that tasks ask in place of the route, by task: <c>q2q.classify</c> → <c>fast</c>. The built-in engine stays the last where it is on the route.</summary>
    public Dictionary<string, string> TaskModels { get; set; } = [];

    /// <summary>Monthly budget in US dollars of a tenant that has none of its own. Defaults to 1000.</summary>
    [Range(0, 1_000_000)]
    public decimal DefaultBudgetUsd { get; set; } = 1000m;

    /// <summary>Seconds one call of a provider may take. Defaults to 15.</summary>
    [Range(0.1, 600)]
    public double CallSeconds { get; set; } = 15;

    /// <summary>Seconds a streamed answer may take in all, and the longest that money stays set aside for a call that nobody ends. Defaults to 600.</summary>
    [Range(1, 3600)]
    public double LongestSeconds { get; set; } = 600;

    /// <summary>A model that failed so often in a row is left alone for a while; 0 for never. Defaults to 5.</summary>
    [Range(0, 1000)]
    public int BreakerFailures { get; set; } = 5;

    /// <summary>Seconds for which a model that fails is left alone before one call tries it again. Defaults to 30.</summary>
    [Range(0.1, 3600)]
    public double BreakerSeconds { get; set; } = 30;

    /// <summary>Hours for which the answer to a question is given again to the same question of the same company; 0 for never. Defaults to 24.</summary>
    [Range(0, 24 * 365)]
    public double CacheHours { get; set; } = 24;

    /// <summary>Seconds between two looks at a provider's batch. Defaults to 30.</summary>
    [Range(0.05, 3600)]
    public double BatchPollSeconds { get; set; } = 30;

    /// <summary>
    /// Spans of calls hold what was asked and answered, with personal data masked as far as it is recognised. Prompts then leave for whoever collects spans. Defaults to false.
    /// </summary>
    public bool CaptureContent { get; set; }

    /// <summary>Q2Q requests a minute of one company, exact over all processes. Defaults to 100.</summary>
    [Range(1, 1_000_000)]
    public int Q2QPerMinute { get; set; } = 100;
}

/// <summary>One provider.</summary>
public class ProviderOptions
{
    /// <summary>Address without <c>/v1</c>; Google's up to <c>/openai</c>.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Key. Also read from the environment variables <c>OPENAI_API_KEY</c>, <c>ANTHROPIC_API_KEY</c> and <c>GEMINI_API_KEY</c>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Model of tasks, which name none.</summary>
    public string? Model { get; set; }
}

/// <summary>A provider that has batches of its own.</summary>
public sealed class BatchingProviderOptions : ProviderOptions
{
    /// <summary>New batches are given to the provider's own, at their price. Those that it has are followed in any case. Defaults to true.</summary>
    public bool Batches { get; set; } = true;
}
