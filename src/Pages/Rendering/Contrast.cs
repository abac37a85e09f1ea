using System.Globalization;
using Steward.Pages.Documents;

namespace Steward.Pages.Rendering;

/// <summary>Can a text in one colour be read on another? Ratio of luminances as WCAG 2.2 defines it, at least 4.5.</summary>
internal static class Contrast
{
    public const string Text = "#1c1f26", Paper = "#ffffff", Accent = "#1f4fd8";
    private const double Least = 4.5;

    public static IEnumerable<Finding> Check(string pointer, string? text, string? background)
    {
        if (text is null && background is null) yield break;
        var ratio = Ratio(text ?? Text, background ?? Paper);
        if (ratio < Least)
            yield return Finding.Error($"{pointer}/{(text is null ? "backgroundColor" : "textColor")}", "contrast",
                string.Create(CultureInfo.InvariantCulture, $"{text ?? Text} on {background ?? Paper} has a contrast of {ratio:0.0}; text needs {Least}."));
    }

    /// <summary>1 (the same) to 21 (black on white).</summary>
    public static double Ratio(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + .05) / (Math.Min(a, b) + .05);
    }

    private static double Luminance(string color)
    {
        var hex = color.Length == 4 ? string.Concat(color.Skip(1).Select(c => new string(c, 2))) : color[1..];
        double Part(int at) => Linear(int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0);
        return (.2126 * Part(0)) + (.7152 * Part(2)) + (.0722 * Part(4));
    }

    private static double Linear(double part) => part <= .04045 ? part / 12.92 : Math.Pow((part + .055) / 1.055, 2.4);
}
