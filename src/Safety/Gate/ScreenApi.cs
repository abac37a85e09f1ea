using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Safety.Gate;

/// <summary>A text to screen.</summary>
/// <param name="ContentId">What the text is called by those who send it; up to 200 characters.</param>
/// <param name="ContentType">What it is, for example <c>feedback_text</c>.</param>
/// <param name="Text">1 to 10,000 characters.</param>
/// <param name="Locale">Its language, if known: en, uk, no, da, sv, de, fr, es, pl.</param>
internal sealed record ScreenRequest(string? ContentId, string? ContentType, string? Text, string? Locale);

/// <summary>Up to 100 texts.</summary>
internal sealed record ScreenBatchRequest(ScreenRequest[]? Items);

/// <summary>A verdict on the wire; a safe text without flags has no flag id, reason or confidence.</summary>
internal sealed record ScreenResponse(
    bool Safe, string? FlagId, string? Reason, double? Confidence, bool RequiresReview, IReadOnlyList<FlagResponse> Flags,
    string? ContentId, string Language, string Coverage, IReadOnlyList<string> Degraded, string RulesVersion);

/// <summary>Verdicts in the order of the texts.</summary>
internal sealed record ScreenBatchResponse(IReadOnlyList<ScreenResponse> Results);

internal static class ScreenApi
{
    private const int MaxText = 10_000;
    private const int MaxBatch = 100;

    public static void MapScreening(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/v1/screen", "/screen"])
        {
            var screen = routes.MapGroup(prefix).On(Service.Safety).Require("safety.screen").WithTags("Screening");
            screen.MapPost("/text", ScreenAsync).WithSummary("Screen one text").Idempotent();
            screen.MapPost("/batch", ScreenBatchAsync).WithSummary("Screen up to 100 texts").Idempotent();
        }
    }

    private static async Task<Ok<ScreenResponse>> ScreenAsync(ScreenRequest body, Judge judge, FlagKeeper flags, HttpContext http, CancellationToken ct)
    {
        Validate(new Check(), "", body).ThrowIfAny();
        return TypedResults.Ok(await AnswerAsync(body, judge, flags, http.Caller().Company(), ct));
    }

    private static async Task<Ok<ScreenBatchResponse>> ScreenBatchAsync(ScreenBatchRequest body, Judge judge, FlagKeeper flags, HttpContext http, CancellationToken ct)
    {
        var items = body.Items ?? [];
        var check = new Check().That(items.Length is >= 1 and <= MaxBatch, "/items", "out_of_range", $"1 to {MaxBatch} texts are required.");
        for (var i = 0; i < Math.Min(items.Length, MaxBatch); i++) Validate(check, $"/items/{i}", items[i]);
        check.ThrowIfAny();
        var results = new List<ScreenResponse>(items.Length);
        var company = http.Caller().Company();
        foreach (var item in items) results.Add(await AnswerAsync(item, judge, flags, company, ct));
        return TypedResults.Ok(new ScreenBatchResponse(results));
    }

    private static Check Validate(Check check, string at, ScreenRequest? body) => check
        .Id($"{at}/contentId", body?.ContentId)
        .Text($"{at}/contentType", body?.ContentType, 50)
        .Text($"{at}/text", body?.Text, MaxText)
        .OptionalText($"{at}/locale", body?.Locale, 35);

    private static async Task<ScreenResponse> AnswerAsync(ScreenRequest body, Judge judge, FlagKeeper flags, Guid tenant, CancellationToken ct)
    {
        var text = new ScreenedText(tenant, body.ContentId!, body.ContentType!, body.Text!, body.Locale, null);
        var judged = await judge.OfAsync(text, ct);
        var (flag, verdict) = (await flags.KeepAsync(text, judged, ct), judged.Verdict);
        return new ScreenResponse(
            judged.Safe, flag?.Id, flag is null ? null : judged.Reason, flag is null ? null : Math.Round(judged.Confidence, 3), judged.RequiresReview,
            judged.Flags, body.ContentId, verdict.Language, judged.Coverage, judged.Degraded, judged.RulesVersion);
    }
}
