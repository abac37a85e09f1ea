using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Steward.Moderation.Connections;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Webhooks;

/// <summary>An address that is to be told what happens to a platform's comments.</summary>
/// <param name="WebhookUrl">https, without user name or fragment.</param>
/// <param name="Events">comment.moderated, action.executed; both unless given.</param>
/// <param name="Secret">Signs what is sent; at least 16 characters, never shown again.</param>
internal sealed record WebhookRequest(string? WebhookUrl, IReadOnlyList<string>? Events, string? Secret)
{
    // A record would print its members.
    public override string ToString() => $"WebhookRequest of {WebhookUrl}";
}

/// <summary>An address; never its secret. <c>verified</c> once it has sent the challenge back: only then it is told anything.</summary>
internal sealed record WebhookView(
    Guid WebhookId, string Platform, string WebhookUrl, IReadOnlyList<string> Events, string Status, bool Verified, string VerificationUrl, string? Trouble,
    DateTime CreatedAt, DateTime? VerifiedAt, DateTime? ArrivedAt, int Failures)
{
    public static WebhookView Of(OutgoingWebhook w) => new(w.Id, w.Platform, w.Url, w.Events.Split(' '), w.Status, w.Status == WebhookStatus.Active, $"/api/v1/webhooks/verify/{w.Id}", w.Trouble,
        w.CreatedAt, w.VerifiedAt, w.ArrivedAt, w.Failures);
}

/// <summary>The addresses that are told.</summary>
internal sealed record WebhooksResponse(IReadOnlyList<WebhookView> Webhooks);

internal static class OutgoingWebhooksApi
{
    public static void MapOutgoingWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.Moderation("/webhooks", "Webhooks");
        webhooks.MapGet("", ListAsync).Require("moderation.read").WithSummary("The addresses that are told of verdicts and actions");
        webhooks.MapGet("/{id:guid}", GetAsync).Require("moderation.read").WithSummary("One address");
        webhooks.MapPost("/{platform}", RegisterAsync).Require("moderation.connect").WithSummary("Register an address; it is sent a challenge that it must send back").Idempotent();
        webhooks.MapPost("/verify/{id:guid}", VerifyAsync).Require("moderation.connect").WithSummary("Send the challenge again");
        webhooks.MapDelete("/{id:guid}", RemoveAsync).Require("moderation.connect").WithSummary("Tell an address no more");
    }

    private static async Task<Ok<WebhooksResponse>> ListAsync(AppDb db, CancellationToken ct) =>
        TypedResults.Ok(new WebhooksResponse([.. (await db.Set<OutgoingWebhook>().AsNoTracking().OrderBy(w => w.Id).Take(1000).ToListAsync(ct)).Select(WebhookView.Of)]));

    private static async Task<Ok<WebhookView>> GetAsync(Guid id, WebhookBook book, CancellationToken ct) => TypedResults.Ok(WebhookView.Of(await book.FindAsync(id, ct)));

    private static async Task<Created<WebhookView>> RegisterAsync(string platform, WebhookRequest body, WebhookBook book, IOptions<ModerationOptions> options, HttpContext http, CancellationToken ct)
    {
        var of = PlatformList.InPath(platform);
        new Check().Text("/webhook_url", body.WebhookUrl, 500).Text("/secret", body.Secret, 4000)
            .That(body.WebhookUrl is null || ConnectionsApi.IsAddress(body.WebhookUrl, options.Value.AllowPrivateAddresses == true, queryAllowed: true), "/webhook_url", "invalid", "An https address without user name or fragment is required.")
            .That(body.Secret is null or { Length: >= 16 }, "/secret", "too_short", "A secret of at least 16 characters is required.")
            .That(body.Events is null || body.Events.All(e => News.All.Contains(e)), "/events", "unknown", $"Events are {string.Join(", ", News.All)}.").ThrowIfAny();
        var row = await book.RegisterAsync(http.Caller(), of.Name, body, ct);
        return TypedResults.Created($"/api/v1/webhooks/{row.Id}", WebhookView.Of(row));
    }

    private static async Task<Ok<WebhookView>> VerifyAsync(Guid id, WebhookBook book, CancellationToken ct) => TypedResults.Ok(WebhookView.Of(await book.VerifyAsync(await book.FindAsync(id, ct), ct)));

    private static async Task<NoContent> RemoveAsync(Guid id, WebhookBook book, HttpContext http, CancellationToken ct)
    {
        await book.RemoveAsync(await book.FindAsync(id, ct), http.Caller().Id, ct);
        return TypedResults.NoContent();
    }
}
