using NSec.Cryptography;

namespace Steward.Moderation.Platforms;

/// <summary>Checks Ed25519 signatures (RFC 8032), which the framework does not.</summary>
internal static class Ed25519
{
    private static readonly SignatureAlgorithm Algorithm = SignatureAlgorithm.Ed25519;

    /// <summary>True when the signature is of these bytes by this key; false for anything else, also for what is no key or signature.</summary>
    /// <param name="publicKey">32 bytes in hex.</param>
    /// <param name="message">The signed bytes.</param>
    /// <param name="signature">64 bytes in hex.</param>
    public static bool Verify(string? publicKey, ReadOnlySpan<byte> message, string? signature) =>
        Hex(publicKey, 32) is { } key && Hex(signature, 64) is { } signed && PublicKey.TryImport(Algorithm, key, KeyBlobFormat.RawPublicKey, out var by) && by is not null
        && Algorithm.Verify(by, message, signed);

    private static byte[]? Hex(string? text, int bytes) =>
        text is null || text.Length != bytes * 2 || text.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF") ? null : Convert.FromHexString(text);
}
