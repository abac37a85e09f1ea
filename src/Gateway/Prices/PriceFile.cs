using System.Text.Json;
using Steward.Gateway.Spend;
using Steward.Platform.Errors;

namespace Steward.Gateway.Prices;

/// <summary>What a file of prices holds: our own format, or LiteLLM's <c>model_prices_and_context_window.json</c>.</summary>
/// <param name="Version">What the file calls itself.</param>
/// <param name="EffectiveFrom">From when it says that it holds.</param>
/// <param name="Source">Where it says that it is from.</param>
/// <param name="Rows">The prices it has for models that can be asked here.</param>
internal sealed record PriceFile(string? Version, DateTimeOffset? EffectiveFrom, string? Source, IReadOnlyList<PriceRow> Rows)
{
    private const int MostRows = 5_000;

    /// <summary>How many lines were left out, by reason.</summary>
    public IReadOnlyDictionary<string, int> Skipped { get; init; } = new Dictionary<string, int>();

    /// <summary>Reads either format.</summary>
    /// <exception cref="ProblemException">400: it is neither, or what it says cannot be.</exception>
    public static PriceFile Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) throw Problem.Invalid("", "wrong_type", "A JSON object is required: a price table, or LiteLLM's file.").AsException();
        var check = new Check();
        var file = body.TryGetProperty("prices", out var prices) && prices.ValueKind == JsonValueKind.Array ? ReadOwn(body) : LiteLlmPrices.Read(body, check);
        check.That(file.Rows.Count is > 0 and <= MostRows, file.Version is null ? "" : "/prices", "required", $"Prices of 1 to {MostRows} models that can be asked here are required; found {file.Rows.Count}.");
        check.ThrowIfAny();
        return file;
    }

    private static PriceFile ReadOwn(JsonElement body)
    {
        Own own;
        try
        {
            own = body.Deserialize<Own>(JsonSerializerOptions.Web)!;
        }
        catch (JsonException error)
        {
            throw Problem.Invalid("/" + (error.Path ?? "$").TrimStart('$').TrimStart('.').Replace("[", "/").Replace("]", "").Replace('.', '/').TrimStart('/'), "wrong_type", "The value has the wrong type.").AsException();
        }

        var rows = own.Prices.Select(r => r is null ? new PriceRow() : r with { Provider = ShippedPrices.Aliases.GetValueOrDefault(r.Provider ?? "", r.Provider ?? "") }).ToList();
        PriceRules.Check(rows);
        return new PriceFile(own.Version, own.EffectiveFrom, own.Source, [.. rows.Select(r => r with { Tiers = r.Tiers is { Count: > 0 } tiers ? [.. tiers.OrderBy(t => t.Above)] : null })]);
    }

    private sealed record Own(string? Version, DateTimeOffset? EffectiveFrom, string? Source, PriceRow?[] Prices);
}
