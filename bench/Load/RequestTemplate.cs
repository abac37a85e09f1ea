using System.Buffers.Text;
using System.Text;

namespace Steward.Bench.Load;

/// <summary>
/// Text cut at its placeholders once, so that a request costs a copy and a few formatted values: <c>{n}</c> the request's number,
/// <c>{uuid}</c> a new UUIDv7, <c>{now}</c> the time in ISO 8601 (UTC).
/// </summary>
internal sealed class RequestTemplate
{
    private const int LongestValue = 40;
    private static readonly string[] Names = ["{n}", "{uuid}", "{now}"];

    private readonly List<(byte[] Literal, string? Placeholder)> pieces = [];
    private readonly TimeProvider time;
    private readonly int capacity;

    public RequestTemplate(string text, TimeProvider time)
    {
        this.time = time;
        var rest = text;
        while (rest.Length > 0)
        {
            var (at, name) = Names.Select(name => (At: rest.IndexOf(name, StringComparison.Ordinal), Name: name))
                .Where(found => found.At >= 0)
                .DefaultIfEmpty((rest.Length, null!))
                .Min();
            pieces.Add((Encoding.UTF8.GetBytes(rest[..at]), name));
            rest = rest[(at + (name?.Length ?? 0))..];
        }

        capacity = pieces.Sum(piece => piece.Literal.Length + LongestValue);
    }

    /// <summary>Whether every request gets the same text.</summary>
    public bool IsConstant => pieces.TrueForAll(piece => piece.Placeholder is null);

    public ReadOnlyMemory<byte> Render(long number)
    {
        var buffer = new byte[capacity];
        var length = 0;
        foreach (var (literal, placeholder) in pieces)
        {
            literal.CopyTo(buffer, length);
            length += literal.Length;
            length += placeholder is null ? 0 : Write(placeholder, number, buffer.AsSpan(length));
        }

        return buffer.AsMemory(0, length);
    }

    public string RenderText(long number) => Encoding.UTF8.GetString(Render(number).Span);

    private int Write(string placeholder, long number, Span<byte> target)
    {
        int written;
        _ = placeholder switch
        {
            "{n}" => Utf8Formatter.TryFormat(number, target, out written),
            "{uuid}" => Utf8Formatter.TryFormat(Guid.CreateVersion7(time.GetUtcNow()), target, out written),
            _ => Utf8Formatter.TryFormat(time.GetUtcNow().UtcDateTime, target, out written, 'O'),
        };
        return written;
    }
}
