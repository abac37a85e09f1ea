using System.Text.Json;
using Steward.Gateway.Embeddings;

namespace Steward.Gateway.Providers;

/// <summary>An answer of OpenAI's embeddings, whichever way its numbers are written.</summary>
internal static class VectorAnswer
{
    /// <exception cref="FormatException">It does not hold one vector for each text, all of one length.</exception>
    public static (IReadOnlyList<float[]> Vectors, TokenUsage? Usage) Read(byte[] answer, int texts)
    {
        using var json = JsonDocument.Parse(answer);
        var (vectors, at) = (new float[texts][], 0);
        foreach (var item in json.RootElement.GetProperty("data").EnumerateArray())
        {
            // Not every server counts them; then their order counts.
            var index = item.TryGetProperty("index", out var given) ? given.GetInt32() : at;
            if (index < 0 || index >= texts || vectors[index] is not null) throw new FormatException();
            vectors[index] = VectorOf(item.GetProperty("embedding"));
            at++;
        }

        if (at != texts || vectors.Any(v => v.Length == 0 || v.Length != vectors[0].Length || !v.All(float.IsFinite))) throw new FormatException();
        return (vectors, json.RootElement.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object ? UsageOf(usage) : null);
    }

    private static float[] VectorOf(JsonElement embedding) =>
        embedding.ValueKind == JsonValueKind.String ? PackedVector.Read(embedding.GetBytesFromBase64()) : [.. embedding.EnumerateArray().Select(n => n.GetSingle())];

    private static TokenUsage? UsageOf(JsonElement usage) => Math.Max(Number(usage, "prompt_tokens"), Number(usage, "total_tokens")) is > 0 and var read ? new TokenUsage(read, 0, 0) : null;

    private static long Number(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
