namespace Steward.Gateway.Reports;

/// <summary>What one provider's model, one user or one day took.</summary>
internal sealed class UsageSum
{
    /// <summary>What it is a sum of: <c>model</c>, <c>user</c> or <c>day</c>.</summary>
    public string Part { get; set; } = "";

    /// <summary>The provider, of a model.</summary>
    public string Provider { get; set; } = "";

    /// <summary>The model's name, the user's id or the day as <c>yyyy-MM-dd</c>.</summary>
    public string Name { get; set; } = "";
    public long Jobs { get; set; }
    public long Prompt { get; set; }
    public long Completion { get; set; }
    public long CostPico { get; set; }
    public long Tokens => Prompt + Completion;

    /// <summary>One sum of many.</summary>
    public static UsageSum Of(string name, IEnumerable<UsageSum> sums) => sums.Aggregate(new UsageSum { Name = name }, (all, one) => all.Plus(one));

    public UsageSum Plus(UsageSum other)
    {
        checked
        {
            (Jobs, Prompt, Completion, CostPico) = (Jobs + other.Jobs, Prompt + other.Prompt, Completion + other.Completion, CostPico + other.CostPico);
        }

        return this;
    }
}

/// <summary>The sums of a period. Every breakdown is of the same entries of the ledger, so each has the same total.</summary>
internal sealed class UsageSums(int topUsers)
{
    /// <summary>Who is asked for where nobody is named.</summary>
    public const string Nobody = "unknown";

    /// <summary>All users behind the first.</summary>
    public const string Others = "other";

    private static readonly Comparer<UsageSum> BySpend = Comparer<UsageSum>.Create((a, b) =>
        (a.CostPico, a.Tokens, a.Jobs).CompareTo((b.CostPico, b.Tokens, b.Jobs)) is var order and not 0 ? order : string.CompareOrdinal(b.Name, a.Name));

    private readonly List<UsageSum> _models = [];
    private readonly List<UsageSum> _days = [];
    private readonly PriorityQueue<UsageSum, UsageSum> _top = new(BySpend);
    private readonly Dictionary<string, UsageSum> _rest = [];

    /// <summary>Everything together.</summary>
    public UsageSum Total => UsageSum.Of("", _models);

    /// <summary>By provider, what cost most first.</summary>
    public IEnumerable<UsageSum> Providers => Ordered(_models.GroupBy(m => m.Provider).Select(g => UsageSum.Of(g.Key, g)));

    /// <summary>By provider and model, what cost most first.</summary>
    public IEnumerable<UsageSum> Models => Ordered(_models);

    /// <summary>The users who cost most, then <see cref="Others"/> and <see cref="Nobody"/>, where there are any.</summary>
    public IEnumerable<UsageSum> Users => Ordered(_top.UnorderedItems.Select(i => i.Element)).Concat(_rest.Values.OrderBy(r => r.Name, StringComparer.Ordinal));

    /// <summary>By day, the first first. A day without entries is left out.</summary>
    public IEnumerable<UsageSum> Days => _days.OrderBy(d => d.Name, StringComparer.Ordinal);

    /// <summary>Takes in one sum. However many users there are, only the first are kept apart.</summary>
    public void Add(UsageSum sum)
    {
        if (sum.Part == "model") _models.Add(sum);
        else if (sum.Part == "day") _days.Add(sum);
        else if (sum.Name is Nobody or Others) Rest(sum.Name).Plus(sum);
        else
        {
            _top.Enqueue(sum, sum);
            if (_top.Count > topUsers) Rest(Others).Plus(_top.Dequeue());
        }
    }

    private UsageSum Rest(string name) => _rest.TryGetValue(name, out var rest) ? rest : _rest[name] = new UsageSum { Name = name };

    private static IEnumerable<UsageSum> Ordered(IEnumerable<UsageSum> sums) => sums.OrderDescending(BySpend);
}
