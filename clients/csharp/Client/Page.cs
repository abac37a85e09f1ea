namespace Steward.Client;

/// <summary>A page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
