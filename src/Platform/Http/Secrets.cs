using System.Security.Cryptography;
using System.Text;

namespace Steward.Platform.Http;

/// <summary>Compares what somebody sends with what only he may know.</summary>
public static class Secrets
{
    /// <summary>True when they are the same; how long it takes tells neither how far they agree nor how long either is. A secret that is not there is nobody's.</summary>
    /// <param name="known">What it must be.</param>
    /// <param name="given">What was sent.</param>
    public static bool Same(string? known, string? given) =>
        known is { Length: > 0 } && given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(known)), SHA256.HashData(Encoding.UTF8.GetBytes(given)));
}
