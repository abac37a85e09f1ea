namespace Steward.Pages.Generation;

/// <summary>What a page is to be about.</summary>
/// <param name="Prompt">The author's words.</param>
/// <param name="Instructions">How to write, beyond the usual; null for nothing more.</param>
/// <param name="Template">landing, about, product or blog; null for what the words suggest.</param>
/// <param name="Lang">Language of the page; null for that of the words.</param>
internal sealed record PageBrief(string Prompt, string? Instructions, string? Template, string? Lang);
