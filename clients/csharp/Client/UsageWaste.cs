namespace Steward.Client;

/// <summary>What was paid for answers that could not be used, by cause.</summary>
/// <param name="From">The first day, UTC.</param>
/// <param name="To">The last day, UTC.</param>
/// <param name="TotalCost">US dollars, of all calls.</param>
/// <param name="Waste">US dollars, of those whose answer could not be used.</param>
/// <param name="SharePercent">Waste of the total cost; null where nothing was paid.</param>
/// <param name="Calls">All calls.</param>
/// <param name="FailedCalls">Those whose answer could not be used.</param>
/// <param name="Causes">What cost most first.</param>
public sealed record UsageWaste(
    DateOnly From, DateOnly To, decimal TotalCost, decimal Waste, decimal? SharePercent, long Calls, long FailedCalls, IReadOnlyList<UsageWasteCause> Causes);

/// <summary>One cause of waste.</summary>
/// <param name="Outcome"><c>failed</c>: refused or broken off; <c>invalid</c>: an answer that could not be read or used; <c>unknown</c>: the process died during the call.</param>
/// <param name="Task">What was asked for.</param>
/// <param name="Provider">Of whom.</param>
/// <param name="Calls">How often.</param>
/// <param name="Tokens">Tokens of these calls.</param>
/// <param name="Cost">US dollars.</param>
/// <param name="SharePercent">Of the waste; null where nothing was paid.</param>
public sealed record UsageWasteCause(string Outcome, string Task, string Provider, long Calls, long Tokens, decimal Cost, decimal? SharePercent);
