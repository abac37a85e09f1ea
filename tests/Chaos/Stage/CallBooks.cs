namespace Chaos.Stage;

/// <summary>An entry of the ledger.</summary>
internal sealed class CallEntry
{
    public string Outcome { get; set; } = "";
    public long CostPico { get; set; }
    public string? UserId { get; set; }
}

/// <summary>The company's month.</summary>
internal sealed class CallMonth
{
    public long LimitPico { get; set; }
    public long SpentPico { get; set; }
    public long ReservedPico { get; set; }
}

/// <summary>What is left when all is over: how often the provider was asked, and what the books say of it.</summary>
internal sealed record CallBooks(int Calls, IReadOnlyList<CallEntry> Ledger, long Held, CallMonth Month)
{
    /// <summary>Calls of which nobody knows how they ended.</summary>
    public int Unknown => Ledger.Count(e => e.Outcome == "unknown");

    /// <summary>Nothing is held any more, what is spent is the ledger's sum, and no limit is passed.</summary>
    public void CheckMoney()
    {
        (Held, Month.ReservedPico).ShouldBe((0L, 0L));
        Month.SpentPico.ShouldBe(Ledger.Sum(e => e.CostPico));
        Month.SpentPico.ShouldBeLessThanOrEqualTo(Month.LimitPico);
    }
}
