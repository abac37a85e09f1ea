using System.Text;
using System.Text.Unicode;

namespace Steward.Server.Demo.Input;

/// <summary>A line of a file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Without its line break; null when it cannot be read.</param>
/// <param name="Wrong">Why it cannot be read.</param>
internal readonly record struct RawLine(int Number, string? Text, string? Wrong);

/// <summary>Reads a file line by line. A line that is too long or not UTF-8 is said to be so, and the next one is read.</summary>
internal static class RawLines
{
    private const int MaxBytes = 1024 * 1024;
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static IEnumerable<RawLine> Read(Stream file)
    {
        using var bytes = new BufferedStream(file, 64 * 1024);
        var line = new byte[4096];
        for (var number = 1; ; number++)
        {
            var length = 0;
            int next;
            while ((next = bytes.ReadByte()) is not (-1 or '\n'))
            {
                if (length == line.Length && length < MaxBytes) Array.Resize(ref line, length * 2);
                if (length < line.Length) line[length] = (byte)next;
                length++;
            }

            if (next == -1 && length == 0) yield break;
            yield return Decode(number, line, length);
            if (next == -1) yield break;
        }
    }

    private static RawLine Decode(int number, byte[] line, int length)
    {
        if (length > MaxBytes) return new RawLine(number, null, "line is longer than 1 MB");
        var content = line.AsSpan(0, length);
        if (number == 1 && content.StartsWith(ByteOrderMark)) content = content[ByteOrderMark.Length..];
        if (content is [.., (byte)'\r']) content = content[..^1];
        return Utf8.IsValid(content) ? new RawLine(number, Encoding.UTF8.GetString(content), null) : new RawLine(number, null, "line is not valid UTF-8");
    }
}
