using System.Text.Json.Nodes;
using Steward.Pages.Generation.Mending;
using Steward.Gateway;
using Steward.Gateway.Admission;
using Steward.Pages.Documents;
using Steward.Pages.Publishing;

namespace Steward.Pages.Generation;

/// <summary>Tokens of all buckets, as the page builder's API names them.</summary>
internal sealed record UsageView(long PromptTokens, long CompletionTokens, long TotalTokens)
{
    public static UsageView Of(TokenUsage usage) => new(usage.Input + usage.CachedInput, usage.Output, usage.Total);
}

/// <summary>How the page was checked.</summary>
/// <param name="Valid">Nothing is left for the author but pictures.</param>
/// <param name="ErrorCount">What is left for the author before the page can be published.</param>
/// <param name="ValidationMode">full: structure, rules, links, contrast, headings.</param>
/// <param name="Timestamp">When.</param>
internal sealed record ValidationView(bool Valid, int ErrorCount, string ValidationMode, DateTime Timestamp);

/// <summary>A page that was written, and what it took.</summary>
internal sealed record GeneratedPage(
    bool Success, string Provider, string Model, UsageView Usage, decimal CostUsd, JsonNode Result, string RequestId, double Duration, int RetryCount,
    ValidationView ValidationResult, Guid? PageId);

/// <summary>For whom a page is written.</summary>
internal sealed record PageOrder(Guid TenantId, string By, string RequestId);

/// <summary>Has a page written, mended and checked.</summary>
internal sealed class PageGenerator(AiGateway gateway, PageBook book, TimeProvider time)
{
    /// <summary>Asks the gateway; the answer is a document of the current schema.</summary>
    public async Task<(AiResult<JsonObject> Answer, ReadPage Page)> WriteAsync(GenerateRequest request, AiCall call, CancellationToken ct)
    {
        var answer = await gateway.RunAsync(GenerateTask.Task, request.Brief, call with { Provider = AiModels.Find(request.Provider)?.Provider, Sampling = request.Sampling }, ct);
        return (answer, PageReader.Read(PageMending.Mend(answer.Value)));
    }

    /// <summary>Keeps the page as a draft under an address that is free.</summary>
    public async Task<Guid> KeepAsync(ReadPage page, PageOrder order, CancellationToken ct) =>
        (await book.AddAsync(order.TenantId, new NewVersion(page.Json, "generated", order.By), anySlug: true, ct)).Id;

    public GeneratedPage Show(AiResult<JsonObject> answer, ReadPage page, PageOrder order, int attempt, Guid? kept)
    {
        var errors = page.Findings.Count(f => f.IsError);
        return new GeneratedPage(true, answer.Provider, answer.Model, UsageView.Of(answer.Usage), Money.UsdShown(answer.CostPico), page.Json, order.RequestId,
            Math.Round(answer.Took.TotalMilliseconds, 1), attempt - 1, new ValidationView(GenerateTask.Problems(page.Json).Count == 0, errors, "full", time.GetUtcNow().UtcDateTime), kept);
    }
}
