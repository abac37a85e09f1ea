using System.Text.Json;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>A page to write.</summary>
/// <param name="Prompt">What it is to be about.</param>
public sealed record PageRequest(string Prompt)
{
    /// <summary>How to write it, beyond the usual.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>landing, about, product or blog; whichever fits unless given.</summary>
    public string? Template { get; init; }

    /// <summary>Language of the page; that of the prompt unless given.</summary>
    public string? Lang { get; init; }

    /// <summary>Whom to ask first: openai, gemini, claude, selfhosted or builtin.</summary>
    public string? Provider { get; init; }

    /// <summary>Keep the page as a draft.</summary>
    public bool Save { get; init; }
}

/// <summary>A page that was written.</summary>
/// <param name="Provider">Who wrote it; <c>builtin</c> is the server itself.</param>
/// <param name="Model">With what.</param>
/// <param name="CostUsd">What that cost in US dollars.</param>
/// <param name="Result">The document.</param>
/// <param name="PageId">The draft, if it was kept.</param>
public sealed record WrittenPage(string Provider, string Model, decimal CostUsd, JsonElement Result, Guid? PageId);

/// <summary>A page as lists show it.</summary>
/// <param name="Id">The page.</param>
/// <param name="Slug">Its name in the address.</param>
/// <param name="Title">Its title.</param>
/// <param name="Status">draft, published, or changed: published, with a newer draft.</param>
/// <param name="Version">Number of the draft.</param>
/// <param name="PublishedVersion">Number of the version that visitors see.</param>
/// <param name="Path">Where visitors see it; null while they do not.</param>
/// <param name="UpdatedAt">When the draft was saved.</param>
public sealed record PageLine(Guid Id, string Slug, string Title, string Status, int Version, int? PublishedVersion, string? Path, DateTimeOffset UpdatedAt);

/// <summary>Something about a page that its author should know.</summary>
/// <param name="Pointer">JSON pointer into the document.</param>
/// <param name="Code">Stable word.</param>
/// <param name="Detail">What to change.</param>
/// <param name="Severity">error keeps the page from being published, warning does not.</param>
public sealed record PageFinding(string Pointer, string Code, string Detail, string Severity);

/// <summary>A page with its draft.</summary>
/// <param name="Page">The page.</param>
/// <param name="Document">The draft.</param>
/// <param name="Findings">What is wrong or doubtful about it.</param>
public sealed record PageDraft(PageLine Page, JsonElement Document, IReadOnlyList<PageFinding> Findings);

/// <summary>Pages: written from prompts, kept as drafts, shown to visitors. Needs the permissions <c>pages.*</c>.</summary>
public sealed class PagesClient
{
    private readonly Wire _wire;

    internal PagesClient(Wire wire) => _wire = wire;

    /// <summary>Has a page written and waits for it.</summary>
    /// <exception cref="StewardException">422: safety holds the prompt. 429: too many pages in a minute, or the budget is used up.</exception>
    public Task<WrittenPage> GenerateAsync(PageRequest request, CancellationToken ct = default) => _wire.SendAsync<WrittenPage>(Call.PostOnce("api/ai/generate", request), ct);

    /// <summary>A page of the list, newest first.</summary>
    public Task<Page<PageLine>> ListAsync(int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        _wire.SendAsync<Page<PageLine>>(Call.Get(CallPath.Query("v1/pages", ("limit", limit), ("cursor", cursor))), ct);

    /// <summary>A page with its draft.</summary>
    /// <exception cref="StewardException">404: no such page.</exception>
    public Task<PageDraft> GetAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<PageDraft>(Call.Get($"v1/pages/{id}"), ct);

    /// <summary>Adds a page.</summary>
    /// <exception cref="StewardException">409: another page has the address.</exception>
    public Task<PageDraft> AddAsync(JsonElement document, CancellationToken ct = default) => _wire.SendAsync<PageDraft>(Call.PostOnce("v1/pages", new { document }), ct);

    /// <summary>Saves a new version of a draft.</summary>
    /// <param name="id">The page.</param>
    /// <param name="document">The draft.</param>
    /// <param name="version">The version that the change is based on; null to save whatever was saved meanwhile.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">412: somebody saved another version meanwhile.</exception>
    public Task<PageDraft> SaveAsync(Guid id, JsonElement document, int? version = null, CancellationToken ct = default) =>
        _wire.SendAsync<PageDraft>(new Call(HttpMethod.Put, $"v1/pages/{id}") { Body = new { document }, Headers = version is null ? [] : [("If-Match", $"\"{version}\"")] }, ct);

    /// <summary>Shows the draft to visitors.</summary>
    /// <exception cref="StewardException">422: the page has faults, or safety holds its text.</exception>
    public Task<PageDraft> PublishAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<PageDraft>(Call.Post($"v1/pages/{id}/publish", new { }), ct);

    /// <summary>Shows the page to visitors no more.</summary>
    public Task<PageDraft> WithdrawAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<PageDraft>(Call.Post($"v1/pages/{id}/withdraw", new { }), ct);
}
