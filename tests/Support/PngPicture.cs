using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Steward.Tests.Support;

/// <summary>A picture as the browser writes it: PNG of 8 bits, with or without transparency, not interlaced.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Colors">0xRRGGBB, row by row.</param>
public sealed record PngPicture(int Width, int Height, int[] Colors)
{
    /// <summary>How many different colours these rows have.</summary>
    public int DifferentColors(int fromRow, int toRow) => Rows(fromRow, toRow).ToArray().Distinct().Count();

    /// <summary>Share of the pixels of these rows that are not of this colour, 0 to 1.</summary>
    public double ShareOtherThan(int color, int fromRow, int toRow) => Rows(fromRow, toRow).ToArray().Count(c => c != color) / (double)((toRow - fromRow) * Width);

    /// <summary>Decodes a file.</summary>
    /// <exception cref="NotSupportedException">It is a PNG of another kind.</exception>
    public static PngPicture Read(byte[] png)
    {
        var (width, height, bytes) = (0, 0, 0);
        using var packed = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            var body = png.AsSpan(at + 8, length);
            switch (Encoding.ASCII.GetString(png, at + 4, 4))
            {
                case "IHDR":
                    (width, height) = ((int)BinaryPrimitives.ReadUInt32BigEndian(body), (int)BinaryPrimitives.ReadUInt32BigEndian(body[4..]));
                    bytes = (body[8], body[9], body[12]) switch
                    {
                        (8, 2, 0) => 3,
                        (8, 6, 0) => 4,
                        _ => throw new NotSupportedException("Only PNG of 8 bits with three or four channels is read."),
                    };
                    break;
                case "IDAT":
                    packed.Write(body);
                    break;
            }

            at += 12 + length;
        }

        packed.Position = 0;
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        return new PngPicture(width, height, Decode(unpacked, width, height, bytes));
    }

    private Span<int> Rows(int from, int to) => Colors.AsSpan(from * Width, (to - from) * Width);

    private static int[] Decode(Stream data, int width, int height, int bytes)
    {
        var colors = new int[width * height];
        var (row, above) = (new byte[width * bytes], new byte[width * bytes]);
        for (var y = 0; y < height; y++)
        {
            var filter = data.ReadByte();
            data.ReadExactly(row);
            for (var i = 0; i < row.Length; i++)
            {
                var left = i < bytes ? 0 : row[i - bytes];
                row[i] += (byte)(filter switch { 1 => left, 2 => above[i], 3 => (left + above[i]) / 2, 4 => Paeth(left, above[i], i < bytes ? 0 : above[i - bytes]), _ => 0 });
            }

            for (var x = 0; x < width; x++) colors[(y * width) + x] = (row[x * bytes] << 16) | (row[(x * bytes) + 1] << 8) | row[(x * bytes) + 2];
            (row, above) = (above, row);
        }

        return colors;
    }

    // PNG specification, 9.4: the neighbour that is nearest to left + above - corner.
    private static int Paeth(int left, int above, int corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - (2 * corner)));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
