using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Steward.Pages.Blocks;

namespace Steward.Pages.Schema;

/// <summary>JSON Schema of a record: its shape as the serializer has it, its limits, defaults and descriptions as its properties declare them.</summary>
internal static class AttributeSchema
{
    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    public static JsonObject Of(Type record) => Block.Json.GetJsonSchemaAsNode(record, Options).AsObject();

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema) return node;
        // What may be left out is left out, never null.
        if (schema["type"] is JsonArray types) schema["type"] = types.Select(t => t!.GetValue<string>()).First(t => t != "null");
        if (schema["enum"] is JsonArray values)
        {
            schema["enum"] = new JsonArray([.. values.Where(v => v is not null).Select(v => v!.DeepClone())]);
            schema["type"] = "string";
        }

        if (schema.ContainsKey("properties") || (string?)schema["type"] == "object") schema["additionalProperties"] = false;
        if (context.PropertyInfo?.AttributeProvider is { } property) Limit(schema, property);
        return schema;
    }

    private static void Limit(JsonObject schema, ICustomAttributeProvider property)
    {
        T? Get<T>() where T : Attribute => (T?)property.GetCustomAttributes(typeof(T), inherit: true).FirstOrDefault();
        var list = (string?)schema["type"] == "array";
        if (Get<LengthAttribute>() is { } length) (schema[list ? "minItems" : "minLength"], schema[list ? "maxItems" : "maxLength"]) = (length.MinimumLength, length.MaximumLength);
        if (Get<MaxLengthAttribute>() is { } most) schema[list ? "maxItems" : "maxLength"] = most.Length;
        if (Get<RangeAttribute>() is { } range) (schema["minimum"], schema["maximum"]) = ((int)range.Minimum, (int)range.Maximum);
        if (PatternOf(Get<RegularExpressionAttribute>()?.Pattern, Get<LinkAttribute>(), Get<PictureAttribute>(), Get<ColorAttribute>()) is { } pattern) schema["pattern"] = pattern;
        if (Get<EachAttribute>() is { } each && schema["items"] is JsonObject items) (items["minLength"], items["maxLength"]) = (each.Min, each.Max);
        if (Get<DefaultValueAttribute>() is { } absent) schema["default"] = JsonSerializer.SerializeToNode(absent.Value, Block.Json);
        if (Get<DescriptionAttribute>() is { } described) schema["description"] = described.Description;
    }

    private static string? PatternOf(string? declared, LinkAttribute? link, PictureAttribute? picture, ColorAttribute? color) =>
        declared ?? (link is not null ? LinkAttribute.Pattern : picture is not null ? PictureAttribute.Pattern : color is not null ? ColorAttribute.Pattern : null);
}
