using Microsoft.EntityFrameworkCore;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Moderation.Webhooks;

/// <summary>Something to tell an address.</summary>
/// <param name="WebhookId">The address.</param>
/// <param name="EventId">The same for every address and every attempt.</param>
/// <param name="Type">comment.moderated or action.executed.</param>
/// <param name="At">When it happened.</param>
/// <param name="Platform">On which platform.</param>
/// <param name="Data">The event's members; never a text.</param>
internal sealed record TellWebhook(Guid WebhookId, Guid EventId, string Type, DateTime At, string Platform, IReadOnlyDictionary<string, string?> Data) : IJob
{
    public static string Kind => "moderation.tell-webhook";
}

/// <summary>Tells of verdicts and actions, within the transaction that they belong to: listeners of this program, and the tenant's addresses.</summary>
internal sealed class News(AppDb db, JobQueue jobs, TimeProvider time)
{
    public const string Moderated = "comment.moderated";
    public const string Executed = "action.executed";

    /// <summary>What an address can be told.</summary>
    public static readonly string[] All = [Moderated, Executed];

    public async Task TellAsync(Comment comment, CommentModerated happened, CancellationToken ct)
    {
        await jobs.PublishAsync(comment.TenantId, happened, ct);
        await TellAddressesAsync(comment, Moderated, new Dictionary<string, string?>
        {
            ["id"] = happened.CommentId.ToString(), ["comment_id"] = comment.ExternalId, ["decision"] = happened.Decision, ["severity"] = happened.Severity,
        }, ct);
    }

    public async Task TellAsync(Comment comment, ActionExecuted happened, CancellationToken ct)
    {
        await jobs.PublishAsync(comment.TenantId, happened, ct);
        await TellAddressesAsync(comment, Executed, new Dictionary<string, string?>
        {
            ["id"] = happened.CommentId.ToString(), ["comment_id"] = comment.ExternalId, ["action_id"] = happened.ActionId.ToString(), ["action"] = happened.Action, ["outcome"] = happened.Outcome,
        }, ct);
    }

    private async Task TellAddressesAsync(Comment comment, string type, IReadOnlyDictionary<string, string?> data, CancellationToken ct)
    {
        var told = await db.Set<OutgoingWebhook>().AsNoTracking().Where(w => w.TenantId == comment.TenantId && w.Platform == comment.Platform && w.Status == WebhookStatus.Active)
            .Select(w => new { w.Id, w.Events }).ToListAsync(ct);
        var (id, now) = (Guid.CreateVersion7(), time.GetUtcNow().UtcDateTime);
        foreach (var webhook in told.Where(w => w.Events.Split(' ').Contains(type)))
            await jobs.EnqueueAsync(new TellWebhook(webhook.Id, id, type, now, comment.Platform, data), null, ct);
    }
}
