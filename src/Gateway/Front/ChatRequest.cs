using System.Text;
using System.Text.Json.Nodes;
using Steward.Gateway.Admission;
using Steward.Gateway.Providers;
using Steward.Platform.Errors;

namespace Steward.Gateway.Front;

/// <summary>A client's request of OpenAI's chat format, checked as far as the gateway has to understand it. What it does not know it passes on.</summary>
/// <param name="Body">As it was sent.</param>
/// <param name="Model">The name that is asked for.</param>
/// <param name="Stream">The answer is wanted in pieces.</param>
/// <param name="IncludeUsage">Its last piece is to tell the usage.</param>
/// <param name="User">For whom it is asked.</param>
/// <param name="Question">What is asked, whoever asks it and however the answer is sent; null where an answer given before is not wanted.</param>
internal sealed record ChatRequest(JsonObject Body, string Model, bool Stream, bool IncludeUsage, string? User, string? Question)
{
    /// <summary>Where nobody limits the answer, it may have so many tokens: what may be spent must be known before.</summary>
    public const int UsualMaxTokens = 4096;

    private const int MostMessages = 2_000, MostTokens = 1_000_000;

    // Each changes what a token costs, or costs something beside tokens.
    private static readonly string[] PricedApart = ["web_search_options", "audio", "modalities", "prediction"];

    // Of one picture, at the finest that a model looks at it.
    private const int MostPictureTokens = 50_000;

    // What is heard, seen or read as a file has prices of its own, and its tokens are not bounded by its bytes.
    private static readonly string[] Parts = ["text", "image_url", "refusal"];

    /// <summary>Most tokens of all answers together.</summary>
    public long MostOutput => MaxTokens * Answers;

    /// <summary>The words of the conversation, in bytes.</summary>
    public long TextBytes => (Body["messages"] as JsonArray ?? []).Sum(m => BytesOf(m?["content"])) + PartsOf(Body).Sum(p => BytesOf(p["text"]));

    /// <summary>The call that it becomes.</summary>
    public CallOrder Order(Payer payer) => new(Body, payer, MostOutput, PicturesApart(), Stream);

    private long MaxTokens => Long("max_completion_tokens") ?? Long("max_tokens") ?? UsualMaxTokens;

    private long Answers => Long("n") ?? 1;

    /// <exception cref="ProblemException">400: members are missing or wrong.</exception>
    public static ChatRequest Of(JsonNode? sent, bool cached)
    {
        if (sent is not JsonObject given) throw new Problem(400, "body_required", "Body required", "Send a JSON object as the body.").AsException();
        var check = new Check().Text("/model", JsonText.Of(given["model"]), 200)
            .That(given["messages"] is JsonArray { Count: > 0 and <= MostMessages } messages && messages.All(m => m is JsonObject), "/messages", "required", $"1 to {MostMessages} messages are required.");
        foreach (var (name, most) in ((string, int)[])[("max_tokens", MostTokens), ("max_completion_tokens", MostTokens), ("n", 16)])
            if (given[name] is { } value) check.That(value is JsonValue number && number.TryGetValue<long>(out var n) && n >= 1 && n <= most, "/" + name, "out_of_range", $"A whole number from 1 to {most} is required.");
        if (given["stream"] is { } stream) check.That(stream is JsonValue s && s.TryGetValue<bool>(out _), "/stream", "wrong_type", "true or false is required.");
        foreach (var name in PricedApart) check.That(given[name] is null, "/" + name, "no_price", "What this costs is not in the price table; the call is refused, not free.");
        check.That(PartsOf(given).All(p => Parts.Contains(JsonText.Of(p["type"]))), "/messages", "no_price", $"Only parts of the types {string.Join(", ", Parts)} have a price in the table.");
        check.That(given["service_tier"] is null || JsonText.Of(given["service_tier"]) is "auto" or "default", "/service_tier", "no_price", "Only auto and default have a price in the table.");
        check.OptionalText("/user", JsonText.Of(given["user"]), Check.MaxIdLength).ThrowIfAny();
        // One limit, the one that is reckoned with.
        if (given["max_completion_tokens"] is not null) given.Remove("max_tokens");
        else if (given["max_tokens"] is null) given["max_tokens"] = UsualMaxTokens;
        return new ChatRequest(given, JsonText.Of(given["model"])!, Flag(given["stream"]), Flag((given["stream_options"] as JsonObject)?["include_usage"]), JsonText.Of(given["user"]), cached ? QuestionOf(given) : null);
    }

    private static long BytesOf(JsonNode? node) => JsonText.Of(node) is { } text ? Encoding.UTF8.GetByteCount(text) : 0;

    private static string QuestionOf(JsonObject given)
    {
        var question = (JsonObject)given.DeepClone();
        foreach (var aside in (string[])["stream", "stream_options", "user", "metadata", "store"]) question.Remove(aside);
        return question.ToJsonString();
    }

    private static IEnumerable<JsonObject> PartsOf(JsonObject request) =>
        (request["messages"] as JsonArray ?? []).OfType<JsonObject>().SelectMany(m => (m["content"] as JsonArray ?? []).OfType<JsonObject>());

    // A picture is so many tokens, whether its bytes stand in the request or only its address.
    private long PicturesApart() => PartsOf(Body).Where(p => JsonText.Of(p["type"]) == "image_url")
        .Sum(p => MostPictureTokens - (JsonText.Of((p["image_url"] as JsonObject)?["url"]) is { } url && url.StartsWith("data:", StringComparison.Ordinal) ? url.Length : 0));

    private long? Long(string name) => Body[name] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    private static bool Flag(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var set) && set;
}
