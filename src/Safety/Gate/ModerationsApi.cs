using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Gateway.Front;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;
using Steward.Safety.Policies;

namespace Steward.Safety.Gate;

/// <summary>What OpenAI's moderation takes.</summary>
/// <param name="Input">A text, up to 100 of them, or parts of the type <c>text</c>, which are read as one.</param>
/// <param name="Model">Whatever a client names as moderation: the same rules answer.</param>
internal sealed record ModerationRequest(JsonElement Input, string? Model);

/// <summary>What it answers.</summary>
internal sealed record ModerationResponse(string Id, string Model, IReadOnlyList<ModerationResult> Results);

/// <summary>One text's.</summary>
/// <param name="Flagged">The text would be held, by the company's thresholds and rules.</param>
/// <param name="Categories">Where a score reaches the medium threshold.</param>
/// <param name="CategoryScores">0 to 1.</param>
/// <param name="AppliedInputTypes">What was looked at for each category: nothing for those that no rule looks for, whose score says nothing.</param>
/// <param name="RequiresReview">A person should look at it.</param>
/// <param name="Flags">As <c>/v1/screen/text</c> tells them, profanity, spam and personal data included.</param>
internal sealed record ModerationResult(
    bool Flagged, IReadOnlyDictionary<string, bool> Categories,
    [property: JsonPropertyName("category_scores")] IReadOnlyDictionary<string, double> CategoryScores,
    [property: JsonPropertyName("category_applied_input_types")] IReadOnlyDictionary<string, string[]> AppliedInputTypes,
    [property: JsonPropertyName("requires_review")] bool RequiresReview, IReadOnlyList<FlagResponse> Flags);

/// <summary>Screening in OpenAI's form. Nothing is kept: who wants a text reviewed sends it to <c>/v1/screen/text</c>.</summary>
internal static class ModerationsApi
{
    public const string Model = "builtin/moderation";

    private const int MostTexts = 100, MostText = 32_000;

    // Clients expect every one of them.
    private static readonly string[] Names =
    [
        "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/instructions", "self-harm/intent",
        "sexual", "sexual/minors", "violence", "violence/graphic",
    ];

    private static readonly string[] Looked = ["text"], NotLooked = [];

    public static void MapModerations(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/moderations", ModerateAsync).On(Service.Platform).Require("gateway.chat").WithTags("Models").WithMetadata(ChatErrors.Shape)
            .WithSummary("Screen texts; the format is OpenAI's");

    private static async Task<Ok<ModerationResponse>> ModerateAsync(ModerationRequest body, Judge judge, TenantPolicies policies, HttpContext http, CancellationToken ct)
    {
        var texts = TextsOf(body.Input);
        var check = new Check().That(texts is { Count: >= 1 and <= MostTexts }, "/input", "required", $"A text, 1 to {MostTexts} texts, or parts of the type text are required: pictures are not looked at.")
            .That(body.Model is null or Model || body.Model.Contains("moderation", StringComparison.Ordinal), "/model", "unknown_model", $"The only model is {Model}; OpenAI's names of moderation models stand for it.");
        for (var i = 0; i < Math.Min(texts?.Count ?? 0, MostTexts); i++)
            check.That(texts![i].Length <= MostText, body.Input.ValueKind == JsonValueKind.Array ? $"/input/{i}" : "/input", "too_long", $"At most {MostText} characters are allowed.");
        check.ThrowIfAny();
        var tenant = http.Caller().Company();
        var policy = await policies.OfAsync(tenant, ct);
        return TypedResults.Ok(new ModerationResponse($"modr-{Guid.CreateVersion7():n}", Model,
            [.. texts!.Select(t => ResultOf(judge.Of(new ScreenedText(tenant, "", "moderation", t, null, null), policy)))]));
    }

    private static ModerationResult ResultOf(Judgement judged)
    {
        var (scores, medium) = (judged.Verdict.Categories, judged.Policy.Thresholds.Medium);
        return new ModerationResult(
            !judged.Safe, Names.ToDictionary(n => n, n => scores.GetValueOrDefault(n) >= medium), Names.ToDictionary(n => n, n => Math.Round(scores.GetValueOrDefault(n), 4)),
            Names.ToDictionary(n => n, n => scores.ContainsKey(n) ? Looked : NotLooked), judged.RequiresReview, judged.Flags);
    }

    // Null where it is nothing of the kind.
    private static List<string>? TextsOf(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String) return [input.GetString()!];
        if (input.ValueKind != JsonValueKind.Array) return null;
        var items = input.EnumerateArray().Take(MostTexts + 1).ToList();
        if (items.TrueForAll(i => i.ValueKind == JsonValueKind.String)) return items.ConvertAll(i => i.GetString()!);
        var parts = items.ConvertAll(i => i.ValueKind == JsonValueKind.Object && i.TryGetProperty("type", out var type) && type.ValueEquals("text")
            && i.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null);
        return parts.Contains(null) ? null : [string.Join('\n', parts)];
    }
}
