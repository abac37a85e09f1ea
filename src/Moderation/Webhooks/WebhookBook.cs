using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Moderation.Connections;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Webhooks;

/// <summary>What the book of webhooks needs besides the database.</summary>
internal sealed record WebhookParts(WebhookSender Sender, Vault Vault, Trail Trail, TimeProvider Time);

/// <summary>Registers the addresses that are told of a tenant's comments. An address is told only once it has sent a challenge back: nobody is flooded who did not agree.</summary>
internal sealed class WebhookBook(AppDb db, WebhookParts parts)
{
    private const int MostWebhooks = 20;

    public async Task<OutgoingWebhook> FindAsync(Guid id, CancellationToken ct) =>
        await db.Set<OutgoingWebhook>().SingleOrDefaultAsync(w => w.Id == id, ct) ?? throw Problem.NotFound("Webhook", id.ToString()).AsException();

    /// <summary>Adds the address, or replaces the events and the secret of the same address.</summary>
    public async Task<OutgoingWebhook> RegisterAsync(Caller caller, string platform, WebhookRequest wish, CancellationToken ct)
    {
        try
        {
            return await VerifyAsync(await AddAsync(caller, platform, wish, ct), ct);
        }
        catch (Exception error) when (db.Storage.IsUniqueViolation(error))
        {
            throw Problem.Conflict("registered", "The address is being registered already.").AsException();
        }
    }

    /// <summary>Sends a challenge and looks whether it comes back.</summary>
    public async Task<OutgoingWebhook> VerifyAsync(OutgoingWebhook row, CancellationToken ct)
    {
        var challenge = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        var (end, returned) = await parts.Sender.ChallengeAsync(row, challenge, ct);
        var now = parts.Time.GetUtcNow().UtcDateTime;
        if (returned) (row.Status, row.VerifiedAt, row.Trouble, row.Failures) = (WebhookStatus.Active, now, null, 0);
        else (row.Status, row.Trouble) = (WebhookStatus.Pending, end.Fault ?? (end.Reply!.Status is >= 200 and < 300 ? "The challenge did not come back." : $"The address answered {end.Reply.Status}."));
        await db.SaveChangesAsync(ct);
        return row;
    }

    public Task RemoveAsync(OutgoingWebhook row, string by, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        db.Remove(row);
        await db.SaveChangesAsync(ct);
        await parts.Trail.RecordAsync(new AuditEvent(row.TenantId, by, "moderation.webhook.removed", $"webhook:{row.Id}", new { row.Platform, row.Url }), ct);
    }, ct);

    private Task<OutgoingWebhook> AddAsync(Caller caller, string platform, WebhookRequest wish, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var (tenant, now) = (caller.Company(), parts.Time.GetUtcNow().UtcDateTime);
        var known = await db.Set<OutgoingWebhook>().SingleOrDefaultAsync(w => w.TenantId == tenant && w.Platform == platform && w.Url == wish.WebhookUrl, ct);
        if (known is null && await db.Set<OutgoingWebhook>().CountAsync(w => w.TenantId == tenant, ct) >= MostWebhooks)
            throw Problem.Conflict("too_many_webhooks", $"At most {MostWebhooks} webhooks.").AsException();
        var events = string.Join(' ', wish.Events is { Count: > 0 } some ? some.Distinct() : News.All);
        var id = known?.Id ?? Guid.CreateVersion7();
        var bytes = parts.Vault.Seal(id, new Credentials { WebhookSecret = wish.Secret });
        if (known is null)
        {
            db.Add(known = new OutgoingWebhook
            {
                Id = id, TenantId = tenant, Platform = platform, Url = wish.WebhookUrl!, Events = events, Sealed = bytes, Status = WebhookStatus.Pending, CreatedBy = caller.Id, CreatedAt = now,
            });
        }

        (known.Events, known.Sealed, known.Status, known.Trouble, known.Failures) = (events, bytes, WebhookStatus.Pending, null, 0);
        await db.SaveChangesAsync(ct);
        await parts.Trail.RecordAsync(new AuditEvent(tenant, caller.Id, "moderation.webhook.registered", $"webhook:{id}", new { platform, known.Url, events }), ct);
        return known;
    }, ct);
}
