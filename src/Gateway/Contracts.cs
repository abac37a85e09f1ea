using System.Text.Json.Nodes;
using Steward.Jobs;

namespace Steward.Gateway;

/// <summary>
/// Something a product asks of a model: a typed request, a typed result, a versioned prompt, a check of the meaning, and local code that answers without any model.
/// </summary>
public sealed record AiTask<TRequest, TResult> where TRequest : class where TResult : class
{
    /// <summary>Stable name, <c>product.verb</c>; in the ledger and the metrics.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the prompt; raised with every change of it.</summary>
    public required string PromptVersion { get; init; }

    /// <summary>The instructions. People's text never goes here.</summary>
    public required string System { get; init; }

    /// <summary>The request as text for a model.</summary>
    public required Func<TRequest, string> Prompt { get; init; }

    /// <summary>The people's text in the request, which must pass the text gate; null when there is none.</summary>
    public required Func<TRequest, string?> PeoplesText { get; init; }

    /// <summary>The request with its people's text replaced; used to mask personal data before it leaves this machine.</summary>
    public required Func<TRequest, string, TRequest> WithText { get; init; }

    /// <summary>What is wrong with a well-formed result, for the model to mend; empty when nothing is.</summary>
    public required Func<TRequest, TResult, IReadOnlyList<string>> Problems { get; init; }

    /// <summary>The built-in engine: deterministic local code. Costs nothing, needs nobody.</summary>
    public required Func<TRequest, TResult> Builtin { get; init; }

    /// <summary>Most tokens a model may answer; part of the reservation. Defaults to 1024.</summary>
    public int MaxOutputTokens { get; init; } = 1024;

    /// <summary>JSON Schema of the answer, where the result's record does not say enough; that of the record otherwise.</summary>
    public JsonNode? Schema { get; init; }

    /// <summary>Its calls count against the company's limit of Q2Q requests a minute.</summary>
    public bool CountsAsQ2Q { get; init; }
}

/// <summary>For whom and why a task runs.</summary>
/// <param name="TenantId">Who pays.</param>
/// <param name="ContentId">What the text is called by those who sent it.</param>
/// <param name="ContentType">What kind of text it is, for example <c>feedback_text</c>.</param>
public sealed record AiCall(Guid TenantId, string ContentId, string ContentType)
{
    /// <summary>Whose text it is, if known; for erasure.</summary>
    public string? SubjectId { get; init; }

    /// <summary>The person or key it is done for, as usage reports name them; not whose text it is. At most 200 characters.</summary>
    public string? UserId { get; init; }

    /// <summary>The language, where the sender said it.</summary>
    public string? Locale { get; init; }

    /// <summary>
    /// The job that asks. With it a repeated step reuses the stored answer and never pays twice, and the job carries who was asked, what it paid
    /// and whether the answers could be used.
    /// </summary>
    public JobContext? Job { get; init; }

    /// <summary>The job's id; null where no job asks.</summary>
    public Guid? JobId => Job?.JobId;

    /// <summary>The job's lease; reservations of older leases are settled as lost.</summary>
    public long Lease => Job?.Lease ?? 0;

    /// <summary>Which of the job's calls this is.</summary>
    public string Step { get; init; } = "1";

    /// <summary>The provider to ask first, where it is configured; the others follow in their order.</summary>
    public string? Provider { get; init; }

    /// <summary>Models to ask in place of the providers' usual ones, by provider.</summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>();

    /// <summary>Nobody but <see cref="Provider"/> is asked, so that its failures show.</summary>
    public bool NobodyElse { get; init; }

    /// <summary>How the model is to choose its words; the task's own way where null.</summary>
    public Sampling? Sampling { get; init; }
}

/// <summary>How a model chooses its words. What a model does not know is not sent to it.</summary>
/// <param name="Temperature">0 to 2.</param>
/// <param name="TopP">0 to 1.</param>
/// <param name="TopK">1 to 100; self-hosted models only.</param>
/// <param name="MaxTokens">Most tokens of the answer; never more than the task allows.</param>
public sealed record Sampling(double? Temperature = null, double? TopP = null, int? TopK = null, int? MaxTokens = null);

