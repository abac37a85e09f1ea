using System.Text.RegularExpressions;
using Steward.Pages.Blocks;

namespace Steward.Pages.Generation.Writer;

/// <summary>Where readers of a page can turn to, as the brief gives it.</summary>
internal sealed partial record Contacts(string? Mail, string? Telephone, string? Site)
{
    private const int Longest = 500;

    public bool Any => Mail is not null || Telephone is not null || Site is not null;

    public static Contacts Of(string text)
    {
        string? First(Regex pattern, Func<Match, string> address) => pattern.Matches(text).Select(address).FirstOrDefault(a => a.Length <= Longest && Address().IsMatch(a));
        return new Contacts(
            First(Mails(), m => "mailto:" + m.Value), First(Telephones(), m => "tel:" + m.Groups["number"].Value.Trim()),
            First(Sites(), m => m.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')', '\'', '’', '”', '»')));
    }

    /// <summary>Does the sentence say nothing but an address?</summary>
    public static bool IsOnlyContact(string sentence)
    {
        var rest = Telephones().Replace(Sites().Replace(Mails().Replace(sentence, " "), " "), " ");
        return rest.Length != sentence.Length && Words().Count(rest) <= 3;
    }

    [GeneratedRegex(@"(?<![\w.+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Mails();

    [GeneratedRegex(@"(?<![\p{L}\d])(?<number>\+\d[\d ()-]{6,18}\d|(?<=(?:tel|tlf|phone|telefon|call|ring|тел|телефон|전화)[.:]?\s{0,3})\d[\d ()-]{5,16}\d|0\d{1,2}-\d{3,4}-\d{4})(?!\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Telephones();

    [GeneratedRegex(@"https?://[^\s<>""]+", RegexOptions.CultureInvariant)]
    private static partial Regex Sites();

    [GeneratedRegex(LinkAttribute.Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
