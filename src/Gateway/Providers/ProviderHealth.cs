using System.Collections.Concurrent;

namespace Steward.Gateway.Providers;

/// <summary>What this process has seen of the providers lately: for the health check, nothing is asked of them for it.</summary>
public sealed class ProviderHealth
{
    private const int Troubled = 3;
    private readonly ConcurrentDictionary<string, (int Failures, string ErrorType)> _providers = new();

    /// <summary>What is wrong, in words: the providers whose last three calls or more failed, and how. Null when nothing is.</summary>
    public string? Trouble()
    {
        var troubled = _providers.Where(p => p.Value.Failures >= Troubled).Select(p => $"{p.Key} failed {p.Value.Failures} times in a row ({p.Value.ErrorType})").Order().ToList();
        return troubled.Count == 0 ? null : string.Join("; ", troubled);
    }

    internal void Answered(string provider) => _providers[provider] = (0, "");

    internal void Failed(string provider, string errorType) => _providers.AddOrUpdate(provider, (1, errorType), (_, known) => (known.Failures + 1, errorType));
}
