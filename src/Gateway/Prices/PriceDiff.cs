using Steward.Gateway.Spend;

namespace Steward.Gateway.Prices;

/// <summary>A model that costs something else.</summary>
internal sealed record PriceChange(string Provider, string Model, PriceRow Before, PriceRow After);

/// <summary>What changes from one version of the price table to another, by every name of every model.</summary>
/// <param name="From">The one version.</param>
/// <param name="To">The other.</param>
/// <param name="Added">Models that only the other has.</param>
/// <param name="Removed">Models that only the one has.</param>
/// <param name="Changed">Models that cost something else.</param>
internal sealed record PriceDiff(string From, string To, IReadOnlyList<PriceRow> Added, IReadOnlyList<PriceRow> Removed, IReadOnlyList<PriceChange> Changed)
{
    public static PriceDiff Between(PriceList one, PriceList other) => new(one.Version.Version, other.Version.Version, OnlyIn(other, one), OnlyIn(one, other),
        [.. from name in Ordered(other)
            let before = one.RowOf(name.Provider, name.Model)
            let after = other.RowOf(name.Provider, name.Model)!
            where before is not null && !before.CostsLike(after)
            select new PriceChange(name.Provider, name.Model, Named(before, name), Named(after, name))]);

    private static List<PriceRow> OnlyIn(PriceList one, PriceList other) =>
        [.. Ordered(one).Where(n => other.RowOf(n.Provider, n.Model) is null).Select(n => Named(one.RowOf(n.Provider, n.Model)!, n))];

    private static IEnumerable<(string Provider, string Model)> Ordered(PriceList list) => list.Names.OrderBy(n => n.Provider, StringComparer.Ordinal).ThenBy(n => n.Model, StringComparer.Ordinal);

    private static PriceRow Named(PriceRow row, (string Provider, string Model) name) => row with { Model = name.Model, Also = null };
}
