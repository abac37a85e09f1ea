using System.Security.Cryptography;
using System.Text;
using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening;

/// <summary>
/// The vocabularies as lexicons. English and Ukrainian judge every text, since no word of the one looks like a word of the other; Norwegian
/// joins where the text is Norwegian, and its exceptions then protect words that would be profane in English.
/// </summary>
internal sealed class RuleSet
{
    // Goes up when a rule changes; the vocabularies change the second part by themselves.
    private const int Revision = 2;

    private readonly Lazy<Lexicon> _norwegian;

    private RuleSet()
    {
        Vocabulary english = Vocabulary.Load("en"), ukrainian = Vocabulary.Load("uk"), norwegian = Vocabulary.Load("no");
        Common = LexiconBuilder.Build([english, ukrainian], [norwegian]);
        _norwegian = new Lazy<Lexicon>(() => LexiconBuilder.Build([english, ukrainian, norwegian], []));
        var content = Encoding.UTF8.GetBytes(english.Content + ukrainian.Content + norwegian.Content);
        Version = $"rules-{Revision}-{Convert.ToHexStringLower(SHA256.HashData(content)[..4])}";
    }

    public static RuleSet Shipped { get; } = new();

    public Lexicon Common { get; }

    public Lexicon Norwegian => _norwegian.Value;

    public string Version { get; }
}
