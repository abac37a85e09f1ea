using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Steward.Platform.Tenancy;

namespace Steward.Identity.Tokens;

/// <summary>Issues and checks tokens: HS256, issuer and audience <c>steward</c>, one algorithm accepted, no clock tolerance beyond 30 seconds.</summary>
internal sealed class TokenSigner(IOptions<IdentityOptions> options, DataFolder data, TimeProvider time)
{
    private const string Name = "steward";
    private readonly Lazy<SymmetricSecurityKey> _key = new(() => new SymmetricSecurityKey(Secret(options.Value.JwtSecret, data)));

    /// <summary>A token for the caller, and when it ends.</summary>
    public (string Token, DateTime ExpiresAt) Issue(Caller caller)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object>
        {
            ["sub"] = caller.Id, ["userId"] = caller.Id, ["role"] = caller.Role, ["tenant"] = caller.TenantId.ToString(), ["companyId"] = caller.TenantId.ToString(),
        };
        if (caller.Scopes.Count > 0) claims["scope"] = string.Join(' ', caller.Scopes);
        var expires = now.AddHours(options.Value.TokenHours);
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Name, Audience = Name, IssuedAt = now, NotBefore = now, Expires = expires, Claims = claims,
            SigningCredentials = new SigningCredentials(_key.Value, SecurityAlgorithms.HmacSha256),
        });
        return (token, expires);
    }

    /// <summary>The claims of a token that holds, else null.</summary>
    public async Task<ClaimsIdentity?> CheckAsync(string token)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Name, ValidAudience = Name, IssuerSigningKey = _key.Value, ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (from, until, _, _) => from <= now.AddSeconds(30) && until > now.AddSeconds(-30),
        });
        return result.IsValid ? result.ClaimsIdentity : null;
    }

    private static byte[] Secret(string? configured, DataFolder data)
    {
        if (configured is not null) return Convert.FromBase64String(configured);
        var file = Path.Combine(data.Path, "token-secret");
        if (!File.Exists(file)) Make(file);
        return File.ReadAllBytes(file) is { Length: >= 32 } secret ? secret
            : throw new InvalidOperationException($"{file} holds no token secret; remove it to have a new one made.");
    }

    // Written whole beside it and moved: a process killed here, or a second one, never leaves or reads half a secret.
    private static void Make(string file)
    {
        var fresh = file + "." + Guid.NewGuid().ToString("N");
        var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(fresh, mode))
        {
            stream.Write(RandomNumberGenerator.GetBytes(64));
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

/// <summary>Where files live that are not in the database.</summary>
/// <param name="Path">An existing folder.</param>
public sealed record DataFolder(string Path);
