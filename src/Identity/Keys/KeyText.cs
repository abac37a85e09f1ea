using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Steward.Platform.Http;

namespace Steward.Identity.Keys;

/// <summary>What a key looks like: <c>ck_live_</c> or <c>ck_test_</c> and 32 random bytes. It is shown once; kept are its first 16 characters and its hash.</summary>
internal static class KeyText
{
    private const int PrefixLength = 16;

    public static string New(bool test) => (test ? "ck_test_" : "ck_live_") + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static bool LooksLikeKey(string text) =>
        text.Length is > PrefixLength and <= 100 && (text.StartsWith("ck_live_", StringComparison.Ordinal) || text.StartsWith("ck_test_", StringComparison.Ordinal));

    public static string PrefixOf(string key) => key[..PrefixLength];

    // 256 random bits need no slow hash.
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public static bool Matches(string key, string hash) => Secrets.Same(hash, HashOf(key));
}
