using System.Collections.Concurrent;

namespace Steward.Platform.Limits;

/// <summary>
/// Who goes on after being refused is refused for longer: after every thirty refusals for 10, 20, 40 … seconds, at most a quarter of an hour. Half an hour without a refusal forgets it all.
/// In memory of this process, by the monotonic clock.
/// </summary>
public sealed class RepeatOffenders(TimeProvider time)
{
    /// <summary>Refusals that cost nothing more.</summary>
    public const int Patience = 30;

    private const int SweepAt = 10_000;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(30);
    private readonly ConcurrentDictionary<string, Offence> _known = new();

    /// <summary>How long the caller is held back; zero where he is not. Asking while held counts as one more refusal.</summary>
    public TimeSpan HeldFor(string who) => _known.TryGetValue(who, out var offence) && offence.Until > Now ? Refused(who) : TimeSpan.Zero;

    /// <summary>Counts a refusal; answers how long the caller is held back from now on, zero where he is not.</summary>
    public TimeSpan Refused(string who)
    {
        if (_known.Count >= SweepAt) Sweep();
        var offence = _known.GetOrAdd(who, _ => new Offence());
        lock (offence)
        {
            var now = Now;
            offence.Count = now - offence.Last > Forgotten ? 1 : offence.Count + 1;
            offence.Last = now;
            if (offence.Count % Patience == 0)
            {
                var hold = First * Math.Pow(2, Math.Min(10, offence.Count / Patience - 1));
                offence.Until = now + (hold < Longest ? hold : Longest);
            }

            return offence.Until > now ? offence.Until - now : TimeSpan.Zero;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    private void Sweep()
    {
        var now = Now;
        foreach (var (who, offence) in _known)
            if (now - offence.Last > Forgotten) _known.TryRemove(who, out _);
    }

    private sealed class Offence
    {
        public int Count { get; set; }
        public TimeSpan Last { get; set; }
        public TimeSpan Until { get; set; }
    }
}
