using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Steward.Jobs;

namespace Steward.Gateway.Providers;

/// <summary>What this process has seen of a model since it started.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Calls">Calls that say something about it: what it refused as a client's wrong request does not.</param>
/// <param name="Failures">Those that failed.</param>
/// <param name="FailuresInARow">Failures since it last answered.</param>
/// <param name="LastError">How it failed last; null where it has not since it last answered.</param>
/// <param name="RestingUntil">Until when it is left alone; null while it is asked.</param>
internal sealed record ModelHealth(string Model, long Calls, long Failures, int FailuresInARow, string? LastError, DateTimeOffset? RestingUntil);

/// <summary>
/// What this process has seen of the models lately. One that failed several times in a row is left alone for a while; then one call is let through to see
/// whether it is back, and no other until that one has ended or as long again has passed. Nothing is asked of providers for it.
/// </summary>
public sealed class ProviderHealth
{
    private const int Troubled = 3, MostModels = 1000;

    // What one call adds to what is known of how long they take, and how long that is worth anything.
    private const double Newest = 0.3;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);
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

    /// <summary>What was seen of a provider's models, by name.</summary>
    internal IReadOnlyList<ModelHealth> Of(string provider) => [.. _models.Where(m => m.Key.Provider == provider).OrderBy(m => m.Key.Model, StringComparer.Ordinal).Select(m =>
    {
        lock (m.Value)
        {
            var left = _failures > 0 && m.Value.Breaks >= _failures ? _rest - _time.GetElapsedTime(m.Value.Since) : TimeSpan.Zero;
            return new ModelHealth(m.Key.Model, m.Value.Calls, m.Value.AllFailures, m.Value.Failures, m.Value.Failures > 0 ? m.Value.ErrorType : null, left > TimeSpan.Zero ? _time.GetUtcNow() + left : null);
        }
    })];

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

    /// <summary>How long the model's calls take, the later ones counting more; null where none was seen for a while.</summary>
    internal TimeSpan? Took(ModelTarget target)
    {
        if (!_models.TryGetValue((target.Name, target.Model), out var record)) return null;
        lock (record) return record.Took > TimeSpan.Zero && _time.GetElapsedTime(record.TookAt) < Remembered ? record.Took : null;
    }

    internal void Answered(ModelTarget target, TimeSpan took)
    {
        // A server that answers to any name could fill the memory with them.
        if (!_models.TryGetValue((target.Name, target.Model), out var record) && _models.Count >= MostModels) return;
        record ??= _models.GetOrAdd((target.Name, target.Model), _ => new Record());
        lock (record)
        {
            record.Calls++;
            (record.Failures, record.Breaks) = (0, 0);
            record.Took = record.Took > TimeSpan.Zero ? record.Took * (1 - Newest) + took * Newest : took;
            record.TookAt = _time.GetTimestamp();
        }
    }

    internal void Failed(ModelTarget target, JobErrorType type)
    {
        var record = _models.GetOrAdd((target.Name, target.Model), _ => new Record());
        lock (record)
        {
            record.Calls++;
            record.AllFailures++;
            record.Failures++;
            // What is refused as wrong is trouble, but no reason to leave the model alone.
            if (type != JobErrorType.Validation) record.Breaks++;
            (record.ErrorType, record.Since) = (type.Name(), _time.GetTimestamp());
        }
    }

    private sealed class Record
    {
        public long Calls { get; set; }
        public long AllFailures { get; set; }

        /// <summary>Since the last answer.</summary>
        public int Failures { get; set; }

        /// <summary>Those of them that another call may meet too.</summary>
        public int Breaks { get; set; }
        public TimeSpan Took { get; set; }
        public long TookAt { get; set; }
        public string ErrorType { get; set; } = "";
        public long Since { get; set; }
    }
}