/// <summary>Tokens of one call, in buckets that do not overlap; two of them are told apart further.</summary>
/// <param name="Input">Tokens read at the full price.</param>
/// <param name="CachedInput">Tokens read from the provider's cache.</param>
/// <param name="Output">Tokens written, reasoning included.</param>
/// <param name="CacheWrite">Tokens read and put into the provider's cache, where that has a price of its own.</param>
/// <param name="CacheWriteLong">Those of <paramref name="CacheWrite"/> that are kept for an hour and not for a few minutes.</param>
/// <param name="Reasoning">Those of <paramref name="Output"/> that were thoughts.</param>
public sealed record TokenUsage(long Input, long CachedInput, long Output, long CacheWrite = 0, long CacheWriteLong = 0, long Reasoning = 0)
{
    /// <summary>Nothing.</summary>
    public static readonly TokenUsage None = new(0, 0, 0);

    /// <summary>Tokens read, wherever from.</summary>
    public long Prompt => Input + CachedInput + CacheWrite;

    /// <summary>All tokens.</summary>
    public long Total => Prompt + Output;

    /// <summary>As OpenAI's chat completions tell it.</summary>
    internal JsonObject ToJson() => new()
    {
        ["prompt_tokens"] = Prompt, ["completion_tokens"] = Output, ["total_tokens"] = Total, ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = CachedInput },
    };
}

/// <summary>A validated answer and what it took.</summary>
/// <param name="Value">The result.</param>
/// <param name="Provider">Who answered; <c>builtin</c> is local code.</param>
/// <param name="Model">With what.</param>
/// <param name="Usage">Tokens.</param>
/// <param name="CostPico">Cost of all calls of this run, those without success included, in millionths of a millionth of a US dollar.</param>
/// <param name="Took">Time of the answering call.</param>
public sealed record AiResult<TResult>(TResult Value, string Provider, string Model, TokenUsage Usage, long CostPico, TimeSpan Took)
{
    /// <summary>It was given before, to the same question: nobody was asked and nothing was paid.</summary>
    public bool Cached { get; init; }
}

/// <summary>What the gate is asked.</summary>
public sealed record GateRequest(Guid TenantId, string ContentId, string ContentType, string Text, string? Locale, string? SubjectId);

/// <summary>What the gate says: pass, or held under a flag until somebody has reviewed it.</summary>
public sealed record GateDecision(bool Passes, string? FlagId, string? Reason)
{
    /// <summary>The text may go on.</summary>
    public static readonly GateDecision Pass = new(true, null, null);

    /// <summary>Version of the rules that it was screened by: an answer given under others is not given again.</summary>
    public string Policy { get; init; } = "";
}

/// <summary>Screens people's text before any model sees it. Declared here, filled by Safety above.</summary>
public interface ITextGate
{
    /// <summary>Screens one text and keeps what it found.</summary>
    Task<GateDecision> AskAsync(GateRequest request, CancellationToken ct);
}

/// <summary>The text gate holds the text; the task did not run.</summary>
public sealed class TextHeldException(string flagId, string reason) : Exception($"The text is held for review ({reason}).")
{
    /// <summary>The flag that holds it.</summary>
    public string FlagId { get; } = flagId;

    /// <summary>Why, as the flag's types.</summary>
    public string Reason { get; } = reason;
}

/// <summary>US dollars and pico-dollars: a price of $0.15 per million tokens is 150,000 pico per token, so nothing is ever rounded.</summary>
public static class Money
{
    /// <summary>Pico-dollars in a dollar.</summary>
    public const long PicoPerUsd = 1_000_000_000_000;

    /// <summary>Dollars of pico-dollars; exact.</summary>
    public static decimal Usd(long pico) => pico / (decimal)PicoPerUsd;

    /// <summary>Dollars with two decimals at least, as the contracts print them.</summary>
    public static decimal UsdShown(long pico) => Usd(pico) is var usd && decimal.Round(usd, 2) == usd ? decimal.Round(usd, 2) + 0.00m : usd;

    /// <summary>Pico-dollars of dollars; at most about nine million dollars.</summary>
    public static long Pico(decimal usd) => (long)(usd * PicoPerUsd);
}
