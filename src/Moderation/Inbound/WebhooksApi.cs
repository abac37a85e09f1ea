using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Steward.Moderation.Connections;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Inbound;

/// <summary>What taking an event in needs.</summary>
internal sealed record WebhookTools(AppDb Db, CommentIntake Intake, CurrentTenant Tenant, Vault Vault, ModerationMetrics Metrics, TimeProvider Time, ILoggerFactory Logs);

/// <summary>Events of platforms. Nobody signs in here: the signature says who sends.</summary>
internal static class WebhooksApi
{
    // Connections to one account, of any tenants: each has its own secret, the one that fits is meant.
    private const int MostCandidates = 20;

    public static void MapPlatformEvents(this IEndpointRouteBuilder routes)
    {
        // One by one: other services have routes of their own under the same path.
        foreach (var platform in PlatformList.All.Where(p => p.SendsEvents))
        {
            var path = "/webhooks/" + platform.Name;
            routes.MapPost(path, (Guid? connection, HttpRequest request, WebhookTools tools, CancellationToken ct) => ReceiveAsync(platform, connection, request, tools, ct))
                .On(Service.Moderation).AllowAnonymous().WithTags("Platform events").WithSummary($"An event of {platform.Title}, signed").WithMetadata(new BodyLimit(256 * 1024));
            if (!platform.Confirms) continue;
            routes.MapGet(path, (Guid? connection, HttpRequest request, WebhookTools tools, CancellationToken ct) => ConfirmAsync(platform, connection, request, tools, ct))
                .On(Service.Moderation).AllowAnonymous().WithTags("Platform events").WithSummary($"{platform.Title} asks whether this address is ours");
        }
    }

    private static async Task<IResult> ReceiveAsync(SocialPlatform of, Guid? connection, HttpRequest request, WebhookTools tools, CancellationToken ct)
    {
        var signed = new SignedBody(await ReadAsync(request, ct), request.Headers);
        var body = Parse(signed.Bytes, tools, of);
        if (await FindAsync(of, connection, body, signed, tools, ct) is not { } found)
            throw Refused(tools, of, "signature", 401, "unauthorized", "The event is not signed as it should be, or it is too old.");
        tools.Tenant.Be(found.TenantId);
        await tools.Intake.TakeAsync(found, of.Read(body), ct);
        var now = tools.Time.GetUtcNow().UtcDateTime;
        await tools.Db.Set<Connection>().Where(c => c.Id == found.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.HeardAt, now), ct);
        return of.AnswerTo(body) is { } answer ? TypedResults.Json(answer) : TypedResults.Ok(new { received = true });
    }

    // Meta asks once, when the address is entered at its end.
    private static async Task<IResult> ConfirmAsync(SocialPlatform of, Guid? connection, HttpRequest request, WebhookTools tools, CancellationToken ct)
    {
        var (token, challenge) = (request.Query["hub.verify_token"].ToString(), request.Query["hub.challenge"].ToString());
        if (connection is null || token.Length == 0 || challenge.Length is 0 or > 200) throw Problem.NotFound("Event source", of.Name).AsException();
        tools.Tenant.BePlatform();
        var row = await tools.Db.Set<Connection>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == connection && c.Platform == of.Name && c.Sealed != null, ct);
        if (row is null || !Secrets.Same(tools.Vault.Open(row.Id, row.Sealed).VerifyToken, token))
            throw Refused(tools, of, "verify_token", 403, "forbidden", "The verify token is not that of the connection.");
        return TypedResults.Text(challenge);
    }

    private static async Task<Connection?> FindAsync(SocialPlatform platform, Guid? id, JsonElement body, SignedBody signed, WebhookTools tools, CancellationToken ct)
    {
        tools.Tenant.BePlatform();
        var account = platform.AccountOf(body);
        if (id is null && account is null) return null;
        var name = platform.Name;
        var candidates = await tools.Db.Set<Connection>().AsNoTracking()
            .Where(c => c.Platform == name && c.Sealed != null && (id == null ? c.Account == account : c.Id == id)).OrderBy(c => c.Id).Take(MostCandidates).ToListAsync(ct);
        return candidates.Find(c => platform.IsSigned(signed, tools.Vault.Open(c.Id, c.Sealed), tools.Time.GetUtcNow()));
    }

    private static JsonElement Parse(byte[] bytes, WebhookTools tools, SocialPlatform platform)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw Refused(tools, platform, "not_json", 400, "malformed_json", "The body is not valid JSON.");
        }
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        return body.ToArray();
    }

    private static ProblemException Refused(WebhookTools tools, SocialPlatform platform, string reason, int status, string code, string detail)
    {
        tools.Metrics.EventRefused(platform.Name, reason);
        ModerationLog.EventRefused(tools.Logs.CreateLogger("Steward.Moderation.Inbound"), platform.Name, reason);
        return new Problem(status, code, "Event refused", detail).AsException();
    }
}
