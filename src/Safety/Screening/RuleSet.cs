using System.Security.Cryptography;
using System.Text;
using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening;

/// <summary>
/// The vocabularies as lexicons. English and Ukrainian judge every text, since no word of the one looks like a word of the other; another
/// language joins where the text is written in it, and its exceptions then protect words that would be profane in English.
/// </summary>
internal sealed class RuleSet
{
    // Goes up when a rule changes; the vocabularies change the second part by themselves.
    private const int Revision = 3;

    private readonly Dictionary<string, Lazy<Lexicon>> _joining = [];

    /// <param name="own">A vocabulary that judges every text beside the shipped ones.</param>
    public RuleSet(Vocabulary? own = null)
    {
        Vocabulary[] always = [Vocabulary.Load(Language.English), Vocabulary.Load(Language.Ukrainian), .. own is null ? Array.Empty<Vocabulary>() : [own]];
        Vocabulary[] joining = [.. Language.Joining.Select(language => Vocabulary.Load(language.Name))];
        Common = LexiconBuilder.Build(always, joining);
        foreach (var vocabulary in joining)
        {
            _joining[vocabulary.Language] = new Lazy<Lexicon>(() => LexiconBuilder.Build([.. always, vocabulary], []));
        }

        var content = Encoding.UTF8.GetBytes(string.Concat(always.Concat(joining).Select(vocabulary => vocabulary.Content)));
        Version = $"rules-{Revision}-{Convert.ToHexStringLower(SHA256.HashData(content)[..4])}";
    }

    public static RuleSet Shipped { get; } = new();

    public Lexicon Common { get; }

    public string Version { get; }

    /// <summary>The lexicon of a language, <see cref="Common"/> where none joins.</summary>
    public Lexicon Of(string language) => language == Language.English ? Common : _joining.TryGetValue(language, out var lexicon) ? lexicon.Value : Common;
}
