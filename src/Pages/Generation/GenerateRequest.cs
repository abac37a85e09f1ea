using Steward.Gateway;
using Steward.Platform.Errors;

namespace Steward.Pages.Generation;

/// <summary>A page to write.</summary>
/// <param name="Prompt">What it is to be about; 1 to 10,000 characters. Older callers write it as <c>userPrompt</c>.</param>
/// <param name="UserPrompt">The same.</param>
/// <param name="SystemPrompt">How to write it, beyond the usual; up to 10,000 characters.</param>
/// <param name="Template">landing, about, product or blog; whichever fits unless given.</param>
/// <param name="Lang">Language of the page, for example <c>en</c>; that of the prompt unless given.</param>
/// <param name="Provider">Whom to ask first: openai, gemini, claude, selfhosted or builtin.</param>
/// <param name="Model">The model wished for.</param>
/// <param name="Temperature">0 to 2; 0.7 unless given.</param>
/// <param name="MaxTokens">Most tokens of the answer.</param>
/// <param name="TopP">0 to 1; 0.95 with gemini unless given.</param>
/// <param name="TopK">1 to 100.</param>
/// <param name="Save">Keep the page as a draft; the answer names it.</param>
internal sealed record GenerateRequest(
    string? Prompt, string? UserPrompt, string? SystemPrompt, string? Template, string? Lang, string? Provider, string? Model, double? Temperature, int? MaxTokens,
    double? TopP, int? TopK, bool? Save)
{
    private const int MaxText = 10_000;

    public static readonly string[] Templates = ["landing", "about", "product", "blog"];

    /// <summary>Refuses what is wrong, naming each member.</summary>
    public GenerateRequest Checked()
    {
        var provider = AiModels.Find(Provider);
        var check = new Check().Text(Prompt is null && UserPrompt is not null ? "/userPrompt" : "/prompt", Prompt ?? UserPrompt, MaxText)
            .That(Prompt is null || UserPrompt is null || Prompt == UserPrompt, "/userPrompt", "ambiguous", "Give prompt or userPrompt, not two different ones.")
            .OptionalText("/systemPrompt", SystemPrompt, MaxText).OptionalText("/lang", Lang, 35)
            .Range("/temperature", Temperature, 0, 2).Range("/topP", TopP, 0, 1).Range("/topK", TopK, 1, 100).Range("/maxTokens", MaxTokens, 1, provider?.MaxTokens ?? 8192);
        if (Template is not null) check.OneOf("/template", Template, Templates);
        if (Provider is not null) check.OneOf("/provider", provider?.Name, [.. AiModels.All.Select(p => p.Name)]);
        if (Model is not null && provider is { Models.Length: > 0 }) check.OneOf("/model", Model, provider.Models);
        check.That(Lang is null || Lang.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'), "/lang", "invalid", "A language is written like en or nb-NO.").ThrowIfAny();
        return this;
    }

    public PageBrief Brief => new((Prompt ?? UserPrompt)!, string.IsNullOrWhiteSpace(SystemPrompt) ? null : SystemPrompt, Template, Lang);

    public Sampling Sampling => new(Temperature ?? 0.7, TopP ?? (AiModels.Find(Provider)?.Name == "gemini" ? 0.95 : null), TopK, MaxTokens);
}
