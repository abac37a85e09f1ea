namespace Flows;

/// <summary>The system's clock, moved.</summary>
internal sealed class MovableTime : TimeProvider
{
    private long _ticks;

    public void MoveTo(DateTimeOffset instant) => Interlocked.Exchange(ref _ticks, (instant - System.GetUtcNow()).Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
}
