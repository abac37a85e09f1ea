namespace Steward.Safety.Screening;

/// <summary>Marks in order of where they begin, asked for hits in order of where they begin.</summary>
internal struct Covering(IReadOnlyList<Hit> marks)
{
    private readonly int _longest = marks.Count == 0 ? 0 : marks.Max(mark => mark.End - mark.Start);
    private int _first;

    /// <summary>Whether one of the marks covers a hit.</summary>
    public bool Covers(Hit hit)
    {
        // Marks begin in order but may reach over each other: only those that begin near a hit can cover it.
        while (_first < marks.Count && marks[_first].Start + _longest < hit.Start)
        {
            _first++;
        }

        for (var at = _first; at < marks.Count && marks[at].Start <= hit.Start; at++)
        {
            if (marks[at].Covers(hit))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of the marks begins or ends within so many characters of a hit.</summary>
    public bool IsNear(Hit hit, int reach)
    {
        while (_first < marks.Count && marks[_first].Start + _longest + reach < hit.Start)
        {
            _first++;
        }

        for (var at = _first; at < marks.Count && marks[at].Start <= hit.End + reach; at++)
        {
            if (marks[at].End + reach >= hit.Start)
            {
                return true;
            }
        }

        return false;
    }
}
