namespace Steward.Jobs;

/// <summary>How many of the last hour's checks passed, by the minute.</summary>
internal sealed class PassRate(TimeProvider time)
{
    private const int Minutes = 60;
    private readonly Lock _lock = new();
    private readonly (long Minute, long All, long Passed)[] _slots = new (long, long, long)[Minutes];

    public void Add(int all, int passed)
    {
        if (all == 0) return;
        var minute = Minute();
        lock (_lock)
        {
            ref var slot = ref _slots[minute % Minutes];
            if (slot.Minute != minute) slot = (minute, 0, 0);
            slot = (minute, slot.All + all, slot.Passed + passed);
        }
    }

    public (long All, long Passed) Read()
    {
        var oldest = Minute() - Minutes + 1;
        lock (_lock)
        {
            var recent = _slots.Where(s => s.Minute >= oldest).ToList();
            return (recent.Sum(s => s.All), recent.Sum(s => s.Passed));
        }
    }

    private long Minute() => time.GetUtcNow().ToUnixTimeSeconds() / 60;
}
