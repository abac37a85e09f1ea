using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Steward.Gateway.Embeddings;

namespace Flows.Gateway;

/// <summary>The built-in vectors: the same everywhere, near where texts are written alike, and floors under how well they find (docs/reports/embeddings-builtin.md).</summary>
public sealed class BuiltinVectors
{
    private static readonly string[] Catalogue =
    [
        "CONCRETE PIPE, REINFORCED, 12 INCH", "CONCRETE PIPE, REINFORCED, 18 INCH", "PIPE, TYPE 2, CIRCULAR", "CLEARING AND GRUBBING", "EXCAVATION, COMMON", "EXCAVATION, ROCK", "TOPSOIL, STRIP AND STOCKPILE",
        "SEED MIXTURE, ROADSIDE", "SODDING", "GUARDRAIL, W-BEAM", "GUARDRAIL END TREATMENT", "SIGN, SHEET, ALUMINUM", "SIGN POST, SQUARE TUBE", "PAVEMENT MARKING, PAINT, WHITE", "PAVEMENT MARKING, PAINT, YELLOW",
        "MILLING, ASPHALT SURFACE", "ASPHALT MIXTURE, SURFACE, 9.5 MM", "ASPHALT MIXTURE, BASE, 25 MM", "TEMPORARY TRAFFIC SIGNAL", "LIGHT POLE FOUNDATION", "CONDUIT, STEEL, GALVANIZED, 2 IN", "SILT FENCE", "RIPRAP, CLASS 1",
        "MOBILIZATION AND DEMOBILIZATION", "FIELD OFFICE, TYPE B", "CURB RAMP, CONCRETE", "SIDEWALK, CONCRETE, 4 IN", "MANHOLE, TYPE A", "INLET, CATCH BASIN", "BRIDGE DECK OVERLAY, LATEX",
    ];

    [Fact]
    public void Vectors_are_the_same_to_the_last_bit_in_every_version_that_bears_the_name()
    {
        var all = ((string[])["concrete pipe 12 inch", "Ｆｕｌｌ ﬁeld café cafe\u0301", "Ведмідь співає у хорі", "東京都の道路工事", "हिन्दी में", "1.5 m² ½"]).SelectMany(t => BuiltinEmbedding.Of(t)).ToArray();
        (BuiltinEmbedding.Model, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(all.AsSpan())))[..16]).ShouldBe(("embedding-1", "4f022af1d1812a10"));
    }

    [Theory]
    [InlineData("CAFÉ", "cafe\u0301"), InlineData("ﬁeld", "field"), InlineData("Ｆｕｌｌ １２", "full 12"), InlineData("Ёлка", "е\u0308лка"), InlineData("ÅSEN", "a\u030Asen"), InlineData("x²", "X2"), InlineData("pipe,  12-inch", "Pipe 12 inch")]
    public void What_reads_alike_has_one_vector(string one, string other) => BuiltinEmbedding.Of(one).ShouldBe(BuiltinEmbedding.Of(other));

    [Theory]
    [InlineData("The choir sings on Tuesdays", "the choirs sing on Tuesday", "a bill for concrete")]
    [InlineData("Хор співає щовівторка", "хори співають у вівторок", "рахунок за бетон")]
    [InlineData("Koret synger på tirsdager", "kor som synger tirsdag", "en regning for betong")]
    [InlineData("東京都の道路工事の見積もり", "道路工事見積書（東京）", "合唱団は歌う")]
    [InlineData("गाना बजानेवालों का समूह", "गाना बजाने का समूह", "कंक्रीट का बिल")]
    public void Related_texts_are_nearer_than_others_in_any_language(string text, string near, string far) =>
        Vectors.Cosine(BuiltinEmbedding.Of(text), BuiltinEmbedding.Of(near)).ShouldBeGreaterThan(Vectors.Cosine(BuiltinEmbedding.Of(text), BuiltinEmbedding.Of(far)) + 0.15f);

    [Theory]
    [InlineData(64), InlineData(512), InlineData(2048)]
    public void Vectors_have_the_wanted_length_and_norm_one(int dimensions)
    {
        var vector = BuiltinEmbedding.Of(Catalogue[0], dimensions);
        vector.Length.ShouldBe(dimensions);
        Vectors.Cosine(vector, vector).ShouldBe(1f, 1e-5f);
    }

    [Theory]
    [InlineData(""), InlineData(" \t\n"), InlineData("…!?")]
    public void Text_without_letters_or_digits_is_nowhere(string text) => BuiltinEmbedding.Of(text).ShouldAllBe(n => n == 0);

    [Fact]
    public void Half_characters_and_long_texts_are_read()
    {
        BuiltinEmbedding.Of("a \ud800 door \udc00").ShouldAllBe(n => float.IsFinite(n));
        BuiltinEmbedding.Of(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"word{i} "))).ShouldAllBe(n => float.IsFinite(n));
    }

    [Fact]
    public void Item_is_found_again_by_a_label_with_a_typing_error_without_vowels_or_in_another_order()
    {
        Found(label => label.Remove(label.Length / 2, 1)).ShouldBeGreaterThanOrEqualTo(0.9);
        Found(label => string.Join(' ', label.Split(' ').Reverse())).ShouldBeGreaterThanOrEqualTo(0.9);
        Found(label => string.Join(' ', label.Split(' ').Select(w => w[..1] + string.Concat(w[1..].Where(c => !"AEIOU".Contains(c)))))).ShouldBeGreaterThanOrEqualTo(0.55);
    }

    // The part of the catalogue that is nearest to its own changed label.
    private static double Found(Func<string, string> changed)
    {
        var vectors = Catalogue.Select(c => BuiltinEmbedding.Of(c)).ToList();
        return Catalogue.Select((label, i) => BuiltinEmbedding.Of(changed(label)) is var asked && vectors.Select((v, at) => (at, Near: Vectors.Cosine(asked, v))).MaxBy(v => v.Near).at == i).Count(hit => hit) / (double)Catalogue.Length;
    }
}
