using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Steward.Identity.Tokens;

namespace Steward.Moderation.Connections;

/// <summary>What lets this program act for an account. Never logged, never answered.</summary>
internal sealed record Credentials
{
    public string? AccessToken { get; init; }
    public string? RefreshToken { get; init; }
    public DateTime? ExpiresAt { get; init; }

    /// <summary>When the access token was got with the refresh token last.</summary>
    public DateTime? RenewedAt { get; init; }

    /// <summary>Signs events, and for webhooks actions too.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>What Meta sends back when a webhook is set up.</summary>
    public string? VerifyToken { get; init; }
    public string? ClientId { get; init; }
    public string? ClientSecret { get; init; }

    /// <summary>Discord's key of the application, in hex.</summary>
    public string? PublicKey { get; init; }

    // A record would print its members.
    public override string ToString() => "(credentials)";
}

/// <summary>
/// Encrypts credentials at rest: AES-256-GCM, a fresh nonce each time, bound to the connection so that a row's bytes are of no use in another row.
/// </summary>
internal sealed class Vault(IOptions<ModerationOptions> options, DataFolder data)
{
    private const byte Format = 1;
    private const int NonceBytes = 12, TagBytes = 16, KeyBytes = 32;
    private readonly Lazy<byte[]> _key = new(() => KeyOf(options.Value.SecretKey, data));

    public byte[] Seal(Guid connection, Credentials credentials)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(credentials);
        var result = new byte[1 + NonceBytes + TagBytes + plain.Length];
        result[0] = Format;
        var nonce = result.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        // One for each use: a cipher must not be used by two threads at once.
        using var cipher = new AesGcm(_key.Value, TagBytes);
        cipher.Encrypt(nonce, plain, result.AsSpan(1 + NonceBytes + TagBytes), result.AsSpan(1 + NonceBytes, TagBytes), connection.ToByteArray());
        CryptographicOperations.ZeroMemory(plain);
        return result;
    }

    /// <summary>The credentials.</summary>
    /// <exception cref="CryptographicException">They were encrypted with another key, or changed.</exception>
    public Credentials Open(Guid connection, byte[]? sealedBytes)
    {
        if (sealedBytes is null) return new Credentials();
        if (sealedBytes.Length < 1 + NonceBytes + TagBytes || sealedBytes[0] != Format) throw new CryptographicException("The credentials cannot be read.");
        var plain = new byte[sealedBytes.Length - 1 - NonceBytes - TagBytes];
        using var cipher = new AesGcm(_key.Value, TagBytes);
        cipher.Decrypt(sealedBytes.AsSpan(1, NonceBytes), sealedBytes.AsSpan(1 + NonceBytes + TagBytes), sealedBytes.AsSpan(1 + NonceBytes, TagBytes), plain, connection.ToByteArray());
        return JsonSerializer.Deserialize<Credentials>(plain)!;
    }

    private static byte[] KeyOf(string? configured, DataFolder data)
    {
        if (configured is not null) return Convert.FromBase64String(configured);
        var file = Path.Combine(data.Path, "moderation-key");
        if (!File.Exists(file)) Make(file);
        return File.ReadAllBytes(file) is { Length: KeyBytes } key ? key : throw new InvalidOperationException($"{file} holds no key; without the right one stored credentials cannot be read.");
    }

    // Written whole beside it and moved: a process killed here, or a second one, never leaves or reads half a key.
    private static void Make(string file)
    {
        var fresh = file + "." + Guid.NewGuid().ToString("N");
        var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(fresh, mode))
        {
            stream.Write(RandomNumberGenerator.GetBytes(KeyBytes));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(fresh, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(fresh);
        }
    }
}
