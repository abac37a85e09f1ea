namespace Steward.Platform.Data;

/// <summary>
/// UUIDs of version 7 (RFC 9562) that this process makes in ascending order, also within one millisecond: the twelve bits after the time count on
/// (method 1 of section 6.2), and run over into the next millisecond.
/// </summary>
public static class OrderedIds
{
    private static long _last;

    /// <summary>The next id.</summary>
    public static Guid Next(TimeProvider time)
    {
        long last, next;
        do
        {
            last = Volatile.Read(ref _last);
            next = Math.Max(last + 1, time.GetUtcNow().ToUnixTimeMilliseconds() << 12);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = next >> 12;
        for (var i = 5; i >= 0; i--, milliseconds >>= 8) bytes[i] = (byte)milliseconds;
        (bytes[6], bytes[7]) = ((byte)(0x70 | ((next >> 8) & 0x0F)), (byte)next);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The lowest id of a moment: ids made at or after it are not below.</summary>
    public static Guid At(DateTimeOffset moment)
    {
        Span<byte> bytes = stackalloc byte[16];
        var milliseconds = Math.Max(0, moment.ToUnixTimeMilliseconds());
        for (var i = 5; i >= 0; i--, milliseconds >>= 8) bytes[i] = (byte)milliseconds;
        bytes[6] = 0x70;
        return new Guid(bytes, bigEndian: true);
    }
}
