using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Steward.Gateway.Admission;

/// <summary>Turns a model's text into the result record: mends what can be mended without tokens, then reads strictly.</summary>
internal static class AnswerReader
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true, MaxDepth = 32, NumberHandling = JsonNumberHandling.Strict, TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>True where a text needed mending to be read: the JSON stands in fences or between words.</summary>
    public static bool NeedsMending(string text) => Outermost(text).Length != text.AsSpan().Trim().Length;

    /// <summary>The result, or what is wrong with the text in words for the model.</summary>
    public static (TResult? Value, string? Problem) Read<TResult>(string text) where TResult : class
    {
        try
        {
            var value = JsonSerializer.Deserialize<TResult>(Outermost(text), Strict);
            return value is null ? (null, "The answer is null.") : (value, null);
        }
        catch (JsonException error)
        {
            return (null, $"The answer does not fit the schema at {error.Path ?? "$"}.");
        }
    }

    public static string Write<TResult>(TResult value) => JsonSerializer.Serialize(value, Strict);

    /// <summary>JSON Schema of the record, in the strict form that providers enforce: every member required, none besides.</summary>
    public static JsonNode SchemaOf<TResult>() => JsonSchemaExporter.GetJsonSchemaAsNode(Strict, typeof(TResult), new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (_, node) =>
        {
            if (node is JsonObject schema && schema["properties"] is JsonObject properties)
            {
                schema["required"] = new JsonArray([.. properties.Select(p => (JsonNode)p.Key)]);
                schema["additionalProperties"] = false;
            }

            return node;
        },
    });

    // Models wrap JSON in fences and politeness; what counts is from the first brace to the last.
    private static string Outermost(string text)
    {
        var (from, to) = (text.IndexOf('{'), text.LastIndexOf('}'));
        return from >= 0 && to > from ? text[from..(to + 1)] : text;
    }
}
