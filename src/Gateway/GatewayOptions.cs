using System.ComponentModel.DataAnnotations;

namespace Steward.Gateway;

/// <summary>Settings under <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Providers in the order they are asked: <c>openai</c>, <c>selfhosted</c>, <c>builtin</c>. Defaults to those configured, then <c>builtin</c>.</summary>
    public string[]? Route { get; set; }

    /// <summary>OpenAI itself. Used when it has a key.</summary>
    public ProviderOptions OpenAi { get; set; } = new() { BaseUrl = "https://api.openai.com", Model = "gpt-4o-mini" };

    /// <summary>Any server that speaks OpenAI's format: Ollama, vLLM, llama.cpp. Used when it has an address.</summary>
    public ProviderOptions SelfHosted { get; set; } = new();

    /// <summary>Monthly budget in US dollars of a tenant that has none of its own. Defaults to 1000.</summary>
    [Range(0, 1_000_000)]
    public decimal DefaultBudgetUsd { get; set; } = 1000m;

    /// <summary>Seconds one call of a provider may take. Defaults to 15.</summary>
    [Range(0.1, 600)]
    public double CallSeconds { get; set; } = 15;

    /// <summary>Q2Q requests a minute of one company, exact over all processes. Defaults to 100.</summary>
    [Range(1, 1_000_000)]
    public int Q2QPerMinute { get; set; } = 100;
}

/// <summary>One provider.</summary>
public sealed class ProviderOptions
{
    /// <summary>Address without <c>/v1</c>.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Key, sent as a bearer token; OpenAI's is also read from the environment variable <c>OPENAI_API_KEY</c>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Model asked for.</summary>
    public string? Model { get; set; }
}
