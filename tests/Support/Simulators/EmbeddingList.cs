using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steward.Tests.Support;

/// <summary>The bodies of OpenAI's embeddings: what the API refuses and answers. A text's vector follows from its characters, so the same text has the same.</summary>
internal static class EmbeddingList
{
    private const int UsualLength = 16;

    /// <summary>Why the API would refuse the request; null where it would not.</summary>
    public static string? FindFault(ReceivedCall call)
    {
        if (call.Json is not { ValueKind: JsonValueKind.Object })
        {
            return "The body is not a JSON object.";
        }

        if (string.IsNullOrEmpty(call.Model))
        {
            return "You must provide a model parameter.";
        }

        var inputs = Inputs(call);
        return inputs.Count is 0 or > 2048 || inputs.Any(input => input is "" or "[]") ? "'$.input' is invalid."
            : call.Member("encoding_format") is { } format && format.ToString() is not ("float" or "base64") ? "'$.encoding_format' is invalid."
            : null;
    }

    public static JsonObject Answer(ReceivedCall call, Behaviour behaviour)
    {
        var (inputs, packed) = (Inputs(call), call.Member("encoding_format")?.ToString() == "base64");
        var length = call.Member("dimensions")?.GetInt32() ?? UsualLength;
        var answer = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. inputs.Select((input, i) => new JsonObject { ["object"] = "embedding", ["index"] = i, ["embedding"] = Written(VectorOf(input, length), packed) })]),
            ["model"] = call.Model,
        };
        if (!behaviour.OmitUsage)
        {
            var tokens = behaviour.Usage?.Prompt ?? inputs.Sum(ProviderSimulator.CountTokens);
            answer["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens };
        }

        return answer;
    }

    /// <summary>The vector of a text, of length one.</summary>
    public static float[] VectorOf(string text, int length = UsualLength)
    {
        var vector = new float[length];
        for (var i = 0; i < text.Length; i++)
        {
            vector[(text[i] + i) % length] += 1 + (text[i] % 7);
        }

        var norm = MathF.Sqrt(vector.Sum(v => v * v));
        return [.. vector.Select(v => v / norm)];
    }

    private static JsonNode Written(float[] vector, bool packed) =>
        packed ? Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())) : new JsonArray([.. vector.Select(v => (JsonNode)v)]);

    // A list of numbers is one input.
    private static IReadOnlyList<string> Inputs(ReceivedCall call) => call.Member("input") switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number) => [list.GetRawText()],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())],
        _ => [],
    };
}
