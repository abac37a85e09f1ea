namespace Steward.Gateway.Spend;

/// <summary>The prices in force: of the shipped table and those that were imported, the newest version whose time has come.</summary>
internal sealed class PriceTable(TimeProvider time)
{
    private readonly Lock _taking = new();
    private volatile PriceList[] _lists = [ShippedPrices.List];

    /// <summary>The version in force.</summary>
    public PriceList Current => At(time.GetUtcNow().UtcDateTime);

    /// <summary>Its name.</summary>
    public string Version => Current.Version.Version;

    /// <summary>The version that holds at a time, as far as this process knows them.</summary>
    public PriceList At(DateTime moment) => Array.FindLast(_lists, l => l.Version.EffectiveFrom <= moment) ?? ShippedPrices.List;

    /// <summary>A version that this process has at hand; null where it has not.</summary>
    public PriceList? Known(string version) => Array.Find(_lists, l => l.Version.Version == version);

    /// <summary>Takes in one more version. Whoever asks from now on gets its prices if it is in force.</summary>
    public void Take(PriceList list)
    {
        lock (_taking)
            if (Known(list.Version.Version) is null)
                _lists = [.. _lists.Append(list).OrderBy(l => l.Version.EffectiveFrom).ThenBy(l => l.Version.ImportedAt)];
    }

    /// <summary>The price of a model, whichever of its names is given; null where there is none.</summary>
    public Price? Find(string provider, string model) => Current.Find(ProviderOf(provider), model);

    /// <summary>The line of the table in force that names this very model, with how much it reads and writes; null where there is none.</summary>
    public PriceRow? RowOf(Providers.ModelTarget target) => Current.RowOf(target.Name, target.Model);

    /// <summary>Every name that the provider goes by.</summary>
    public IReadOnlyList<string> NamesOf(string provider) =>
        [ProviderOf(provider), .. ShippedPrices.Aliases.Where(a => a.Value == ProviderOf(provider)).Select(a => a.Key)];

    /// <summary>True where the table names this very model.</summary>
    public bool Names(string provider, string model) => Current.RowOf(provider, model) is not null;

    /// <summary>The provider's models, by their first names.</summary>
    public IReadOnlyList<string> ModelsOf(string provider) => Current.ModelsOf(provider);

    /// <summary>The provider that an alias means.</summary>
    public string ProviderOf(string name) => ShippedPrices.Aliases.GetValueOrDefault(name, name);
}
