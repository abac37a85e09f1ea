using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Gateway;
using Steward.Identity.Tenants;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Impact.Q2Q;

/// <summary>A text to classify.</summary>
/// <param name="Text">1 to 10,000 characters.</param>
/// <param name="CompanyId">Whose budget pays; the caller's own company unless given.</param>
/// <param name="Locale">Its language, if known.</param>
/// <param name="ContextId">What the text is called by those who send it.</param>
internal sealed record ClassifyRequest(string? Text, string? CompanyId, string? Locale, string? ContextId);

/// <summary>Up to 50 texts.</summary>
internal sealed record ClassifyBatchRequest(string[]? Texts, string? CompanyId);

/// <summary>One score on the wire.</summary>
internal sealed record OutcomeResponse(string Taxonomy, double Score, double Confidence);

/// <summary>A classified text. <paramref name="InferenceTime"/> is in milliseconds.</summary>
internal sealed record ClassifiedText(
    string Text, IReadOnlyList<OutcomeResponse> Outcomes, IReadOnlyList<string> Tags, string ModelUsed, double InferenceTime,
    string Provider, string Language, IReadOnlyList<EvidenceSnippet> Evidence, decimal CostUsd);

/// <summary>The answer for one text.</summary>
internal sealed record ClassifyResponse(bool Success, ClassifiedText Result);

/// <summary>One text of a batch: <c>classified</c> with its result, <c>held</c> under a flag, or <c>failed</c> after others were classified.</summary>
internal sealed record BatchItem(string Status, ClassifiedText? Result, string? FlagId, string? Reason);

/// <summary>Answers in the order of the texts.</summary>
internal sealed record ClassifyBatchResponse(bool Success, IReadOnlyList<BatchItem> Results);

internal static class ClassifyApi
{
    private const int MaxText = 10_000;
    private const int MaxBatch = 50;

    public static void MapClassify(this IEndpointRouteBuilder routes)
    {
        foreach (var (prefix, old) in new[] { ("/v1/q2q", false), ("/q2q", true) })
        {
            var q2q = routes.MapGroup(prefix).On(Service.Q2Q).Require("impact.classify").WithTags("Q2Q");
            var one = q2q.MapPost("/classify", ClassifyAsync).WithSummary("Classify one text").Idempotent();
            var many = q2q.MapPost("/classify/batch", ClassifyBatchAsync).WithSummary("Classify up to 50 texts").Idempotent();
            if (!old) continue;
            one.DeprecatedFor("/v1/q2q/classify");
            many.DeprecatedFor("/v1/q2q/classify/batch");
        }
    }

    private static async Task<Ok<ClassifyResponse>> ClassifyAsync(ClassifyRequest body, Q2QClassifier classifier, TenantDirectory tenants, HttpContext http, CancellationToken ct)
    {
        new Check().Text("/text", body.Text, MaxText).OptionalText("/companyId", body.CompanyId, Check.MaxIdLength)
            .OptionalText("/locale", body.Locale, 35).OptionalText("/contextId", body.ContextId, Check.MaxIdLength).ThrowIfAny();
        var tenant = await tenants.OfCallerAsync(http.Caller(), body.CompanyId, ct);
        try
        {
            return TypedResults.Ok(new ClassifyResponse(true, await ClassifyOneAsync(body, tenant, http.Caller().Id, classifier, ct)));
        }
        catch (TextHeldException held)
        {
            throw new Problem(422, "held_by_safety", "Held by safety", "The text is held for review and was not classified.")
            {
                Members = new Dictionary<string, object?> { ["flagId"] = held.FlagId, ["reason"] = held.Reason },
            }.AsException();
        }
    }

    private static async Task<Ok<ClassifyBatchResponse>> ClassifyBatchAsync(
        ClassifyBatchRequest body, Q2QClassifier classifier, TenantDirectory tenants, HttpContext http, CancellationToken ct)
    {
        var texts = body.Texts ?? [];
        var check = new Check().That(texts.Length is >= 1 and <= MaxBatch, "/texts", "out_of_range", $"1 to {MaxBatch} texts are required.");
        for (var i = 0; i < Math.Min(texts.Length, MaxBatch); i++) check.Text($"/texts/{i}", texts[i], MaxText);
        check.ThrowIfAny();
        var tenant = await tenants.OfCallerAsync(http.Caller(), body.CompanyId, ct);
        var results = new List<BatchItem>(texts.Length);
        foreach (var text in texts)
        {
            try
            {
                results.Add(new BatchItem("classified", await ClassifyOneAsync(new ClassifyRequest(text, null, null, null), tenant, http.Caller().Id, classifier, ct), null, null));
            }
            catch (TextHeldException held)
            {
                results.Add(new BatchItem("held", null, held.FlagId, held.Reason));
            }
            catch (ProblemException error) when (results.Exists(r => r.Status == "classified"))
            {
                // Answers that were paid for are not thrown away with the text that failed.
                results.Add(new BatchItem("failed", null, null, error.Problem.Code));
            }
        }

        return TypedResults.Ok(new ClassifyBatchResponse(true, results));
    }

    private static async Task<ClassifiedText> ClassifyOneAsync(ClassifyRequest body, Guid tenant, string asks, Q2QClassifier classifier, CancellationToken ct)
    {
        var call = new AiCall(tenant, body.ContextId ?? "q2q-" + HashOf(body.Text!), "q2q_text") { Locale = body.Locale, UserId = asks };
        var result = await classifier.ClassifyAsync(new Q2QRequest(body.Text!, body.Locale), call, ct);
        var labels = result.Value;
        return new ClassifiedText(body.Text!, [.. Q2QScores.From(labels).Select(s => new OutcomeResponse(s.Dimension, s.Score, s.Confidence))],
            [.. labels.Topics, .. labels.EmployabilitySignals, .. labels.RiskCues], $"{result.Provider}/{result.Model}", Math.Round(result.Took.TotalMilliseconds, 3),
            result.Provider, labels.Language, labels.Evidence, Money.UsdShown(result.CostPico));
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
