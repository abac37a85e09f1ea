using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Steward.Platform.Http;

namespace Steward.Moderation.Inbound;

/// <summary>The raw bytes of an event and the headers that sign them.</summary>
internal sealed class SignedBody(byte[] bytes, IHeaderDictionary headers)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    public byte[] Bytes => bytes;

    public string? Header(string name) => headers.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;

    /// <summary>True when the time, in seconds of the epoch, is within five minutes of now.</summary>
    public bool IsFresh(string? seconds, DateTimeOffset now) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < 253_402_300_799 && (now - DateTimeOffset.FromUnixTimeSeconds(at)).Duration() <= Tolerance;

    /// <summary>True when the hex is the HMAC-SHA256 of the prefix and the body; compared in constant time.</summary>
    public bool IsHmac(string? hex, string? secret, byte[] prefix) =>
        hex is { Length: 64 } && secret is { Length: > 0 } && Secrets.Same(Hmac(secret, [.. prefix, .. bytes]), hex.ToLowerInvariant());

    public static string Hmac(string secret, byte[] body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>A short mark of a text, where a platform names no event.</summary>
    public static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
