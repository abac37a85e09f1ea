using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Reading;

/// <summary>
/// What it took to read a disguised word so far: how many of its letters are really there, and which liberties were taken.
/// </summary>
internal record struct Trail
{
    public byte Literal;
    public byte Digits;
    public byte Signs;
    public byte LookAlikes;
    public byte Accents;
    public byte Wild;
    public byte Stars;
    public byte Skips;
    public byte OddSkips;
    public byte Piece;
    public byte ShortestPiece;
    public byte LongestPiece;
    public byte Run;
    public byte LongestRun;
    public char Last;
    public bool AfterWild;

    public static Trail Start { get; } = new() { ShortestPiece = byte.MaxValue };

    /// <summary>Whether it ends on a sign taken for a missing letter; at the end of a word only stars are meant so.</summary>
    public readonly bool EndsOnSign => AfterWild && Stars < Wild;

    private readonly bool Plain => Digits + Signs + LookAlikes + Accents + Wild + Skips + LongestRun == 0;

    public readonly Trail WithLetter(char letter, Likeness likeness)
    {
        var next = this;
        switch (likeness)
        {
            case Likeness.Digit: next.Digits++; break;
            case Likeness.Sign: next.Signs++; break;
            case Likeness.Accent: next.Accents++; next.Literal++; break;
            case Likeness.LookAlike: next.LookAlikes++; next.Literal++; break;
            case Likeness.Drawing: next.Signs++; next.Literal++; break;
            default: next.Literal++; break;
        }

        next.Piece++;
        next.Run = 1;
        next.Last = letter;
        next.AfterWild = false;
        return next;
    }

    public readonly Trail WithRepeat()
    {
        var next = this;
        next.Run = Capped(Run);
        next.LongestRun = Math.Max(LongestRun, next.Run);
        next.AfterWild = false;
        return next;
    }

    public readonly Trail WithWild(bool star)
    {
        var next = this;
        next.Wild = Capped(Wild);
        next.Stars += star ? (byte)1 : (byte)0;
        next.Piece = Capped(Piece);
        next.Last = '\0';
        next.AfterWild = true;
        return next;
    }

    public readonly Trail WithUnseen(Likeness likeness) =>
        likeness == Likeness.Accent ? this with { Accents = Capped(Accents) } : this with { LookAlikes = Capped(LookAlikes) };

    public readonly Trail WithSkip(bool odd)
    {
        if (Piece == 0)
        {
            return this;
        }

        var next = Ended();
        next.OddSkips += odd ? (byte)1 : (byte)0;
        next.Skips = Capped(Skips);
        next.Piece = 0;
        next.Last = '\0';
        next.AfterWild = false;
        return next;
    }

    /// <summary>Whether a reader would take the disguise for this word rather than for an accident of typing.</summary>
    public readonly bool Shows(WordEntry word, bool spaced)
    {
        if (Plain || (word.Severity == 0 && Digits + Signs + LookAlikes == 0 && Accents < 2))
        {
            return false;
        }

        return ShowsLetters(word) && ShowsWild(word) && Ended().ShowsPieces(word, spaced)
            && (LongestRun is 0 or >= 3 || (word.Severity >= 2 && word.Length >= 4));
    }

    private static byte Capped(byte value) => value == byte.MaxValue ? value : (byte)(value + 1);

    private readonly bool ShowsLetters(WordEntry word)
    {
        var enough = Literal >= 2 || (Literal == 1 && (Signs > 0 || (Wild > 0 && word.Swearing)))
            || (Signs >= 2 && Signs + Digits == word.Length) || (Literal == 1 && word.Severity >= 2 && word.Length >= 5);
        var accentsAlone = Accents > 0 && Digits + Signs + LookAlikes + Wild + Skips + LongestRun == 0;
        return enough && (!accentsAlone || word.Length >= 4 || Accents >= 2)
            && (word.Severity > 0 || Literal * 2 >= word.Length);
    }

    private readonly bool ShowsWild(WordEntry word)
    {
        if (Wild == 0)
        {
            return true;
        }

        if (word.Swearing)
        {
            return Wild < word.Length;
        }

        var shortest = word.Severity == 3 && Stars == Wild ? 3 : 4;
        var fewest = Stars == Wild || (Wild == 1 && Literal >= 3) ? 1 : 2;
        return word.Length >= shortest && Literal >= 2 && word.Severity >= fewest;
    }

    private readonly bool ShowsPieces(WordEntry word, bool spaced)
    {
        if (Skips == 0)
        {
            return !spaced;
        }

        return spaced || LongestPiece == 1 || word.Severity == 3 || (OddSkips == Skips && word.Severity >= 2 && word.Length >= 4) || (word.Severity >= 1 && ShortestPiece == 1 && word.Length >= 4);
    }

    private readonly Trail Ended() => Piece == 0 ? this : this with
    {
        ShortestPiece = Math.Min(ShortestPiece, Piece),
        LongestPiece = Math.Max(LongestPiece, Piece),
    };
}
