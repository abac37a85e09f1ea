using System.Text.Json;
using Steward.Gateway.Spend;
using Steward.Platform.Errors;

namespace Steward.Gateway.Prices;

/// <summary>What a price may be.</summary>
internal static class PriceRules
{
    /// <summary>Dollars per million tokens at most; so the dearest call that can be asked still is a number of pico-dollars.</summary>
    private const decimal MostUsd = 10_000m;

    private static readonly string[] Providers = ["openai", "anthropic", "google", "selfhosted", "builtin"];

    /// <summary>Checks lines of our own format.</summary>
    /// <exception cref="ProblemException">400, with all that is wrong.</exception>
    public static void Check(IReadOnlyList<PriceRow> rows)
    {
        var (check, seen) = (new Check(), new HashSet<(string, string)>());
        for (var i = 0; i < rows.Count; i++)
        {
            var (row, at) = (rows[i], $"/prices/{i}");
            check.OneOf(at + "/provider", row.Provider, Providers).Text(at + "/model", row.Model, 200)
                .That(row.Input is not null, at + "/input", "required", "A price is required.").That(row.Output is not null, at + "/output", "required", "A price is required.");
            foreach (var name in row.Names.OfType<string>())
                check.That(name.Length <= 200 && seen.Add((row.Provider!, name)), at + "/model", "invalid", $"{row.Provider}/{name} is there twice, or too long.");
            Amounts(check, at, row);
            Amounts(check, at + "/batch", row.Batch);
            for (var t = 0; t < row.Tiers?.Count; t++) Tier(check, $"{at}/tiers/{t}", row.Tiers, t);
        }

        check.ThrowIfAny();
    }

    /// <summary>An amount in dollars per million tokens: not below nothing, and a whole number of pico-dollars per token.</summary>
    public static void Amount(this Check check, string pointer, decimal? usd)
    {
        if (usd is not { } price) return;
        if (price is < 0 or > MostUsd) check.That(false, pointer, "out_of_range", $"A price is from 0 to {MostUsd} US dollars per million tokens.");
        else check.That(price * 1_000_000 == decimal.Truncate(price * 1_000_000), pointer, "too_fine", "A price is a whole number of millionths of a millionth of a US dollar per token.");
    }

    private static void Amounts(Check check, string at, BucketPrices? prices)
    {
        foreach (var (name, usd) in prices?.Amounts ?? []) check.Amount($"{at}/{name}", usd);
    }

    private static void Tier(Check check, string at, IReadOnlyList<TierPrices> tiers, int index)
    {
        var tier = tiers[index] ?? new TierPrices();
        check.That(tier.Above is > 0 && tiers.Take(index).All(t => t?.Above != tier.Above), at + "/above", "invalid", "A number of tokens above 0 is required, of each tier another.");
        Amounts(check, at, tier);
        Amounts(check, at + "/batch", tier.Batch);
    }
}
