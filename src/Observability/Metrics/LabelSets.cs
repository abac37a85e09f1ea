using System.Diagnostics.CodeAnalysis;

namespace Steward.Observability.Metrics;

/// <summary>
/// The series of one family by label set. Looking up takes no lock and allocates nothing; a new set is added under a lock, at most
/// <c>max</c> of them, and everything after that shares one series labelled <c>overflow="true"</c>.
/// </summary>
internal sealed class LabelSets<TSeries>(int max, Func<string, TSeries> create)
    where TSeries : Series
{
    // The same set may come in several orders or number types; each is an entry, all lead to one series.
    private const int SpellingsPerSet = 4;

    private readonly Lock _adding = new();
    private readonly Dictionary<string, TSeries> _byText = new(StringComparer.Ordinal);
    private Entry?[] _entries = new Entry?[16];
    private int _entryCount;
    private long _overflowed;
    private volatile TSeries? _overflow;
    private volatile TSeries? _unlabelled;

    /// <summary>Measurements that went to the overflow series.</summary>
    public long Overflowed => Interlocked.Read(ref _overflowed);

    public bool IsFull => _overflow is not null;

    public TSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty && _unlabelled is { } unlabelled) return unlabelled;
        var hash = Labels.Hash(tags);
        return TryFind(hash, tags, out var series) ? series : Add(hash, tags);
    }

    /// <summary>All series, in the order in which they came.</summary>
    public TSeries[] All()
    {
        lock (_adding)
        {
            return _overflow is { } overflow ? [.. _byText.Values, overflow] : [.. _byText.Values];
        }
    }

    /// <summary>Forgets every set; for observed values only, which are all reported again.</summary>
    public void Clear()
    {
        lock (_adding)
        {
            _byText.Clear();
            Volatile.Write(ref _entries, new Entry?[16]);
            _entryCount = 0;
            _overflow = null;
            _unlabelled = null;
        }
    }

    private bool TryFind(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags, [MaybeNullWhen(false)] out TSeries series)
    {
        var entries = Volatile.Read(ref _entries);
        for (var entry = Volatile.Read(ref entries[hash & (entries.Length - 1)]); entry is not null; entry = entry.Next)
        {
            if (entry.Hash != hash || !Labels.Same(entry.Tags, tags)) continue;
            series = entry.Series;
            return true;
        }

        series = null;
        return false;
    }

    private TSeries Add(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_overflow is { } full) return Overflow(full);
        lock (_adding)
        {
            if (TryFind(hash, tags, out var known)) return known;
            var kept = Labels.Keep(tags);
            var text = Labels.Text(kept);
            if (_entryCount >= max * SpellingsPerSet || (_byText.Count >= max && !_byText.ContainsKey(text)))
                return Overflow(_overflow ??= create("overflow=\"true\""));

            if (!_byText.TryGetValue(text, out var series)) _byText.Add(text, series = create(text));
            if (tags.IsEmpty) _unlabelled = series;
            if (_entryCount >= _entries.Length) Grow();
            Put(_entries, new Entry(hash, kept, series, null));
            _entryCount++;
            return series;
        }
    }

    private TSeries Overflow(TSeries overflow)
    {
        Interlocked.Increment(ref _overflowed);
        return overflow;
    }

    private void Grow()
    {
        var wider = new Entry?[_entries.Length * 2];
        foreach (var chain in _entries)
        {
            for (var entry = chain; entry is not null; entry = entry.Next) Put(wider, entry);
        }

        Volatile.Write(ref _entries, wider);
    }

    // Entries never change once published: readers that hold the old table keep walking whole chains.
    private static void Put(Entry?[] entries, Entry entry)
    {
        ref var slot = ref entries[entry.Hash & (entries.Length - 1)];
        Volatile.Write(ref slot, new Entry(entry.Hash, entry.Tags, entry.Series, slot));
    }

    private sealed class Entry(int hash, KeyValuePair<string, object?>[] tags, TSeries series, Entry? next)
    {
        public readonly int Hash = hash;
        public readonly KeyValuePair<string, object?>[] Tags = tags;
        public readonly TSeries Series = series;
        public readonly Entry? Next = next;
    }
}
