using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Steward.Jobs;

namespace Steward.Gateway.Providers;

/// <summary>
/// What this process has seen of the models lately. One that failed several times in a row is left alone for a while; then one call is let through to see
/// whether it is back, and no other until that one has ended or as long again has passed. Nothing is asked of providers for it.
/// </summary>
public sealed class ProviderHealth
{
    private const int Troubled = 3;
    private readonly ConcurrentDictionary<(string Provider, string Model), Record> _models = new();
    private readonly int _failures;
    private readonly TimeSpan _rest;
    private readonly TimeProvider _time;

    /// <summary>Nothing seen yet.</summary>
    public ProviderHealth(IOptions<GatewayOptions> options, TimeProvider time) =>
        (_failures, _rest, _time) = (options.Value.BreakerFailures, TimeSpan.FromSeconds(options.Value.BreakerSeconds), time);

    /// <summary>What is wrong, in words: the providers with a model whose last three calls or more failed, and how. Null when nothing is.</summary>
    public string? Trouble()
    {
        var troubled = _models.Where(m => m.Value.Failures >= Troubled).GroupBy(m => m.Key.Provider, m => m.Value)
            .Select(p => p.MaxBy(r => r.Failures) is { } worst ? $"{p.Key} failed {worst.Failures} times in a row ({worst.ErrorType})" : "").Order().ToList();
        return troubled.Count == 0 ? null : string.Join("; ", troubled);
    }

    /// <summary>Zero when the model may be asked now, else how long it is left alone.</summary>
    internal TimeSpan MayAsk(ModelTarget target)
    {
        if (_failures == 0 || !_models.TryGetValue((target.Name, target.Model), out var record)) return TimeSpan.Zero;
        lock (record)
        {
            if (record.Breaks < _failures) return TimeSpan.Zero;
            var left = _rest - _time.GetElapsedTime(record.Since);
            if (left > TimeSpan.Zero) return left;
            // Whoever comes first tries it; the others wait for what he finds.
            record.Since = _time.GetTimestamp();
            return TimeSpan.Zero;
        }
    }

    internal void Answered(ModelTarget target)
    {
        if (!_models.TryGetValue((target.Name, target.Model), out var record)) return;
        lock (record) (record.Failures, record.Breaks) = (0, 0);
    }

    internal void Failed(ModelTarget target, JobErrorType type)
    {
        var record = _models.GetOrAdd((target.Name, target.Model), _ => new Record());
        lock (record)
        {
            record.Failures++;
            // What is refused as wrong is trouble, but no reason to leave the model alone.
            if (type != JobErrorType.Validation) record.Breaks++;
            (record.ErrorType, record.Since) = (type.Name(), _time.GetTimestamp());
        }
    }

    private sealed class Record
    {
        public int Failures { get; set; }

        /// <summary>Those of them that another call may meet too.</summary>
        public int Breaks { get; set; }
        public string ErrorType { get; set; } = "";
        public long Since { get; set; }
    }
}
