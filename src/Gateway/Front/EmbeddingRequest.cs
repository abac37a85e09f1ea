using System.Text.Json.Nodes;
using Steward.Gateway.Embeddings;
using Steward.Gateway.Providers;
using Steward.Platform.Errors;

namespace Steward.Gateway.Front;

/// <summary>A client's request of OpenAI's embeddings, checked as far as the gateway has to understand it. What it does not know it passes on.</summary>
/// <param name="Body">As it was sent.</param>
/// <param name="Model">The name that is asked for.</param>
/// <param name="Texts">The texts; null where they are given as tokens.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Dimensions">The wanted length of a vector.</param>
/// <param name="Packed">Vectors are wanted as base64, not as numbers.</param>
internal sealed record EmbeddingRequest(JsonObject Body, string Model, IReadOnlyList<string>? Texts, int Count, int? Dimensions, bool Packed)
{
    private const int MostLetters = 200_000, MostDimensions = 65_536;

    /// <summary>For whom it is asked.</summary>
    public string? User { get; private init; }

    /// <exception cref="ProblemException">400: members are missing or wrong.</exception>
    public static EmbeddingRequest Of(JsonObject given)
    {
        var check = new Check().Text("/model", JsonText.Of(given["model"]), 200);
        var inputs = InputsOf(given["input"]);
        var texts = inputs.OfType<JsonValue>().Select(JsonText.Of).OfType<string>().ToList();
        var tokens = inputs.Count(i => i is JsonArray { Count: > 0 } list && list.All(IsToken));
        check.That(inputs.Count is > 0 and <= EmbeddingGateway.MostTexts && (texts.Count == inputs.Count || tokens == inputs.Count), "/input", "required",
            $"A text, or 1 to {EmbeddingGateway.MostTexts} of them, is required; or as many lists of tokens.");
        for (var i = 0; i < texts.Count; i++)
            check.That(texts[i].Length is > 0 and <= MostLetters, inputs.Count == 1 && given["input"] is JsonValue ? "/input" : $"/input/{i}", texts[i].Length == 0 ? "required" : "too_long", $"A text of 1 to {MostLetters} characters is required.");
        if (given["dimensions"] is { } wanted) check.That(IntOf(wanted) is >= 1 and <= MostDimensions, "/dimensions", "out_of_range", $"A whole number from 1 to {MostDimensions} is required.");
        if (given["encoding_format"] is { } format) check.OneOf("/encoding_format", JsonText.Of(format) ?? "", ["float", "base64"]);
        check.That(given["user"] is null || JsonText.Of(given["user"]) is not null, "/user", "wrong_type", "A text is required.").OptionalText("/user", JsonText.Of(given["user"]), Check.MaxIdLength).ThrowIfAny();
        return new EmbeddingRequest(given, JsonText.Of(given["model"])!, tokens > 0 ? null : texts, inputs.Count, IntOf(given["dimensions"]), JsonText.Of(given["encoding_format"]) == "base64") { User = JsonText.Of(given["user"]) };
    }

    /// <summary>Refuses what those who are to be asked cannot do; nobody stands for the built-in model.</summary>
    /// <exception cref="ProblemException">400.</exception>
    public void CheckFor(IReadOnlyList<ModelTarget> targets)
    {
        var (check, isBuiltin) = (new Check(), targets.Count == 0);
        check.That(Texts is not null || (!isBuiltin && targets.All(t => t.Provider.ReadsTokens)), "/input", "tokens", $"{(isBuiltin ? Model : targets[0].Name)} reads texts, not tokens by OpenAI's numbers.");
        if (isBuiltin) check.Range("/dimensions", Dimensions, BuiltinEmbedding.FewestDimensions, BuiltinEmbedding.MostDimensions);
        check.ThrowIfAny();
    }

    // One text, one list of tokens, or a list of either.
    private static IReadOnlyList<JsonNode?> InputsOf(JsonNode? input) =>
        input is JsonArray list && !(list.Count > 0 && list.All(IsToken)) ? [.. list] : input is null ? [] : [input];

    private static bool IsToken(JsonNode? node) => IntOf(node) is >= 0;

    private static int? IntOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
