using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Steward.Audit;

/// <summary>The arithmetic of the chain: length-prefixed fields in UTF-8, times as UTC milliseconds, SHA-256. Never "JSON as it came".</summary>
internal static class AuditChain
{
    /// <summary>What the first entry points back to.</summary>
    public const string Genesis = "genesis";

    public static string Commit(string salt, string details) => HashOf(salt, details);

    public static string Link(AuditEntry entry) => HashOf(
        entry.TenantId.ToString(), entry.Seq.ToString(), new DateTimeOffset(entry.At, TimeSpan.Zero).ToUnixTimeMilliseconds().ToString(),
        entry.Actor, entry.Action, entry.Object, entry.Commitment, entry.PreviousHash);

    private static string HashOf(params ReadOnlySpan<string> fields)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var field in fields)
        {
            var bytes = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
