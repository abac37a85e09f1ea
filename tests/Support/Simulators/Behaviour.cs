using System.Net;

namespace Steward.Tests.Support;

/// <summary>How an answer is spoilt on its way.</summary>
public enum AnswerFault
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Content-Length announces the whole body, the connection breaks after half of it.</summary>
    ConnectionCut,

    /// <summary>A well-formed answer whose JSON ends half-way.</summary>
    JsonCut,

    /// <summary>HTML under the content type of JSON.</summary>
    NotJson,

    /// <summary>The right JSON under <c>text/html</c>.</summary>
    WrongContentType,

    /// <summary>The connection breaks before any byte of the answer.</summary>
    NoAnswer,

    /// <summary>A stream ends in order after half of its pieces, without the last word. Provider only.</summary>
    StreamCut,

    /// <summary>A stream breaks off after half of its pieces with an event that tells an error. Provider only.</summary>
    StreamError,
}

/// <summary>What a simulator does with one request. Members combine: <c>Behaviour.Status(503) with { Delay = … }</c>.</summary>
public sealed record Behaviour
{
    /// <summary>The HTTP status. Defaults to 200.</summary>
    public int StatusCode { get; init; } = 200;

    /// <summary>The text of the answer. Null: the simulator's own.</summary>
    public Func<ReceivedCall, string>? Text { get; init; }

    /// <summary>The value of header <c>Retry-After</c>. Null: no such header.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>A pause before answering. Defaults to none.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Answers only after this has completed. Null: at once.</summary>
    public Task? Until { get; init; }

    /// <summary>In the middle of a stream the rest comes only after this has completed. Provider only. Null: at once.</summary>
    public Task? MiddleUntil { get; init; }

    /// <summary>A tool that the model wants called, with its arguments as JSON, in place of a text. Provider only.</summary>
    public (string Name, string Arguments)? Tool { get; init; }

    /// <summary>The error's code and message, in place of the usual ones. Provider only.</summary>
    public (string Code, string Message)? Error { get; init; }

    /// <summary>How the answer is spoilt. Defaults to not at all.</summary>
    public AnswerFault Fault { get; init; }

    /// <summary>Why generation ended; <c>length</c> also halves the text. Provider only. Defaults to <c>stop</c>.</summary>
    public string FinishReason { get; init; } = "stop";

    /// <summary>Token counts to report. Provider only. Null: computed from the texts.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Leaves the token counts out. Provider only. Defaults to false.</summary>
    public bool OmitUsage { get; init; }

    internal Func<ReceivedCall, Behaviour>? Chosen { get; init; }

    /// <summary>Success with the simulator's own text.</summary>
    public static Behaviour Succeed() => new();

    /// <summary>Success with a given text.</summary>
    public static Behaviour Reply(string text) => new() { Text = _ => text };

    /// <summary>Success with a text made from the request.</summary>
    public static Behaviour Reply(Func<ReceivedCall, string> text) => new() { Text = text };

    /// <summary>Success after a pause.</summary>
    public static Behaviour After(TimeSpan delay) => new() { Delay = delay };

    /// <summary>No answer until <paramref name="release"/> completes; then success.</summary>
    public static Behaviour HangUntil(Task release) => new() { Until = release };

    /// <summary>An error status with the simulator's usual error body.</summary>
    public static Behaviour Status(int code) => new() { StatusCode = code };

    /// <summary>429 with <c>Retry-After</c> in whole seconds.</summary>
    public static Behaviour RateLimited(TimeSpan retryAfter) =>
        new() { StatusCode = 429, RetryAfter = ((long)Math.Ceiling(retryAfter.TotalSeconds)).ToString() };

    /// <summary>429 with <c>Retry-After</c> as an HTTP date.</summary>
    public static Behaviour RateLimited(DateTimeOffset until) =>
        new() { StatusCode = 429, RetryAfter = until.UtcDateTime.ToString("R") };

    /// <summary>Success whose answer is spoilt.</summary>
    public static Behaviour Spoilt(AnswerFault fault) => new() { Fault = fault };

    /// <summary>The request is not processed: the connection breaks without an answer.</summary>
    public static Behaviour Disconnect() => new() { StatusCode = (int)HttpStatusCode.ServiceUnavailable, Fault = AnswerFault.NoAnswer };

    /// <summary>The request is processed, but the sender never learns it: the connection breaks without an answer.</summary>
    public static Behaviour LoseAnswer() => new() { Fault = AnswerFault.NoAnswer };

    /// <summary>Half of a text, with finish reason <c>length</c>. Provider only.</summary>
    public static Behaviour CutShort(string text) => Reply(text) with { FinishReason = "length" };

    /// <summary>Success without token counts. Provider only.</summary>
    public static Behaviour WithoutUsage(string text) => Reply(text) with { OmitUsage = true };

    /// <summary>Decides when the request is there, for example by model.</summary>
    public static Behaviour Choose(Func<ReceivedCall, Behaviour> choice) => new() { Chosen = choice };

    internal Behaviour For(ReceivedCall call) => Chosen is null ? this : Chosen(call).For(call);
}

/// <summary>Token counts as a provider reports them.</summary>
/// <param name="Prompt">Tokens of the request, cached ones included.</param>
/// <param name="Completion">Tokens of the answer, reasoning included.</param>
/// <param name="Cached">Tokens of the request that came from the provider's cache.</param>
/// <param name="Reasoning">Tokens of the answer that were spent on reasoning.</param>
/// <param name="Apart">Tokens of reasoning that only the total counts, as Google has it.</param>
/// <param name="Written">Tokens of the request that were put into the provider's cache, as Anthropic has it.</param>
/// <param name="WrittenLong">Those of them that are kept for an hour.</param>
public sealed record TokenUsage(int Prompt, int Completion, int Cached = 0, int Reasoning = 0, int Apart = 0, int Written = 0, int WrittenLong = 0);
