using System.Numerics;
using System.Security.Cryptography;

namespace Steward.Moderation.Platforms;

/// <summary>
/// Checks Ed25519 signatures (RFC 8032). Checks only: nothing secret goes in, so that time may depend on what is checked. The framework has no such thing.
/// </summary>
internal static class Ed25519
{
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger L = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");
    private static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    private static readonly BigInteger RootOfMinusOne = BigInteger.ModPow(2, (P - 1) / 4, P);
    private static readonly Point Base = PointOf(Mod(4 * Inverse(5)), odd: false)!;

    /// <summary>True when the signature is of these bytes by this key; false for anything else, also for what is no key or signature.</summary>
    /// <param name="publicKey">32 bytes in hex.</param>
    /// <param name="message">The signed bytes.</param>
    /// <param name="signature">64 bytes in hex.</param>
    public static bool Verify(string? publicKey, ReadOnlySpan<byte> message, string? signature)
    {
        if (Hex(publicKey, 32) is not { } key || Hex(signature, 64) is not { } signed) return false;
        var s = Number(signed.AsSpan(32));
        if (s >= L || Decode(key) is not { } a || Decode(signed.AsSpan(0, 32)) is not { } r) return false;
        var k = Number(SHA512.HashData([.. signed.AsSpan(0, 32), .. key, .. message])) % L;
        return Same(Times(Base, s), Add(r, Times(a, k)));
    }

    private static byte[]? Hex(string? text, int bytes)
    {
        if (text is null || text.Length != bytes * 2 || text.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF")) return null;
        return Convert.FromHexString(text);
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true);

    private static BigInteger Mod(BigInteger x) => ((x % P) + P) % P;

    private static BigInteger Inverse(BigInteger x) => BigInteger.ModPow(Mod(x), P - 2, P);

    private static Point? Decode(ReadOnlySpan<byte> bytes)
    {
        byte[] own = [.. bytes];
        var odd = (own[31] & 0x80) != 0;
        own[31] &= 0x7f;
        var y = Number(own);
        return y >= P ? null : PointOf(y, odd);
    }

    private static Point? PointOf(BigInteger y, bool odd)
    {
        var square = Mod((y * y - 1) * Inverse(D * y * y + 1));
        var x = BigInteger.ModPow(square, (P + 3) / 8, P);
        if (Mod(x * x - square) != 0) x = Mod(x * RootOfMinusOne);
        if (Mod(x * x - square) != 0 || (x.IsZero && odd)) return null;
        if (x.IsEven == odd) x = P - x;
        return new Point(x, y, 1, Mod(x * y));
    }

    // Extended coordinates, so that no step divides.
    private static Point Add(Point p, Point q)
    {
        var a = Mod((p.Y - p.X) * (q.Y - q.X));
        var b = Mod((p.Y + p.X) * (q.Y + q.X));
        var c = Mod(2 * p.T * q.T * D);
        var d = Mod(2 * p.Z * q.Z);
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return new Point(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }

    private static Point Times(Point p, BigInteger n)
    {
        var sum = new Point(0, 1, 1, 0);
        for (; n > 0; n >>= 1)
        {
            if (!n.IsEven) sum = Add(sum, p);
            p = Add(p, p);
        }

        return sum;
    }

    private static bool Same(Point p, Point q) => Mod(p.X * q.Z - q.X * p.Z).IsZero && Mod(p.Y * q.Z - q.Y * p.Z).IsZero;

    private sealed record Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T);
}
