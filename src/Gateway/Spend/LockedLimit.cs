using Steward.Platform.Limits;

namespace Steward.Gateway.Spend;

/// <summary>Which kind of limit does not suffice.</summary>
internal enum RefusalKind
{
    /// <summary>The month's money.</summary>
    Budget,

    /// <summary>The month's tokens.</summary>
    Tokens,

    /// <summary>Requests or tokens of the last minute: there is room later.</summary>
    Minute,

    /// <summary>More tokens than a minute ever has.</summary>
    TooLarge,
}

/// <summary>Why nothing was set aside.</summary>
/// <param name="Kind">The kind of limit.</param>
/// <param name="Scope">Whose it is.</param>
/// <param name="Limit">How much it allows: pico-dollars, tokens, or a minute's requests or tokens.</param>
/// <param name="Unit"><c>requests</c> or <c>tokens</c>, of a minute's.</param>
/// <param name="Wait">How long until there is room, of a minute's.</param>
internal sealed record Refusal(RefusalKind Kind, string Scope, long Limit, string Unit = "", TimeSpan Wait = default);

/// <summary>Where a limit of a minute stands after a request was counted.</summary>
/// <param name="Scope">Whose it is.</param>
/// <param name="Unit"><c>requests</c> or <c>tokens</c>.</param>
/// <param name="Quota">A minute.</param>
/// <param name="Remaining">What would pass now.</param>
/// <param name="Ebb">How long until some of it comes back.</param>
internal sealed record MinuteState(string Scope, string Unit, long Quota, long Remaining, TimeSpan Ebb);

/// <summary>The month's row of one limit while it is locked: what is left of it, and what the transaction has taken so far.</summary>
internal sealed class LockedLimit
{
    private SlidingWindow? _minute;

    public string Scope { get; set; } = "";
    public long LimitPico { get; set; }
    public long SpentPico { get; set; }
    public long ReservedPico { get; set; }
    public long? LimitTokens { get; set; }
    public long SpentTokens { get; set; }
    public long ReservedTokens { get; set; }
    public int? RequestsPerMinute { get; set; }
    public long? TokensPerMinute { get; set; }
    public string Minute { get; set; } = "";
    public long NowMs { get; set; }

    /// <summary>Taken in this transaction.</summary>
    public long TakenPico { get; private set; }

    /// <inheritdoc cref="TakenPico"/>
    public long TakenTokens { get; private set; }

    /// <summary>Something was taken.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Requests or tokens of a minute are limited.</summary>
    public bool CountsMinutes => RequestsPerMinute is not null || TokensPerMinute is not null;

    /// <summary>The last minute, as it is to be kept.</summary>
    public SlidingWindow LastMinute => _minute ??= new SlidingWindow(Minute, NowMs);

    /// <summary>Why so much cannot be taken; null when it can.</summary>
    public Refusal? Refuses(ToReserve ask)
    {
        // Written so that nothing overflows where a correction made it less than nothing.
        if (SpentPico + ReservedPico + TakenPico > LimitPico - ask.AmountPico) return new Refusal(RefusalKind.Budget, Scope, LimitPico);
        if (LimitTokens is { } most && SpentTokens + ReservedTokens + TakenTokens > most - ask.Tokens) return new Refusal(RefusalKind.Tokens, Scope, most);
        if (ask.OutsideMinutes) return null;
        if (TokensPerMinute < ask.Tokens) return new Refusal(RefusalKind.TooLarge, Scope, TokensPerMinute.Value, "tokens");
        if (RequestsPerMinute is { } requests && LastMinute.WaitForCall(requests) is { Ticks: > 0 } forRequest) return new Refusal(RefusalKind.Minute, Scope, requests, "requests", forRequest);
        return TokensPerMinute is { } tokens && LastMinute.WaitForAmount(ask.Tokens, tokens) is { Ticks: > 0 } forTokens ? new Refusal(RefusalKind.Minute, Scope, tokens, "tokens", forTokens) : null;
    }

    public void Take(ToReserve ask)
    {
        (TakenPico, TakenTokens, IsTaken) = (TakenPico + ask.AmountPico, TakenTokens + ask.Tokens, true);
        if (CountsMinutes && !ask.OutsideMinutes) LastMinute.Add(ask.Tokens);
    }

    /// <summary>Where its minutes stand.</summary>
    public IEnumerable<MinuteState> States()
    {
        if (RequestsPerMinute is { } requests) yield return new MinuteState(Scope, "requests", requests, requests - LastMinute.Calls, LastMinute.Ebb);
        if (TokensPerMinute is { } tokens) yield return new MinuteState(Scope, "tokens", tokens, Math.Max(0, tokens - LastMinute.Amount), LastMinute.Ebb);
    }
}
