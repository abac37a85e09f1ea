namespace Steward.Server.Demo.Input;

/// <summary>What is in a file, found before anything is sent.</summary>
/// <param name="Texts">Rows that can be sent.</param>
/// <param name="Rejected">Rows that cannot.</param>
internal sealed record FileSurvey(int Texts, RejectedRows Rejected)
{
    /// <exception cref="InputException">The file cannot be read at all, or holds nothing that could be sent.</exception>
    public static FileSurvey Of(FeedbackFile file)
    {
        var texts = 0;
        var rejected = new RejectedRows();
        foreach (var row in file.Rows())
        {
            if (row.Bad is { } bad) rejected.Add(bad);
            else texts++;
        }

        if (texts == 0 && rejected.Count == 0) throw new InputException($"There is no text in '{file.Path}'.");
        return new FileSurvey(texts, rejected);
    }
}

/// <summary>Rows that could not be sent: all are counted, the first thousand are kept. Safe for several threads.</summary>
internal sealed class RejectedRows
{
    private const int MostKept = 1000;
    private readonly Lock _adding = new();
    private readonly List<RejectedRow> _kept = [];
    private int _count;

    public int Count
    {
        get { lock (_adding) return _count; }
    }

    public void Add(RejectedRow row)
    {
        lock (_adding)
        {
            _count++;
            if (_kept.Count < MostKept) _kept.Add(row);
        }
    }

    public IReadOnlyList<RejectedRow> InOrder()
    {
        lock (_adding) return [.. _kept.OrderBy(r => r.Line)];
    }
}
