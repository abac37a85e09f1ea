using System.Text.Json;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>A text to screen.</summary>
/// <param name="ContentId">What those who send it call it, up to 200 characters.</param>
/// <param name="ContentType">What it is, for example <c>feedback_text</c>; up to 50 characters.</param>
/// <param name="Text">1 to 10,000 characters.</param>
public sealed record ScreenText(string ContentId, string ContentType, string Text)
{
    /// <summary>Its language, if known: en, uk, no.</summary>
    public string? Locale { get; init; }
}

/// <summary>A place in a text, in UTF-16 units.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="Length">How long it is.</param>
public sealed record TextSpan(int Start, int Length);

/// <summary>Something found in a text.</summary>
/// <param name="Type">profanity, spam, pii or toxicity.</param>
/// <param name="Reason">For people.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Details">What was counted or seen; never the text.</param>
/// <param name="Spans">Where.</param>
/// <param name="Evasive">Whether it was disguised.</param>
public sealed record ScreenFlag(
    string Type, string Reason, double Confidence, IReadOnlyDictionary<string, JsonElement> Details, IReadOnlyList<TextSpan> Spans, bool Evasive);

/// <summary>What screening said.</summary>
/// <param name="Safe">Whether the text may go on.</param>
/// <param name="RequiresReview">Whether a person has to look at it.</param>
/// <param name="Flags">What was found.</param>
public sealed record ScreenVerdict(bool Safe, bool RequiresReview, IReadOnlyList<ScreenFlag> Flags)
{
    /// <summary>The flag that was kept; null for a text without findings.</summary>
    public string? FlagId { get; init; }

    /// <summary>The strongest reason.</summary>
    public string? Reason { get; init; }

    /// <summary>0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>As it was sent.</summary>
    public string? ContentId { get; init; }

    /// <summary>The text's language as screening saw it.</summary>
    public string? Language { get; init; }

    /// <summary>How well the rules know that language.</summary>
    public string? Coverage { get; init; }

    /// <summary>Parts of screening that could not run.</summary>
    public IReadOnlyList<string> Degraded { get; init; } = [];

    /// <summary>Version of the rules.</summary>
    public string? RulesVersion { get; init; }
}

/// <summary>Safety screening of texts. Needs the permission <c>safety.screen</c>.</summary>
public sealed class ScreeningClient
{
    private readonly Wire _wire;

    internal ScreeningClient(Wire wire) => _wire = wire;

    /// <summary>Screens one text.</summary>
    /// <exception cref="StewardException">400: the text is missing or too long.</exception>
    public Task<ScreenVerdict> ScreenAsync(ScreenText text, CancellationToken ct = default) =>
        _wire.SendAsync<ScreenVerdict>(Call.PostOnce("v1/screen/text", text), ct);

    /// <summary>Screens 1 to 100 texts; verdicts come in their order.</summary>
    /// <exception cref="StewardException">400: a text is missing or too long.</exception>
    public async Task<IReadOnlyList<ScreenVerdict>> ScreenAsync(IReadOnlyList<ScreenText> texts, CancellationToken ct = default) =>
        (await _wire.SendAsync<BatchAnswer>(Call.PostOnce("v1/screen/batch", new { items = texts }), ct)).Results;

    private sealed record BatchAnswer(IReadOnlyList<ScreenVerdict> Results);
}
