using Steward.Gateway.Spend;

namespace Steward.Gateway.Prices;

/// <summary>A version of the price table, whole, so that nothing of it depends on another. Never changed.</summary>
internal sealed class PriceVersionRow
{
    public const int MostVersion = 50, MostSource = 500;

    public required string Version { get; set; }
    public DateTime EffectiveFrom { get; set; }
    public required string Source { get; set; }
    public required string ImportedBy { get; set; }
    public DateTime ImportedAt { get; set; }

    /// <summary>The lines as JSON.</summary>
    public required string Prices { get; set; }

    public static PriceVersionRow Of(PriceList list) => new()
    {
        Version = list.Version.Version, EffectiveFrom = list.Version.EffectiveFrom, Source = list.Version.Source, ImportedBy = list.Version.ImportedBy,
        ImportedAt = list.Version.ImportedAt, Prices = PriceVersions.Write(list.Rows),
    };
}
