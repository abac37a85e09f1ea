using System.Globalization;

namespace Steward.Server.Demo;

/// <summary>A bar on standard error. On a terminal it is drawn over itself; elsewhere a line is written at each quarter.</summary>
internal sealed class ProgressLine(TextWriter words, bool redraws)
{
    private const int Width = 30;
    private int _quarter;

    public void Show(string what, long done, long total)
    {
        var part = total == 0 ? 1 : Math.Clamp((double)done / total, 0, 1);
        var text = string.Create(CultureInfo.InvariantCulture, $"{what} {done:N0} of {total:N0}");
        if (redraws)
        {
            var filled = (int)(part * Width);
            words.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {text}   ");
            return;
        }

        if ((int)(part * 4) <= _quarter) return;
        _quarter = (int)(part * 4);
        words.WriteLine(text);
    }

    /// <summary>Leaves the bar and goes on below it.</summary>
    public void End()
    {
        if (redraws) words.WriteLine();
    }
}
