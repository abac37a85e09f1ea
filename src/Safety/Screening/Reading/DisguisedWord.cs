using System.Buffers;
using System.Globalization;
using System.Text;
using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Reading;

/// <summary>How far a disguised reading may reach.</summary>
internal enum Reach
{
    /// <summary>Within one run of characters without white space.</summary>
    Chunk,

    /// <summary>Over the spaces between single letters: "f u c k".</summary>
    Letters,

    /// <summary>Over one space beside a stray letter: "f uck".</summary>
    Stray,
}

/// <summary>
/// Reads the longest word of the lexicon that begins at one place of a text, letting characters stand for the letters they resemble,
/// repeat, be skipped or be starred out. The positions are those of the original text throughout. A fixed number of steps bounds the work
/// at each place, so hostile text costs no more than its length.
/// </summary>
internal ref struct DisguisedWord(ReadOnlySpan<char> text, Lexicon lexicon, Alphabet alphabet, Reach reach)
{
    private const int MostSteps = 250;
    private const int LongestGap = 12;
    private const int MostUnseen = 12;
    private const int MarkupReach = 200;

    private readonly ReadOnlySpan<char> _text = text;
    private int _steps;
    private int _start;

    /// <summary>The word's number, -1 when there is none.</summary>
    public int Id { get; private set; } = -1;

    /// <summary>Offset just past the word.</summary>
    public int End { get; private set; }

    /// <summary>
    /// Tries to read a word from <paramref name="start"/> on that ends at an edge, at <paramref name="limit"/> at the latest.
    /// </summary>
    public bool Read(int start, int limit)
    {
        _steps = 0;
        _start = start;
        Id = -1;
        End = start;
        Walk(start, limit, LetterTrie.Root, Trail.Start, 0);
        return Id >= 0;
    }

    private void Walk(int at, int limit, int node, Trail trail, int idle)
    {
        var word = lexicon.Letters.Word(node);
        if (word >= 0 && idle == 0 && IsBetter(word, at) && trail.Shows(lexicon.Word(word), reach == Reach.Letters) && MayMask(trail) && MayEnd(at, trail))
        {
            Id = word;
            End = at;
        }

        if (at >= limit || ++_steps > MostSteps)
        {
            return;
        }

        var glyph = Glyphs.Read(_text, at, alphabet);
        var next = at + glyph.Width;
        if (glyph.Unseen)
        {
            Walk(next, limit, node, node == LetterTrie.Root ? trail : trail.WithUnseen(glyph.Likeness), idle < MostUnseen ? idle : 0);
            return;
        }

        Letters(glyph, next, limit, node, trail);
        Drawn(at, limit, node, trail);
        if (node == LetterTrie.Root)
        {
            return;
        }

        // Letters left out and signs put in at once can make any abbreviation profane.
        if (glyph.Wild && trail.Skips == 0 && reach == Reach.Chunk)
        {
            Blanks(_text[at] == '*', next, limit, node, trail);
        }

        if (glyph.Skip && trail.Wild == 0 && idle < LongestGap && (!glyph.Space || MaySkipSpace(trail, idle)))
        {
            Walk(next, limit, node, trail.WithSkip(_text[at] >= 128 && !glyph.Space), idle + 1);
        }
    }

    private void Letters(Glyph glyph, int next, int limit, int node, Trail trail)
    {
        if (glyph.Own != '\0')
        {
            Letter(glyph.Own, Likeness.None, next, limit, node, trail);
        }

        foreach (var other in glyph.Others)
        {
            Letter(other, glyph.Likeness, next, limit, node, trail);
        }
    }

    private void Drawn(int at, int limit, int node, Trail trail)
    {
        if (alphabet != Alphabet.Latin)
        {
            return;
        }

        var rest = _text[at..limit];
        foreach (var (signs, letter) in Drawings.From(_text[at]))
        {
            // "now()" ends in a pair of brackets, not in an o.
            if (rest.StartsWith(signs) && !(letter == 'o' && EndsAt(at + signs.Length)))
            {
                Letter(letter, Likeness.Drawing, at + signs.Length, limit, node, trail);
            }
        }
    }

    private void Letter(char letter, Likeness likeness, int next, int limit, int node, Trail trail)
    {
        var child = lexicon.Letters.Child(node, letter);
        if (child >= 0)
        {
            Walk(next, limit, child, trail.WithLetter(letter, likeness), 0);
        }

        if (letter == trail.Last)
        {
            Walk(next, limit, node, trail.WithRepeat(), 0);
        }
    }

    // With hardly a letter to go by, only the worst word is worth the search; children come worst first.
    private void Blanks(bool star, int next, int limit, int node, Trail trail)
    {
        var guessing = trail.Literal < 2 && trail.Wild >= 2;
        for (var child = lexicon.Letters.FirstChild(node); child > 0; child = guessing ? 0 : lexicon.Letters.NextSibling(child))
        {
            Walk(next, limit, child, trail.WithWild(star), 0);
        }

        if (trail.AfterWild && !star)
        {
            Walk(next, limit, node, trail, 0);
        }
    }

    private readonly bool MaySkipSpace(Trail trail, int idle) => reach switch
    {
        Reach.Chunk => false,
        Reach.Letters => trail.Piece <= 1,
        _ => idle == 0 && trail.Skips < 2,
    };

    // "S*** and J***" are names.
    private readonly bool MayMask(Trail trail) =>
        trail.Literal > 1 || trail.Wild == 0 || trail.Signs > 0 || char.IsLower(_text[_start]) || _text[_start] == 'F';

    private readonly bool MayEnd(int at, Trail trail) =>
        EndsAt(at) && !trail.EndsOnSign && !(trail.AfterWild && EndsOnMarkup(at)) && !(trail.Skips == 1 && EndsOnGenitive(at));

    private readonly bool EndsOnGenitive(int at) => at > 1 && (_text[at - 1] | 0x20) == 's' && _text[at - 2] is '\'' or '’';

    // "sh**" leaves letters out; one star is a footnote, and two close what two others opened: "**CLI**".
    private readonly bool EndsOnMarkup(int at)
    {
        if (at < 2 || _text[at - 2] != '*')
        {
            return true;
        }

        var before = _text[Math.Max(0, _start - MarkupReach).._start];
        var open = before.LastIndexOf("**");
        return open >= 0 && (open + 2 == before.Length || !char.IsWhiteSpace(before[open + 2]));
    }

    // The longest reading, and of two as long the worse.
    private readonly bool IsBetter(int word, int at) =>
        at > End || (at == End && Id >= 0 && lexicon.Word(word).Severity > lexicon.Word(Id).Severity);

    private readonly bool EndsAt(int at)
    {
        if (at >= _text.Length)
        {
            return true;
        }

        if (_text[at] < 128)
        {
            return !char.IsAsciiLetterOrDigit(_text[at]);
        }

        if (Rune.DecodeFromUtf16(_text[at..], out var rune, out _) != OperationStatus.Done)
        {
            return true;
        }

        var isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
        return !isMark && !Rune.IsLetterOrDigit(rune);
    }
}
