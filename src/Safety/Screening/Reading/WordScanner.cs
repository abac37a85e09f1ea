using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Reading;

/// <summary>
/// Reads a text once and lists the words of a lexicon in it, plain ones and disguised ones apart, all with their places in the original.
/// </summary>
/// <param name="lexicon">The words to look for.</param>
/// <param name="text">The text.</param>
/// <param name="lower">The same in lower case, character for character.</param>
internal ref struct WordScanner(Lexicon lexicon, ReadOnlySpan<char> text, ReadOnlySpan<char> lower)
{
    private const int LongestStray = 40;
    private const int LongestBeforeSign = 4;
    private const string SignsForLetters = "*<@$!|(#";
    private const int FewestLetters = 3;

    // Single letters that are words of their own in one of the languages.
    private const string LetterWords = "aeiouyаеєиіїоуюяввзкйсб0123456789";
    private const int ShortestWithDigits = 3;
    private const int ShortestJoined = 5;
    private const int LongestJoined = 40;
    private const int LongestPart = 14;
    private const int MostParts = 7;
    private const int MostSplits = 40;
    private const int ShortestInTrie = 3;
    private const int ShortestHump = 4;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly ReadOnlySpan<char> _lower = lower;
    private SpacedLetters _letters;
    private BrokenWord _broken;
    private int _previousId = -1;
    private int _ordinal;
    private int _previousStart;
    private int _previousEnd = -1;

    /// <summary>Words that stand in the text as they are, in order.</summary>
    public required List<ReadWord> Plain { get; init; }

    /// <summary>Words that a reader sees in the text although it does not spell them, in order.</summary>
    public required List<ReadWord> Disguised { get; init; }

    /// <summary>How many of the words are frequent in each language.</summary>
    public LanguageMarkers Markers { get; } = new();

    public void Scan()
    {
        for (var at = 0; at < _text.Length;)
        {
            if (Characters.WordWidth(_text, at) == 0)
            {
                at = _text[at] != ' ' && StartsChunk(at) && Drawings.Begin(_text, at) ? Drawn(at) : at + 1;
                continue;
            }

            var shape = WordShape.Of(_text, at);
            Word(at, shape);
            _previousStart = at;
            _previousEnd = shape.End;
            _ordinal++;
            at = shape.End;
        }

        EndLetters();
        Markers.Words = _ordinal;
    }

    private void Word(int start, WordShape shape)
    {
        var id = Find(start, shape);
        if (id >= 0)
        {
            Plain.Add(new ReadWord(start, shape.End, id, _ordinal, _ordinal, Disguised: false));
            Markers.Count(lexicon.Word(id).Use);
        }

        FollowLetters(start, shape.End);
        if (IsDisguised(start))
        {
            Disguised[^1] = Disguised[^1] with { Last = _ordinal };
        }
        else if (id < -1)
        {
            var heard = Lexicon.IsRespelling(id);
            Disguised.Add(new ReadWord(start, shape.End, heard ? Lexicon.Respelling(id) : Lexicon.Slip(id), _ordinal, _ordinal, Disguised: true, Weak: !heard));
        }
        else if (id < 0 && shape.Foreign && TurnedWord.Find(lexicon, _lower[start..shape.End]) is >= 0 and var turned)
        {
            Disguised.Add(new ReadWord(start, shape.End, turned, _ordinal, _ordinal, Disguised: true));
        }
        else if (!(shape.Suspicious && Disguise(start, shape, id >= 0 ? lexicon.Word(id).Severity : -1)) && id < 0)
        {
            Part(start, shape.End);
            if (shape.HasHumps) Humps(start, shape.End);
        }

        Stray(start, shape.End);
        Break(start, shape.End, id);
    }

    private readonly bool StartsChunk(int at) => at == 0 || char.IsWhiteSpace(_text[at - 1]);

    // "|-|0e": a word that begins with signs. Returns where to go on.
    private int Drawn(int start)
    {
        var reader = new DisguisedWord(_text, lexicon, Alphabet.Latin, Reach.Chunk);
        if (!reader.Read(start, _text.Length))
        {
            return start + 1;
        }

        Disguised.Add(new ReadWord(start, reader.End, reader.Id, _ordinal, _ordinal, Disguised: true));
        _ordinal++;
        return reader.End;
    }

    private void Break(int start, int end, int id)
    {
        var (previous, goesOn) = (_previousId, false);
        _previousId = id;
        if (_previousEnd < 0 || start - _previousEnd > BrokenWord.LongestGap || end - start > BrokenWord.LongestPiece || (IsUsual(id) && IsUsual(previous) && !_broken.IsOpen))
        {
            _broken = default;
            return;
        }

        // The pieces before this one may be the words before the broken one: "a fu ck".
        var piece = _lower[start..end];
        goesOn = _broken.Adjoins(_text, _previousEnd, start) && _broken.Take(lexicon, piece, id);
        var last = BrokenWord.From(lexicon, _lower[_previousStart.._previousEnd], previous, _previousStart, _ordinal - 1);
        if (last.Adjoins(_text, _previousEnd, start) && last.Take(lexicon, piece, id) && (!goesOn || (Severity(_broken, end) <= 0 && Severity(last, end) > 0)))
        {
            (_broken, goesOn) = (last, true);
        }

        if (!goesOn)
        {
            _broken = default;
            return;
        }

        var word = _broken.Word(lexicon, IsAllText(_broken.Start, end));
        if (word < 0 || (Disguised.Count > 0 && Disguised[^1].End > _broken.Start && !Disguised[^1].Weak && Disguised[^1].Start != _broken.Start))
        {
            return;
        }

        while (Disguised.Count > 0 && Disguised[^1].End > _broken.Start)
        {
            Disguised.RemoveAt(Disguised.Count - 1);
        }

        Disguised.Add(new ReadWord(_broken.Start, end, word, _broken.First, _ordinal, Disguised: true, Weak: lexicon.Word(word).Severity < 0));
    }

    private readonly bool IsUsual(int id) => id >= 0 && (lexicon.Word(id).Use & WordUse.Usual) != 0;

    private readonly int Severity(BrokenWord broken, int end) =>
        broken.Word(lexicon, IsAllText(broken.Start, end)) is >= 0 and var word ? lexicon.Word(word).Severity : -1;

    private readonly bool IsAllText(int start, int end) => _text[..start].IsWhiteSpace() && _text[end..].IsWhiteSpace();

    // "IHateThem": where a word begins that a capital letter parts from the one before.
    private readonly bool IsHump(int at) =>
        char.IsAsciiLetterUpper(_text[at])
        && (char.IsAsciiLetterLower(_text[at - 1]) || (char.IsAsciiLetter(_text[at - 1]) && at + 1 < _text.Length && char.IsAsciiLetterLower(_text[at + 1])));

    // "DumbAss": the strong words among the humps.
    private void Humps(int start, int end)
    {
        for (var (from, at) = (start, start + 1); at <= end; at++)
        {
            if (at < end && !IsHump(at))
            {
                continue;
            }

            var id = at - from >= ShortestHump && (from > start || at < end) ? lexicon.Find(_lower[from..at]) : -1;
            if (id >= 0 && lexicon.Word(id).Severity >= 2 && !IsDisguised(from))
            {
                Disguised.Add(new ReadWord(from, at, id, _ordinal, _ordinal, Disguised: true));
            }

            from = at;
        }
    }

    // "killallthe": each part is a word of its own, so that phrases run through them.
    private void Part(int start, int end)
    {
        if (end - start is < ShortestJoined or > LongestJoined)
        {
            return;
        }

        Span<int> lengths = stackalloc int[MostParts];
        var splits = 0;
        var count = Split(_lower[start..end], lengths, 0, ref splits);
        for (var part = 0; part < count; part++)
        {
            _ordinal += part > 0 ? 1 : 0;
            var id = lexicon.Find(_lower.Slice(start, lengths[part]));
            Disguised.Add(new ReadWord(start, start + lengths[part], id, _ordinal, _ordinal, Disguised: true, Weak: true));
            start += lengths[part];
        }
    }

    private readonly int Split(ReadOnlySpan<char> rest, Span<int> lengths, int count, ref int splits)
    {
        if (rest.IsEmpty || count == lengths.Length || ++splits > MostSplits)
        {
            return rest.IsEmpty && count > 1 ? count : 0;
        }

        var words = Beginnings(rest);
        for (var length = Math.Min(rest.Length, LongestPart); length > 0; length--)
        {
            var id = length < ShortestInTrie ? length > 1 || rest[0] is 'i' or 'a' ? lexicon.Find(rest[..length]) : -1
                : (words >> length & 1) != 0 ? lexicon.Find(rest[..length]) : -1;
            if (id < 0 || !lexicon.Word(id).Use.HasFlag(WordUse.Joins))
            {
                continue;
            }

            lengths[count] = length;
            if (Split(rest[length..], lengths, count + 1, ref splits) is > 0 and var whole)
            {
                return whole;
            }
        }

        return 0;
    }

    // The lengths, as bits, of the words that letters begin with: one way through the trie spares a look-up for every length.
    private readonly int Beginnings(ReadOnlySpan<char> letters)
    {
        var (node, lengths) = (LetterTrie.Root, 0);
        for (var at = 0; at < letters.Length && at < LongestPart && (node = lexicon.Letters.Child(node, letters[at])) >= 0; at++)
        {
            lengths |= lexicon.Letters.Word(node) >= 0 ? 1 << (at + 1) : 0;
        }

        return lengths;
    }

    // Numbers glued to a word do not make it another word.
    private readonly int Find(int start, WordShape shape)
    {
        var word = _lower[start..shape.End];
        var id = lexicon.Find(word);
        if (id == -1)
        {
            id = lexicon.Affixes.Find(word);
        }

        if (id >= 0 || !shape.HasDigits)
        {
            return id;
        }

        var letters = word.Trim("0123456789");
        return letters.Length >= ShortestWithDigits ? Math.Max(-1, lexicon.Find(letters)) : -1;
    }

    // A plain term gives way to a disguised one only when that is worse: "ass-h0le", but not "fucker's".
    private bool Disguise(int start, WordShape shape, int plain)
    {
        var reader = new DisguisedWord(_text, lexicon, shape.Alphabet, Reach.Chunk);
        var signs = WordShape.WithLeadingSigns(_text, start);
        for (var from = signs; from < (shape.HasHumps ? shape.End : start + 1); from++)
        {
            if ((from <= start || IsHump(from)) && reader.Read(from, _text.Length) && (plain <= 0 || (reader.End > shape.End && lexicon.Word(reader.Id).Severity > plain)))
            {
                Disguised.Add(new ReadWord(from, reader.End, reader.Id, _ordinal, _ordinal, Disguised: true));
                return true;
            }
        }

        return false;
    }

    private void FollowLetters(int start, int end)
    {
        var isLetter = end - start == 1;
        if (isLetter && _letters.Continue(_text, start, _ordinal))
        {
            return;
        }

        EndLetters();
        if (isLetter)
        {
            _letters = SpacedLetters.From(start, _ordinal);
        }
    }

    private readonly bool IsDisguised(int start) => Disguised.Count > 0 && start < Disguised[^1].End;

    private void EndLetters()
    {
        var letters = _letters;
        _letters = default;
        if (letters.Count > 1)
        {
            letters.TakeSignsAround(_text);
        }

        if (letters.Count < FewestLetters || IsDisguised(letters.Start))
        {
            return;
        }

        var alphabet = WordShape.AlphabetOf(_text[letters.Start..letters.End]);
        var reader = new DisguisedWord(_text, lexicon, alphabet, Reach.Letters);
        for (var from = letters.Start; from >= 0; from = letters.AfterPronoun(_text, from))
        {
            if (reader.Read(from, letters.End) && letters.Believes(_text, lexicon.Word(reader.Id), from))
            {
                var word = new ReadWord(from, reader.End, reader.Id, letters.First + (from > letters.Start ? 1 : 0), letters.Last, Disguised: true);
                if (IsDisguised(letters.Start)) Disguised[^1] = word;
                else Disguised.Add(word);
                if (lexicon.Word(reader.Id).Severity >= 0) return;
            }
        }
    }

    // "f uck" and "twa t": a letter that is no word by itself, one space away from the rest.
    private void Stray(int start, int end)
    {
        var gap = _previousEnd < 0 ? 0 : start - _previousEnd;
        var bySign = gap == 2 && _previousEnd - _previousStart <= LongestBeforeSign && SignsForLetters.Contains(_text[start - 1]);
        var adjoins = gap > 0 && _text[_previousEnd] == ' ' && (gap == 1 ? IsStray(_previousStart, _previousEnd) != IsStray(start, end) : bySign);
        if (!adjoins || IsDisguised(_previousStart))
        {
            return;
        }

        var alphabet = WordShape.AlphabetOf(_text[_previousStart..end]);
        var reader = new DisguisedWord(_text, lexicon, alphabet, Reach.Stray);
        var limit = Math.Min(_text.Length, _previousStart + LongestStray);
        if (reader.Read(_previousStart, limit) && reader.End >= end && lexicon.Word(reader.Id).Severity >= 2 && !IsMeant(start, end, lexicon.Word(reader.Id)))
        {
            Disguised.Add(new ReadWord(_previousStart, reader.End, reader.Id, _ordinal - 1, _ordinal, Disguised: true));
        }
    }

    // "two t shirts", "today s pick": the rest is a word, and the letter is short for something.
    private readonly bool IsMeant(int start, int end, WordEntry word)
    {
        var isLetterFirst = _previousEnd - _previousStart == 1;
        var rest = isLetterFirst ? _lower[start..end] : _lower[_previousStart.._previousEnd];
        var letter = isLetterFirst ? _lower[_previousStart] : _lower[start];
        return IsUsual(lexicon.Find(rest)) && (word.Length < ShortestJoined || letter is 's' or 't');
    }

    private readonly bool IsStray(int start, int end) =>
        end - start == 1 && !LetterWords.Contains(_lower[start]) && (start == 0 || _text[start - 1] is ' ' or '\n');
}
