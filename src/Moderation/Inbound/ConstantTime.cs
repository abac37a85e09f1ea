using System.Security.Cryptography;
using System.Text;

namespace Steward.Moderation.Inbound;

/// <summary>Compares secrets without telling by its time how far they agree.</summary>
internal static class ConstantTime
{
    public static bool Same(string? known, string? given) =>
        known is { Length: > 0 } && given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(known)), SHA256.HashData(Encoding.UTF8.GetBytes(given)));
}
