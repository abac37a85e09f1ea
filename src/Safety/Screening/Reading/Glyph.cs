namespace Steward.Safety.Screening.Reading;

/// <summary>How a character came to stand for a letter that it is not.</summary>
internal enum Likeness : byte
{
    None,
    Digit,
    Sign,
    Accent,
    LookAlike,

    /// <summary>Several signs draw it.</summary>
    Drawing,
}

/// <summary>One character of a text as somebody reading it sees it.</summary>
/// <param name="Own">The lower-case letter that it is; none for digits and signs.</param>
/// <param name="Others">The letters that it can pass for.</param>
/// <param name="Likeness">How it can.</param>
/// <param name="Width">Its UTF-16 units.</param>
/// <param name="Wild">Whether it can stand for a letter left out, as the star in "f*ck".</param>
/// <param name="Skip">Whether it can be put between letters without being one.</param>
/// <param name="Space">Whether it is white space.</param>
/// <param name="Unseen">Whether it is drawn upon its neighbours or not at all: a combining mark, a character without width.</param>
internal readonly record struct Glyph(
    char Own,
    string Others,
    Likeness Likeness,
    byte Width = 1,
    bool Wild = false,
    bool Skip = false,
    bool Space = false,
    bool Unseen = false)
{
    /// <summary>Ends every reading.</summary>
    public static Glyph Stop { get; } = new('\0', "", Likeness.None);

    public static Glyph Nothing(Likeness likeness, byte width) => new('\0', "", likeness, width, Unseen: true);
}
