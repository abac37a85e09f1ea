namespace Steward.Safety.Screening.Bulk;

/// <summary>Reads a stream line by line without holding more than one.</summary>
internal sealed class LineReader(Stream input)
{
    /// <summary>The bytes of the longest line.</summary>
    public const int Longest = 8 << 20;

    private const int FirstSize = 1 << 16;

    private byte[] _buffer = new byte[FirstSize];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Whether the line just read was longer than <see cref="Longest"/>; then none of it is there.</summary>
    public bool TooLong { get; private set; }

    /// <summary>The next line without its end, valid until the next call; null at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken ct)
    {
        TooLong = false;
        var looked = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (found >= 0) return Take(looked + found, skip: 1);
            looked = _end - _start;
            // Said in full: a plain null would become an empty line.
            if (_ended) return looked > 0 || TooLong ? Take(looked, skip: 0) : default(ReadOnlyMemory<byte>?);
            if (looked > Longest)
            {
                TooLong = true;
                (_start, _end, looked) = (0, 0, 0);
            }

            await FillAsync(ct);
        }
    }

    private ReadOnlyMemory<byte> Take(int length, int skip)
    {
        var line = _buffer.AsMemory(_start, length);
        _start += length + skip;
        if (TooLong || length > Longest)
        {
            TooLong = true;
            return default(Memory<byte>);
        }

        return line.TrimEnd((byte)'\r');
    }

    private async ValueTask FillAsync(CancellationToken ct)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        var read = await input.ReadAsync(_buffer.AsMemory(_end), ct);
        _end += read;
        _ended = read == 0;
    }
}
